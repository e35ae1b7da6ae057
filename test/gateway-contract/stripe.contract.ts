import { randomUUID } from 'node:crypto';
import Stripe from 'stripe';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { until } from '../support/until.js';
import type { ContractCase } from './contract.js';
import { testKey, type RealStage } from './stages.js';

export const STRIPE_REAL: RealStage<Stripe> = {
  variables: ['CONTRACT_STRIPE_SECRET_KEY'],
  account: ([key = '']) =>
    new Stripe(testKey('CONTRACT_STRIPE_SECRET_KEY', key, /^[rs]k_test_/), { maxNetworkRetries: 2, telemetry: false }),
};

export function stripeSandboxAccount({ url, secrets }: Sandbox): Stripe {
  const { hostname, port } = new URL(url);
  return new Stripe(secrets.stripe.secretKey, {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  });
}

/** Dollars: accounts of every country take them. */
const ORDER: Stripe.PaymentIntentCreateParams = {
  amount: 5000,
  currency: 'usd',
  automatic_payment_methods: { enabled: true, allow_redirects: 'never' },
  metadata: { cart_id: 'cart_1' },
};

function paid(stripe: Stripe, more: Partial<Stripe.PaymentIntentCreateParams> = {}): Promise<Stripe.PaymentIntent> {
  return stripe.paymentIntents.create({ ...ORDER, confirm: true, payment_method: 'pm_card_visa', ...more });
}

const SESSION: Stripe.Checkout.SessionCreateParams = {
  mode: 'payment',
  line_items: [{ price_data: { currency: 'usd', unit_amount: 5000, product_data: { name: 'Camisa' } }, quantity: 1 }],
  success_url: 'https://shop.example.com/ok?session={CHECKOUT_SESSION_ID}',
  cancel_url: 'https://shop.example.com/cancel',
  client_reference_id: 'cart_1',
};

const INTENTS: readonly ContractCase<Stripe>[] = [
  {
    endpoint: 'POST /v1/payment_intents',
    behaviour: 'opens an intent with a client secret, which a test card pays',
    check: async (stripe) => {
      const intent = await stripe.paymentIntents.create(ORDER);
      expect(intent).toMatchObject({
        status: 'requires_payment_method',
        metadata: { cart_id: 'cart_1' },
        client_secret: expect.stringContaining(`${intent.id}_secret_`),
      });
      const confirmed = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
      expect(confirmed).toMatchObject({ status: 'succeeded', amount_received: 5000 });
    },
  },
  {
    endpoint: 'POST /v1/payment_intents/:id/confirm',
    behaviour: 'refuses a declined card with 402 and the intent, which can be paid afterwards',
    check: async (stripe) => {
      const { id } = await stripe.paymentIntents.create(ORDER);
      const attempt = stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa_chargeDeclined' });
      await expect(attempt).rejects.toMatchObject({
        type: 'StripeCardError',
        statusCode: 402,
        code: 'card_declined',
        decline_code: 'generic_decline',
        payment_intent: { id, status: 'requires_payment_method' },
      });
      const again = await stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_visa' });
      expect(again.status).toBe('succeeded');
    },
  },
  {
    endpoint: 'POST /v1/payment_intents',
    behaviour: 'sends a card that needs 3D Secure to a page',
    check: async (stripe) => {
      const intent = await paid(stripe, {
        payment_method: 'pm_card_threeDSecure2Required',
        automatic_payment_methods: { enabled: true },
        return_url: 'https://shop.example.com/return',
      });
      expect(intent).toMatchObject({ status: 'requires_action', next_action: { type: 'redirect_to_url' } });
    },
  },
  {
    endpoint: 'POST /v1/payment_intents/:id/capture',
    behaviour: 'captures a part of what was authorized',
    check: async (stripe) => {
      const { id } = await paid(stripe, { capture_method: 'manual' });
      const captured = await stripe.paymentIntents.capture(id, { amount_to_capture: 3000 });
      expect(captured).toMatchObject({ status: 'succeeded', amount_received: 3000 });
      await expect(stripe.paymentIntents.capture(id)).rejects.toMatchObject({
        code: 'payment_intent_unexpected_state',
      });
    },
  },
  {
    endpoint: 'POST /v1/payment_intents/:id/cancel',
    behaviour: 'cancels what is open and refuses what is paid',
    check: async (stripe) => {
      const open = await stripe.paymentIntents.create(ORDER);
      expect((await stripe.paymentIntents.cancel(open.id)).status).toBe('canceled');
      const { id } = await paid(stripe);
      await expect(stripe.paymentIntents.cancel(id)).rejects.toMatchObject({ code: 'payment_intent_unexpected_state' });
    },
  },
  {
    endpoint: 'GET /v1/payment_intents/:id',
    behaviour: 'answers 404 for an unknown id',
    check: async (stripe) => {
      await expect(stripe.paymentIntents.retrieve('pi_unknown')).rejects.toMatchObject({
        statusCode: 404,
        code: 'resource_missing',
      });
    },
  },
];

/** What Stripe took until 2026-09-30.endive and refuses since. */
const REMOVED: readonly ContractCase<Stripe>[] = (
  [
    ['/v1/payment_intents', ORDER],
    ['/v1/checkout/sessions', SESSION],
  ] as const
).map(([path, parameters]) => ({
  endpoint: `POST ${path}`,
  behaviour: 'refuses payment_method_types',
  check: async (stripe) => {
    const refused = stripe.rawRequest('POST', path, { ...parameters, payment_method_types: ['card'] });
    await expect(refused).rejects.toMatchObject({ statusCode: 400, param: 'payment_method_types' });
  },
}));

const KEYS: readonly ContractCase<Stripe>[] = [
  {
    endpoint: 'Idempotency-Key',
    behaviour: 'replays the first answer and refuses other parameters',
    check: async (stripe) => {
      const idempotencyKey = randomUUID();
      const first = await stripe.paymentIntents.create(ORDER, { idempotencyKey });
      const again = await stripe.paymentIntents.create(ORDER, { idempotencyKey });
      expect(again.id).toBe(first.id);
      expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
      await expect(stripe.paymentIntents.create({ ...ORDER, amount: 6000 }, { idempotencyKey })).rejects.toMatchObject({
        type: 'StripeIdempotencyError',
        statusCode: 400,
      });
    },
  },
];

const REFUNDS: readonly ContractCase<Stripe>[] = [
  {
    endpoint: 'POST /v1/refunds',
    behaviour: 'gives back in parts, never more than was paid',
    check: async (stripe) => {
      const { id } = await paid(stripe);
      const part = await stripe.refunds.create({ payment_intent: id, amount: 2000, metadata: { refund_id: 'r1' } });
      expect(part).toMatchObject({ amount: 2000, status: 'succeeded', payment_intent: id });
      await expect(stripe.refunds.create({ payment_intent: id, amount: 3001 })).rejects.toMatchObject({
        statusCode: 400,
      });
      await stripe.refunds.create({ payment_intent: id });
      await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
        code: 'charge_already_refunded',
      });
      expect((await stripe.refunds.list({ payment_intent: id })).data).toHaveLength(2);
      expect(await stripe.refunds.retrieve(part.id)).toMatchObject({ metadata: { refund_id: 'r1' } });
    },
  },
];

const SESSIONS: readonly ContractCase<Stripe>[] = [
  {
    endpoint: 'POST /v1/checkout/sessions',
    behaviour: 'opens a session with a page, which can be read and expired',
    check: async (stripe) => {
      const session = await stripe.checkout.sessions.create(SESSION);
      expect(session).toMatchObject({
        status: 'open',
        payment_status: 'unpaid',
        amount_total: 5000,
        payment_intent: null,
      });
      expect(session.url).toMatch(/^https?:/);
      expect((await stripe.checkout.sessions.retrieve(session.id)).client_reference_id).toBe('cart_1');
      expect((await stripe.checkout.sessions.expire(session.id)).status).toBe('expired');
      await expect(stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({ statusCode: 400 });
    },
  },
];

const EVENTS: readonly ContractCase<Stripe>[] = [
  {
    endpoint: 'GET /v1/events',
    behaviour: 'lists what happened to an intent, with the key of the request that caused it',
    check: async (stripe) => {
      const idempotencyKey = randomUUID();
      const created = Math.floor(Date.now() / 1000) - 60;
      const { id } = await stripe.paymentIntents.create(ORDER, { idempotencyKey });
      let found: Stripe.Event | undefined;
      const isListed = async (): Promise<boolean> => {
        const filter = { types: ['payment_intent.created', 'charge.refunded'], created: { gte: created }, limit: 100 };
        const { data } = await stripe.events.list(filter);
        found = data.find(({ data: { object } }) => 'id' in object && object.id === id);
        return found !== undefined;
      };
      await until('the event in the list', isListed, 60_000);
      expect(found).toMatchObject({ type: 'payment_intent.created', request: { idempotency_key: idempotencyKey } });
      expect((await stripe.events.retrieve(String(found?.id))).id).toBe(found?.id);
    },
  },
  {
    endpoint: 'GET /v1/balance',
    behaviour: 'answers to the secret key',
    check: async (stripe) => {
      expect((await stripe.balance.retrieve()).object).toBe('balance');
    },
  },
];

export const STRIPE_CONTRACT: readonly ContractCase<Stripe>[] = [
  ...INTENTS,
  ...REMOVED,
  ...KEYS,
  ...REFUNDS,
  ...SESSIONS,
  ...EVENTS,
];
