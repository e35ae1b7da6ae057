import { createHmac } from 'node:crypto';
import type { Delivery } from '../../apps/api/src/gateways/gateway.js';
import { StripeGateway } from '../../apps/api/src/gateways/stripe/stripe.gateway.js';
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
import { stripeTestConfig } from '../support/gateway-configs.js';

const TOTAL = 8_500_000n;

interface SignatureFixtures {
  readonly secret: string;
  readonly old_secret: string;
  readonly events: Record<
    string,
    { readonly t: number; readonly header: string; readonly header_while_rolling: string }
  >;
}

export function stripeSignature(body: Buffer, t: number, secret: string): string {
  return `t=${t},v1=${createHmac('sha256', secret).update(`${t}.`).update(body).digest('hex')}`;
}

export function stripeSignatureFixtures(): SignatureFixtures {
  return JSON.parse(fixtureBytes('stripe', '_signatures.json').toString()) as SignatureFixtures;
}

function signed(rawBody: Buffer, { secret = SECRET, at = NOW }: Signing = {}): Delivery {
  return { rawBody, headers: { 'stripe-signature': stripeSignature(rawBody, unixSeconds(at), secret) }, query: {} };
}

function fixtures(): readonly FixtureCase[] {
  const { secret, old_secret: oldSecret, events } = stripeSignatureFixtures();
  return Object.entries(events).flatMap(([file, { t, header, header_while_rolling: rolling }]) => {
    const rawBody = fixtureBytes('stripe', file);
    const { id, type } = JSON.parse(rawBody.toString()) as { id: string; type: string };
    const at = new Date(t * 1000);
    const verdict = { kind: 'accepted', eventKey: id, webhookId: id, type };
    const delivery = (value: string): Delivery => ({ rawBody, headers: { 'stripe-signature': value }, query: {} });
    return [
      { file, secret, at, delivery: delivery(header), verdict },
      { file, secret: oldSecret, at, delivery: delivery(rolling), verdict },
    ];
  });
}

/** `status` is `<event type>#<object status>`; the object has what every mapping of that type reads. */
function subject({ transactionId, reference, status, amount }: Story): object {
  const [type = '', state = ''] = status.split('#');
  const money = { amount, currency: 'cop', status: state };
  if (type.startsWith('payment_intent.')) return intent({ transactionId, reference, state, amount });
  if (type.startsWith('refund.'))
    return { id: 're_1', object: 'refund', payment_intent: transactionId, metadata: {}, ...money };
  if (type.startsWith('charge.dispute.')) {
    return { id: 'dp_1', object: 'dispute', payment_intent: transactionId, metadata: {}, ...money };
  }
  if (type.startsWith('checkout.session.')) {
    return {
      id: 'cs_test_1',
      object: 'checkout.session',
      payment_intent: transactionId,
      client_reference_id: reference,
      amount_total: amount,
      currency: 'cop',
      payment_status: state,
      metadata: {},
    };
  }
  return charge({ transactionId, reference, type, state, amount });
}

function intent(story: { transactionId: string; reference: string; state: string; amount: number }): object {
  return {
    id: story.transactionId,
    object: 'payment_intent',
    amount: story.amount,
    amount_received: story.state === 'succeeded' ? story.amount : 0,
    currency: 'cop',
    metadata: { reference: story.reference },
    payment_method_types: ['card'],
    last_payment_error: {
      type: 'card_error',
      code: 'card_declined',
      decline_code: 'insufficient_funds',
      message: 'No.',
    },
    status: story.state,
  };
}

function charge(story: {
  transactionId: string;
  reference: string;
  type: string;
  state: string;
  amount: number;
}): object {
  const captured = story.state === 'succeeded' && !story.type.endsWith('expired');
  return {
    id: 'ch_1',
    object: 'charge',
    payment_intent: story.transactionId,
    amount: story.amount,
    amount_captured: captured ? story.amount : 0,
    amount_refunded: story.type === 'charge.refunded' ? story.amount : 0,
    captured,
    currency: 'cop',
    failure_code: 'card_declined',
    failure_message: 'No.',
    metadata: { reference: story.reference },
    payment_method_details: { type: 'card' },
    status: story.state,
  };
}

const captured: PaymentFact = { kind: 'phase', phase: 'captured', capturedMinor: TOTAL };
const pending: PaymentFact = { kind: 'phase', phase: 'pending' };
const canceled: PaymentFact = { kind: 'phase', phase: 'canceled' };

function failed(code: string, message: string | null = 'No.'): PaymentFact {
  return { kind: 'phase', phase: 'failed', failure: { outcome: 'rejected', code, message } };
}

function refund(status: 'pending' | 'succeeded' | 'failed'): PaymentFact {
  return { kind: 'refund', refundId: 're_1', amountMinor: TOTAL, status };
}

function dispute(status: 'open' | 'won' | 'lost'): PaymentFact {
  return { kind: 'dispute', disputeId: 'dp_1', amountMinor: TOTAL, status };
}

const CASES: readonly (readonly [string, readonly PaymentFact[]])[] = [
  ['payment_intent.created#requires_payment_method', [pending]],
  ['payment_intent.created#requires_confirmation', [pending]],
  ['payment_intent.requires_action#requires_action', [pending]],
  ['payment_intent.processing#processing', [pending]],
  ['payment_intent.amount_capturable_updated#requires_capture', [{ kind: 'phase', phase: 'authorized' }]],
  ['payment_intent.succeeded#succeeded', [captured]],
  ['payment_intent.canceled#canceled', [canceled]],
  ['payment_intent.payment_failed#requires_payment_method', [failed('insufficient_funds')]],
  ['charge.pending#pending', [pending]],
  ['charge.succeeded#succeeded', [captured]],
  ['charge.captured#succeeded', [captured]],
  ['charge.updated#succeeded', [captured]],
  ['charge.failed#failed', [failed('card_declined')]],
  ['charge.expired#succeeded', [canceled]],
  ['charge.refunded#succeeded', [captured, { kind: 'refunded_total', totalMinor: TOTAL }]],
  ['refund.created#pending', [refund('pending')]],
  ['refund.updated#requires_action', [refund('pending')]],
  ['refund.updated#succeeded', [refund('succeeded')]],
  ['refund.failed#failed', [refund('failed')]],
  ['refund.updated#canceled', [refund('failed')]],
  ['charge.dispute.created#needs_response', [dispute('open')]],
  ['charge.dispute.created#warning_needs_response', [dispute('open')]],
  ['charge.dispute.updated#under_review', [dispute('open')]],
  ['charge.dispute.updated#warning_under_review', [dispute('open')]],
  ['charge.dispute.updated#appeal_needs_response', [dispute('open')]],
  ['charge.dispute.updated#appeal_under_review', [dispute('open')]],
  ['charge.dispute.closed#won', [dispute('won')]],
  ['charge.dispute.closed#prevented', [dispute('won')]],
  ['charge.dispute.closed#warning_closed', [dispute('won')]],
  ['charge.dispute.closed#lost', [dispute('lost')]],
  ['checkout.session.completed#paid', [{ kind: 'phase', phase: 'captured' }]],
  ['checkout.session.completed#unpaid', [pending]],
  ['checkout.session.async_payment_succeeded#paid', [{ kind: 'phase', phase: 'captured' }]],
  ['checkout.session.async_payment_failed#unpaid', [failed('async_payment_failed', null)]],
  ['checkout.session.expired#unpaid', [canceled]],
];

export const stripe: GatewayAdapter = {
  name: 'stripe',
  maxAgeSeconds: 300,
  maxAheadSeconds: 300,
  signatureHeader: 'stripe-signature',
  acceptsUpperCase: false,
  upperCased: (delivery) => {
    const [t = '', v1 = ''] = (delivery.headers['stripe-signature'] ?? '').split(',v1=');
    return withHeader(delivery, 'stripe-signature', `${t},v1=${v1.toUpperCase()}`);
  },
  transactionIds: ['pi_3Conformance0001', 'pi_3Conformance0002'],
  cases: CASES.map(([status, facts]) => ({ status, facts })),
  unknownStatus: { status: 'payment_intent.processing#levitating', facts: [pending] },
  amount: 8_500_000,
  fixtures,
  tamperings: [
    {
      what: 'one byte of the body',
      apply: (delivery) => withBodyText(delivery, '"amount":8500000', '"amount":8500001'),
      reasons: ['signature_mismatch'],
    },
    {
      what: 'a space after the body',
      apply: (delivery) => ({ ...delivery, rawBody: Buffer.concat([delivery.rawBody, Buffer.from(' ')]) }),
      reasons: ['signature_mismatch'],
    },
    {
      what: 'the t',
      apply: (delivery) =>
        withHeader(
          delivery,
          'stripe-signature',
          (delivery.headers['stripe-signature'] ?? '').replace(/t=\d+/, `t=${unixSeconds(NOW) + 1}`),
        ),
      reasons: ['signature_mismatch'],
    },
    {
      what: 'the scheme, to v0',
      apply: (delivery) =>
        withHeader(delivery, 'stripe-signature', (delivery.headers['stripe-signature'] ?? '').replace('v1=', 'v0=')),
      reasons: ['malformed_signature'],
    },
    {
      what: 'a second t',
      apply: (delivery) =>
        withHeader(delivery, 'stripe-signature', `${delivery.headers['stripe-signature']},t=${unixSeconds(NOW)}`),
      reasons: ['malformed_signature'],
    },
  ],
  unsignedChanges: [],
  build: ({ secrets, origin, observer }) =>
    new StripeGateway(stripeTestConfig({ webhookSecrets: secrets, baseUrl: origin }), observer),
  body: (story) => ({
    id: `evt_conformance_${story.sequence}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: unixSeconds(NOW) - 5,
    type: story.status.split('#')[0],
    data: { object: subject(story) },
  }),
  unknownType: (sequence) => ({
    id: `evt_unknown_${sequence}`,
    object: 'event',
    created: unixSeconds(NOW),
    type: 'payout.paid',
    data: { object: { id: 'po_1', object: 'payout' } },
  }),
  sign: (body, _story, signing) => signed(Buffer.from(JSON.stringify(body)), signing),
  signBytes: signed,
  serve: () => undefined,
  serveSearch: (api, stories) =>
    api.answer('/v1/payment_intents/search', {
      object: 'search_result',
      has_more: false,
      url: '/v1/payment_intents/search',
      data: stories.map(subject),
    }),
};
