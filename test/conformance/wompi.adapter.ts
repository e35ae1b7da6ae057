import { createHash } from 'node:crypto';
import type { Delivery } from '../../apps/api/src/gateways/gateway.js';
import { WompiGateway } from '../../apps/api/src/gateways/wompi/wompi.gateway.js';
import {
  fixtureBytes,
  type FixtureCase,
  type GatewayAdapter,
  NOW,
  SECRET,
  type Signing,
  type Story,
  unixSeconds,
  withBodyText,
  withHeader,
} from './gateway.adapter.js';
import { wompiTestConfig } from '../support/gateway-configs.js';

const PROPERTIES = ['transaction.id', 'transaction.status', 'transaction.amount_in_cents'];
const FIXTURE_SECRET = 'test_events_FIXTURE_NOT_A_REAL_SECRET';
const DOCS_SECRET = 'prod_events_OcHnIzeBl5socpwByQ4hA52Em3USQ93Z';

interface WompiBody {
  readonly data: { readonly transaction: Record<string, string | number> };
  readonly timestamp?: number;
}

export function wompiChecksum(
  values: readonly (string | number)[],
  timestamp: number | string,
  secret: string,
): string {
  return createHash('sha256')
    .update(`${values.join('')}${timestamp}${secret}`)
    .digest('hex');
}

function transaction({ transactionId, reference, status, amount }: Story): WompiBody['data']['transaction'] {
  return {
    id: transactionId,
    created_at: '2026-11-22T11:59:50.000Z',
    finalized_at: '2026-11-22T11:59:55.000Z',
    amount_in_cents: amount,
    reference,
    currency: 'COP',
    payment_method_type: 'NEQUI',
    status,
    status_message: 'Saldo insuficiente',
  };
}

function sign(body: object, _story: unknown, { secret = SECRET, at = NOW }: Signing = {}): Delivery {
  const { data, timestamp = unixSeconds(at) } = body as WompiBody;
  const { id = '', status = '', amount_in_cents: amount = '' } = data.transaction;
  const checksum = wompiChecksum([id, status, amount], timestamp, secret);
  const event = { ...body, timestamp, signature: { checksum, properties: PROPERTIES }, environment: 'test' };
  return { rawBody: Buffer.from(JSON.stringify(event)), headers: { 'x-event-checksum': checksum }, query: {} };
}

const accepted = { kind: 'accepted', type: 'transaction.updated' };

function fixture(file: string, verdict: object, secret = FIXTURE_SECRET): FixtureCase {
  const rawBody = fixtureBytes('wompi', file);
  const event = JSON.parse(rawBody.toString()) as { timestamp?: number; signature?: { checksum: string } };
  const at = new Date((event.timestamp ?? unixSeconds(NOW)) * 1000);
  const headers = { 'x-event-checksum': event.signature?.checksum };
  return { file, secret, at, delivery: { rawBody, headers, query: {} }, verdict };
}

const mismatch = { kind: 'rejected', reason: 'signature_mismatch' };

export const wompi: GatewayAdapter = {
  name: 'wompi',
  maxAgeSeconds: 28 * 3600,
  maxAheadSeconds: 300,
  signatureHeader: 'x-event-checksum',
  acceptsUpperCase: true,
  upperCased: (delivery) => {
    const checksum = delivery.headers['x-event-checksum'] ?? '';
    const body = withBodyText(delivery, checksum, checksum.toUpperCase());
    return withHeader(body, 'x-event-checksum', checksum.toUpperCase());
  },
  transactionIds: ['1123456-1795350000-10001', '1123456-1795350000-10002'],
  cases: [
    { status: 'PENDING', facts: [{ kind: 'phase', phase: 'pending' }] },
    { status: 'APPROVED', facts: [{ kind: 'phase', phase: 'captured' }] },
    {
      status: 'DECLINED',
      facts: [
        {
          kind: 'phase',
          phase: 'failed',
          failure: { outcome: 'rejected', code: null, message: 'Saldo insuficiente' },
        },
      ],
    },
    { status: 'VOIDED', facts: [{ kind: 'phase', phase: 'voided' }] },
    {
      status: 'ERROR',
      facts: [
        { kind: 'phase', phase: 'failed', failure: { outcome: 'failed', code: null, message: 'Saldo insuficiente' } },
      ],
    },
  ],
  unknownStatus: { status: 'ON_HOLD', facts: [{ kind: 'phase', phase: 'pending' }] },
  amount: 8_500_000,
  fixtures: () => [
    fixture('card-approved.json', {
      ...accepted,
      transactionId: '1123456-1769351602-78650',
      reference: 'ORDER-0001-a1',
      webhookId: '1123456-1769351602-78650:APPROVED',
    }),
    fixture('card-approved-uppercase-checksum.json', { ...accepted, reference: 'ORDER-0001-a1' }),
    fixture('card-declined.json', accepted),
    fixture('pse-approved.json', accepted),
    fixture('pse-declined.json', accepted),
    fixture('nequi-approved.json', accepted),
    fixture('nequi-declined.json', accepted),
    fixture('collect-pending.json', accepted),
    fixture('docs-example-recomputed.json', accepted, DOCS_SECRET),
    fixture('negative/docs-example-published-checksum.json', mismatch, DOCS_SECRET),
    fixture('negative/tampered-amount.json', mismatch),
    fixture('negative/tampered-status.json', mismatch),
    fixture('negative/no-signature.json', { kind: 'rejected', reason: 'missing_signature' }),
  ],
  tamperings: [
    {
      what: 'the amount',
      apply: (delivery) => withBodyText(delivery, '"amount_in_cents":8500000', '"amount_in_cents":100'),
      reasons: ['signature_mismatch'],
    },
    {
      what: 'the status',
      apply: (delivery) => withBodyText(delivery, '"status":"APPROVED"', '"status":"VOIDED"'),
      reasons: ['signature_mismatch'],
    },
    {
      what: 'the id',
      apply: (delivery) => withBodyText(delivery, '-10001"', '-10009"'),
      reasons: ['signature_mismatch'],
    },
    {
      what: 'the timestamp',
      apply: (delivery) =>
        withBodyText(delivery, `"timestamp":${unixSeconds(NOW)}`, `"timestamp":${unixSeconds(NOW) + 1}`),
      reasons: ['signature_mismatch'],
    },
    {
      what: 'the checksum in the body alone',
      apply: (delivery) => withBodyText(delivery, '"checksum":"', `"checksum":"${'0'.repeat(64)}","was":"`),
      reasons: ['signature_mismatch'],
    },
    {
      what: 'the properties, down to none',
      apply: (delivery) => withBodyText(delivery, JSON.stringify(PROPERTIES), '[]'),
      reasons: ['malformed_signature'],
    },
  ],
  unsignedChanges: [
    {
      what: 'reference',
      apply: (delivery) => withBodyText(delivery, '"reference":"ORDER-1"', '"reference":"ORDER-2"'),
    },
    { what: 'currency', apply: (delivery) => withBodyText(delivery, '"currency":"COP"', '"currency":"USD"') },
    {
      what: 'environment',
      apply: (delivery) => withBodyText(delivery, '"environment":"test"', '"environment":"prod"'),
    },
    { what: 'name', apply: (delivery) => withBodyText(delivery, '"transaction.updated"', '"nequi_token.updated"') },
    { what: 'method', apply: (delivery) => withBodyText(delivery, '"NEQUI"', '"CARD"') },
    {
      what: 'mandatory properties, moved elsewhere',
      apply: (delivery) =>
        withBodyText(
          withBodyText(delivery, '"transaction.status","transaction.amount_in_cents"', '"transaction.forged"'),
          '"currency":"COP"',
          '"forged":"APPROVED8500000","currency":"COP"',
        ),
    },
    {
      what: 'amount, lengthened by the first digit of the timestamp',
      apply: (delivery) => {
        const timestamp = String(unixSeconds(NOW));
        const longer = withBodyText(delivery, '"amount_in_cents":8500000', `"amount_in_cents":8500000${timestamp[0]}`);
        return withBodyText(longer, `"timestamp":${timestamp}`, `"timestamp":${timestamp.slice(1)}`);
      },
    },
    {
      what: 'amount, shortened by a digit that the timestamp takes, as a text',
      apply: (delivery) => {
        const timestamp = String(unixSeconds(NOW));
        const shorter = withBodyText(delivery, '"amount_in_cents":8500000', '"amount_in_cents":850000');
        return withBodyText(shorter, `"timestamp":${timestamp}`, `"timestamp":"0${timestamp}"`);
      },
    },
  ],
  build: ({ secrets, origin, observer }) =>
    new WompiGateway(wompiTestConfig({ eventsSecrets: secrets, baseUrl: `${origin}/v1` }), observer),
  body: (story) => ({
    event: 'transaction.updated',
    data: { transaction: transaction(story) },
    sent_at: '2026-11-22T11:59:56.000Z',
    // Wompi has no event ids: two events of one payment differ in what they say or in when.
    timestamp: unixSeconds(NOW) + story.sequence - 1,
  }),
  unknownType: (sequence) => ({
    event: 'something.updated',
    data: { transaction: { id: `other-${sequence}`, status: 'NEW', amount_in_cents: 1 } },
  }),
  sign,
  signBytes: (rawBody) => ({ rawBody, headers: { 'x-event-checksum': 'a'.repeat(64) }, query: {} }),
  serve: (api, story) => api.answer(`/v1/transactions/${story.transactionId}`, { data: transaction(story), meta: {} }),
  serveSearch: (api, stories) => api.answer('/v1/transactions', { data: stories.map(transaction), meta: {} }),
};
