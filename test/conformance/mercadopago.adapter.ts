import { createHmac } from 'node:crypto';
import type { Delivery } from '../../apps/api/src/gateways/gateway.js';
import { MercadoPagoGateway } from '../../apps/api/src/gateways/mercadopago/mercadopago.gateway.js';
import type { PaymentFact } from '../../apps/api/src/payments/payment-event.js';
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
import { mercadoPagoTestConfig } from '../support/gateway-configs.js';

const REQUEST_ID = 'd6b0124b-53cc-4f8e-8dff-710d241ac434';
const TOTAL = 8_500_000n;

interface RequestFixture {
  readonly name: string;
  readonly query: Record<string, string>;
  readonly headers: Record<string, string>;
  readonly secret: string;
  readonly expectedValid: boolean;
  readonly bodyFile: string;
}

function payment({ transactionId, reference, status, amount }: Story): object {
  const [state = '', detail = 'accredited'] = status.split('/');
  const refunded = state === 'refunded' ? amount : 0;
  return {
    id: Number(transactionId),
    status: state,
    status_detail: detail,
    currency_id: 'COP',
    transaction_amount: amount,
    transaction_amount_refunded: refunded,
    external_reference: reference,
    payment_method_id: 'pse',
    date_created: '2026-11-22T07:59:50.000-04:00',
    date_last_updated: '2026-11-22T07:59:55.000-04:00',
    refunds: refunded === 0 ? [] : [{ id: 1009000001, amount: refunded, status: 'approved' }],
  };
}

export function mercadoPagoSignature(manifest: string, ts: string | number, secret: string): string {
  return `ts=${ts},v1=${createHmac('sha256', secret).update(manifest).digest('hex')}`;
}

function signed(rawBody: Buffer, dataId: string, { secret = SECRET, at = NOW }: Signing = {}): Delivery {
  const ts = unixSeconds(at);
  const signature = mercadoPagoSignature(`id:${dataId};request-id:${REQUEST_ID};ts:${ts};`, ts, secret);
  const headers = { 'x-signature': signature, 'x-request-id': REQUEST_ID };
  return { rawBody, headers, query: { 'data.id': dataId, type: 'payment' } };
}

function fixtures(): readonly FixtureCase[] {
  const requests = JSON.parse(fixtureBytes('mercadopago', '_requests.json').toString()) as RequestFixture[];
  return requests.map(({ bodyFile, secret, headers, query, expectedValid }) => {
    const digits = /ts=(\d+)/.exec(headers['x-signature'] ?? '')?.[1] ?? '0';
    const at = new Date(Number(digits) * (digits.length === 13 ? 1 : 1000));
    const verdict = expectedValid
      ? { kind: 'accepted', transactionId: query['data.id'] }
      : { kind: 'ignored', reason: 'ipn' };
    return {
      file: bodyFile,
      secret,
      at,
      verdict,
      delivery: { rawBody: fixtureBytes('mercadopago', bodyFile), headers, query },
    };
  });
}

const captured: PaymentFact = { kind: 'phase', phase: 'captured' };

function rejected(code: string, outcome: 'rejected' | 'failed' = 'rejected'): PaymentFact {
  return { kind: 'phase', phase: 'failed', failure: { outcome, code, message: null } };
}

function dispute(disputeId: string, status: 'open' | 'won' | 'lost'): PaymentFact {
  return { kind: 'dispute', disputeId, amountMinor: TOTAL, status };
}

const [FIRST, SECOND] = ['140000000101', '140000000102'] as const;

export const mercadoPago: GatewayAdapter = {
  name: 'mercadopago',
  maxAgeSeconds: 300,
  maxAheadSeconds: 300,
  signatureHeader: 'x-signature',
  acceptsUpperCase: false,
  upperCased: (delivery) => {
    const [ts = '', v1 = ''] = (delivery.headers['x-signature'] ?? '').split(',v1=');
    return withHeader(delivery, 'x-signature', `${ts},v1=${v1.toUpperCase()}`);
  },
  transactionIds: [FIRST, SECOND],
  cases: [
    { status: 'pending/pending_waiting_transfer', facts: [{ kind: 'phase', phase: 'pending' }] },
    { status: 'in_process/pending_review_manual', facts: [{ kind: 'phase', phase: 'pending' }] },
    { status: 'authorized/pending_capture', facts: [{ kind: 'phase', phase: 'authorized' }] },
    { status: 'approved/accredited', facts: [captured] },
    {
      status: 'rejected/cc_rejected_insufficient_amount',
      facts: [rejected('cc_rejected_insufficient_amount')],
    },
    { status: 'rejected/bank_error', facts: [rejected('bank_error', 'failed')] },
    { status: 'cancelled/expired', facts: [{ kind: 'phase', phase: 'canceled' }] },
    {
      status: 'refunded/refunded',
      facts: [
        captured,
        { kind: 'refunded_total', totalMinor: TOTAL },
        { kind: 'refund', refundId: '1009000001', amountMinor: TOTAL, status: 'succeeded' },
      ],
    },
    { status: 'in_mediation/pending', facts: [captured, dispute(`mediation-${FIRST}`, 'open')] },
    { status: 'charged_back/in_process', facts: [captured, dispute(`chargeback-${FIRST}`, 'open')] },
    { status: 'charged_back/settled', facts: [captured, dispute(`chargeback-${FIRST}`, 'lost')] },
    { status: 'charged_back/reimbursed', facts: [captured, dispute(`chargeback-${FIRST}`, 'won')] },
  ],
  unknownStatus: { status: 'vaulted/unheard_of', facts: [{ kind: 'phase', phase: 'pending' }] },
  amount: 85_000,
  fixtures,
  tamperings: [
    {
      what: 'the id in the query',
      apply: (delivery) => ({ ...delivery, query: { ...delivery.query, 'data.id': '140000000999' } }),
      reasons: ['signature_mismatch'],
    },
    {
      what: 'the id in the query, taken away',
      apply: (delivery) => ({ ...delivery, query: { type: 'payment' } }),
      reasons: ['signature_mismatch'],
    },
    {
      what: 'the request id',
      apply: (delivery) => withHeader(delivery, 'x-request-id', REQUEST_ID.replace('d6', 'd7')),
      reasons: ['signature_mismatch'],
    },
    {
      what: 'the request id, moved into the query id',
      apply: (delivery) => ({
        ...withHeader(delivery, 'x-request-id', undefined),
        query: { 'data.id': `${FIRST};request-id:${REQUEST_ID}`, type: 'payment' },
      }),
      reasons: ['malformed_signature'],
    },
    {
      what: 'the ts',
      apply: (delivery) =>
        withHeader(
          delivery,
          'x-signature',
          (delivery.headers['x-signature'] ?? '').replace(/ts=\d+/, `ts=${unixSeconds(NOW) + 1}`),
        ),
      reasons: ['signature_mismatch'],
    },
    {
      what: 'a second v1',
      apply: (delivery) =>
        withHeader(delivery, 'x-signature', `${delivery.headers['x-signature']},v1=${'0'.repeat(64)}`),
      reasons: ['malformed_signature'],
    },
  ],
  unsignedChanges: [
    { what: 'type', apply: (delivery) => withBodyText(delivery, '"type":"payment"', '"type":"wallet_connect"') },
    { what: 'action', apply: (delivery) => withBodyText(delivery, 'payment.updated', 'payment.created') },
    { what: 'notification id', apply: (delivery) => withBodyText(delivery, '"id":117889', '"id":217889') },
  ],
  build: ({ secrets, origin, observer }) =>
    new MercadoPagoGateway(mercadoPagoTestConfig({ webhookSecrets: secrets, baseUrl: origin }), observer),
  body: (story) => ({
    action: 'payment.updated',
    api_version: 'v1',
    data: { id: story.transactionId },
    date_created: '2026-11-22T11:59:50Z',
    id: 117_889_880_000 + story.sequence,
    live_mode: true,
    type: 'payment',
    user_id: '123456789',
  }),
  unknownType: (sequence) => ({
    id: 5_000 + sequence,
    type: 'wallet_connect',
    action: 'wallet_connect.new',
    data: { id: FIRST },
  }),
  sign: (body, { transactionId }, signing) => signed(Buffer.from(JSON.stringify(body)), transactionId, signing),
  signBytes: (bytes, signing) => signed(bytes, FIRST, signing),
  serve: (api, story) => api.answer(`/v1/payments/${story.transactionId}`, payment(story)),
  serveSearch: (api, stories) =>
    api.answer('/v1/payments/search', {
      paging: { total: stories.length, limit: 50, offset: 0 },
      results: stories.map(payment),
    }),
};
