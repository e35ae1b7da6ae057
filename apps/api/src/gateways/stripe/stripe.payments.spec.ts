import { stripeTestConfig } from '../../../../../test/support/gateway-configs.js';
import { RecordingGateway } from '../../../../../test/support/recording-gateway.js';
import { startPayment } from '../../../../../test/support/start-payment.js';
import { GatewayHttp } from '../gateway.http.js';
import { silentObserver } from '../gateway.observer.js';
import { StripeClient } from './stripe.client.js';
import { StripePayments } from './stripe.payments.js';

const gateway = new RecordingGateway();
let payments: StripePayments;

beforeAll(async () => {
  const config = stripeTestConfig({ baseUrl: await gateway.start() });
  const client = new StripeClient(config, new GatewayHttp({ gateway: 'stripe', timeoutMs: 3_000 }));
  payments = new StripePayments(config, client, silentObserver);
});
afterAll(() => gateway.close());

const { reference, cartId, idempotencyKey } = startPayment();
const METADATA = { 'metadata[reference]': reference, 'metadata[cart_id]': cartId };
const form = () => Object.fromEntries(new URLSearchParams(gateway.requests.at(-1)?.body));

const SESSION = {
  id: 'cs_test_1',
  object: 'checkout.session',
  status: 'open',
  url: 'https://checkout.stripe.example/c/pay/cs_test_1',
  payment_intent: null,
  expires_at: 1_795_543_200,
};
const INTENT = {
  id: 'pi_1',
  object: 'payment_intent',
  amount: 5_000_000,
  amount_received: 0,
  currency: 'cop',
  status: 'requires_payment_method',
  client_secret: 'pi_1_secret_x',
  metadata: { reference, cart_id: cartId },
};

it('makes a Checkout Session with the cart in its own and in its intent’s metadata', async () => {
  gateway.answer(() => [200, SESSION]);
  const begun = await payments.start(startPayment());
  expect(gateway.requests[0]).toMatchObject({ method: 'POST', path: '/v1/checkout/sessions' });
  expect(gateway.requests[0]?.headers['idempotency-key']).toBe(idempotencyKey);
  expect(form()).toEqual({
    mode: 'payment',
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': 'cop',
    'line_items[0][price_data][unit_amount]': '5000000',
    'line_items[0][price_data][product_data][name]': "Pedido 1050 de Ana's",
    success_url: 'https://shop.example/checkout?session_id={CHECKOUT_SESSION_ID}',
    cancel_url: 'https://shop.example/checkout?canceled=true',
    client_reference_id: reference,
    ...METADATA,
    'payment_intent_data[metadata][reference]': reference,
    'payment_intent_data[metadata][cart_id]': cartId,
    'payment_intent_data[description]': "Pedido 1050 de Ana's",
    expires_at: '1795543200',
    customer_email: 'ana@example.com',
  });
  expect(begun).toEqual({
    transactionId: null,
    gatewayObjectId: 'cs_test_1',
    nextAction: { type: 'redirect', url: SESSION.url },
    expiresAt: new Date('2026-11-24T18:00:00.000Z'),
    payment: null,
  });
});

it('limits the page to cards when asked for a card', async () => {
  gateway.answer(() => [200, SESSION]);
  await payments.start(startPayment({ method: 'card' }));
  expect(form()).toMatchObject({ 'allowed_payment_method_types[0]': 'card' });
});

it('makes a payment intent for card fields of the storefront; it is no payment yet', async () => {
  gateway.answer(() => [200, INTENT]);
  const begun = await payments.start(startPayment({ method: 'payment_intent' }));
  expect(form()).toEqual({
    amount: '5000000',
    currency: 'cop',
    'automatic_payment_methods[enabled]': 'true',
    description: "Pedido 1050 de Ana's",
    ...METADATA,
    receipt_email: 'ana@example.com',
  });
  expect(begun).toMatchObject({
    transactionId: 'pi_1',
    nextAction: { type: 'confirm', client_secret: 'pi_1_secret_x', publishable_key: 'pk_test_x' },
    payment: null,
  });
});

it.each([
  ['CLP', 1_500n, '1500'],
  ['USD', 1_050n, '1050'],
  ['UGX', 1_500n, '150000'],
])('speaks of %s in the unit of Stripe', async (currency, amountMinor, expected) => {
  gateway.answer(() => [200, INTENT]);
  await payments.start(startPayment({ method: 'payment_intent', amount: { amountMinor, currency } }));
  expect(form()).toMatchObject({ amount: expected, currency: currency.toLowerCase() });
});

it('has no payment intents without the key that a page needs for them', () => {
  const config = stripeTestConfig({ publishableKey: null });
  const { methods } = new StripePayments(
    config,
    new StripeClient(config, new GatewayHttp({ gateway: 'stripe' })),
    silentObserver,
  );
  expect(methods).toEqual(['checkout', 'card']);
});

it('asks again under the same key with the same parameters when the answer gets lost', async () => {
  gateway.answer(() => (gateway.requests.length === 1 ? null : [200, SESSION]));
  await payments.start(startPayment());
  expect(gateway.requests).toHaveLength(2);
  const [first, second] = gateway.requests;
  expect(second?.body).toBe(first?.body);
  expect(second?.headers['idempotency-key']).toBe(first?.headers['idempotency-key']);
});

it('tells a refusal by the code of Stripe, without its text', async () => {
  const error = { type: 'invalid_request_error', code: 'amount_too_small', message: 'for ana@example.com' };
  gateway.answer(() => [400, { error }]);
  const refused = await payments.start(startPayment()).catch((reason: unknown) => reason);
  expect(refused).toMatchObject({ code: 'gateway_refused', gatewayCode: 'amount_too_small', httpStatus: 400 });
  expect(String((refused as Error).stack)).not.toContain('ana@');
  expect(gateway.requests).toHaveLength(1);
});

it('takes another request under the same key for no answer', async () => {
  gateway.answer(() => [409, { error: { type: 'idempotency_error' } }]);
  await expect(payments.start(startPayment())).rejects.toMatchObject({ code: 'gateway_busy', retryable: true });
});

it('is away when Stripe is', async () => {
  gateway.answer(() => [503, {}]);
  await expect(payments.start(startPayment())).rejects.toMatchObject({ code: 'gateway_down' });
  expect(gateway.requests).toHaveLength(3);
});

it('follows a session to the payment behind it', async () => {
  const paid = { ...INTENT, status: 'succeeded', amount_received: 5_000_000 };
  gateway.answer(() => [200, { ...SESSION, status: 'complete', url: null, payment_intent: paid }]);
  const begun = { method: 'checkout', reference, transactionId: null, gatewayObjectId: 'cs_test_1' } as const;
  expect(await payments.follow(begun)).toMatchObject({
    transactionId: 'pi_1',
    nextAction: null,
    payment: { transactionId: 'pi_1', reference, facts: [{ kind: 'phase', phase: 'captured' }] },
  });
  expect(gateway.requests[0]?.path).toContain('/v1/checkout/sessions/cs_test_1?expand');
});

it('follows an intent: refused, it can be paid again', async () => {
  const refused = { ...INTENT, last_payment_error: { code: 'card_declined', decline_code: 'insufficient_funds' } };
  gateway.answer(() => [200, refused]);
  const begun = { method: 'payment_intent', reference, transactionId: 'pi_1', gatewayObjectId: null } as const;
  expect(await payments.follow(begun)).toMatchObject({
    nextAction: { type: 'confirm' },
    payment: { facts: [{ phase: 'failed', failure: { code: 'insufficient_funds' } }] },
  });
});
