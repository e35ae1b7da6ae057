import Stripe from 'stripe';
import { startSandbox, type Sandbox } from '../sandbox.js';

let sandbox: Sandbox;
let stripe: Stripe;

beforeAll(async () => {
  sandbox = await startSandbox({ timeFactor: 1000 });
  stripe = clientWith(sandbox.secrets.stripe.secretKey);
});

beforeEach(() => sandbox.control.reset());

afterAll(() => sandbox.close());

function clientWith(key: string): Stripe {
  const { hostname, port } = new URL(sandbox.url);
  const options = {
    host: hostname,
    port: Number(port),
    protocol: 'http',
    maxNetworkRetries: 0,
    telemetry: false,
  } as const;
  return new Stripe(key, options);
}

const CART = { amount: 15_000_000, currency: 'cop', metadata: { cart_id: 'cart_1' } };

async function eventTypes(): Promise<string[]> {
  const { data } = await stripe.events.list({ limit: 100 });
  return data.map(({ type }) => type).reverse();
}

describe('the official stripe package and PaymentIntents', () => {
  it('creates an intent and pays it with a test card', async () => {
    const intent = await stripe.paymentIntents.create(CART, { idempotencyKey: 'create-1' });
    expect(intent).toMatchObject({
      status: 'requires_payment_method',
      amount: 15_000_000,
      metadata: { cart_id: 'cart_1' },
    });
    expect(intent.client_secret).toMatch(new RegExp(`^${intent.id}_secret_`));
    const paid = await stripe.paymentIntents.confirm(intent.id, {
      payment_method: 'pm_card_visa',
      expand: ['latest_charge', 'payment_method'],
    });
    expect(paid).toMatchObject({
      status: 'succeeded',
      amount_received: 15_000_000,
      latest_charge: { captured: true, metadata: { cart_id: 'cart_1' } },
      payment_method: { card: { last4: '4242' } },
    });
    expect(await eventTypes()).toEqual(['payment_intent.created', 'payment_intent.succeeded', 'charge.succeeded']);
    const [created] = (await stripe.events.list({ type: 'payment_intent.created' })).data;
    expect(created?.request).toMatchObject({ idempotency_key: 'create-1', id: intent.lastResponse.requestId });
  });

  it.each([
    ['pm_card_chargeDeclined', 'card_declined', 'generic_decline'],
    ['pm_card_visa_chargeDeclinedInsufficientFunds', 'card_declined', 'insufficient_funds'],
    ['pm_card_chargeDeclinedExpiredCard', 'expired_card', 'expired_card'],
  ])('refuses %s as a card error and lets the shopper try again', async (card, code, declineCode) => {
    const intent = await stripe.paymentIntents.create(CART);
    const attempt = stripe.paymentIntents.confirm(intent.id, { payment_method: card });
    await expect(attempt).rejects.toMatchObject({
      type: 'StripeCardError',
      statusCode: 402,
      code,
      decline_code: declineCode,
      payment_intent: { id: intent.id, status: 'requires_payment_method' },
    });
    const again = await stripe.paymentIntents.confirm(intent.id, { payment_method: 'pm_card_visa' });
    expect(again).toMatchObject({ status: 'succeeded', last_payment_error: null });
  });

  it('sends a card that asks for 3D Secure to a page of the sandbox', async () => {
    const intent = await stripe.paymentIntents.create({
      ...CART,
      confirm: true,
      payment_method: 'pm_card_threeDSecure2Required',
      return_url: 'http://127.0.0.1:1/return',
    });
    expect(intent.status).toBe('requires_action');
    expect(intent.next_action?.redirect_to_url?.url).toMatch(`${sandbox.url}/stripe/3ds/`);
    expect(intent.next_action?.redirect_to_url?.return_url).toBe('http://127.0.0.1:1/return');
  });

  it('authorizes, captures a part and refuses to capture or cancel afterwards', async () => {
    const { id } = await stripe.paymentIntents.create({
      ...CART,
      capture_method: 'manual',
      confirm: true,
      payment_method: 'pm_card_visa',
    });
    expect(await stripe.paymentIntents.retrieve(id)).toMatchObject({
      status: 'requires_capture',
      amount_capturable: 15_000_000,
    });
    await expect(stripe.paymentIntents.capture(id, { amount_to_capture: 15_000_001 })).rejects.toMatchObject({
      code: 'amount_too_large',
    });
    const captured = await stripe.paymentIntents.capture(id, { amount_to_capture: 10_000_000 });
    expect(captured).toMatchObject({ status: 'succeeded', amount_received: 10_000_000, amount_capturable: 0 });
    for (const late of [stripe.paymentIntents.capture(id), stripe.paymentIntents.cancel(id)]) {
      await expect(late).rejects.toMatchObject({ code: 'payment_intent_unexpected_state', statusCode: 400 });
    }
  });

  it('cancels what is open and says why', async () => {
    const { id } = await stripe.paymentIntents.create(CART);
    const canceled = await stripe.paymentIntents.cancel(id, { cancellation_reason: 'abandoned' });
    expect(canceled).toMatchObject({ status: 'canceled', cancellation_reason: 'abandoned' });
  });

  it('refuses what Stripe refuses: no amount, an unknown parameter, an unknown method', async () => {
    const { amount: _amount, ...noAmount } = CART;
    await expect(stripe.rawRequest('POST', '/v1/payment_intents', noAmount)).rejects.toMatchObject({
      code: 'parameter_missing',
      param: 'amount',
    });
    await expect(stripe.rawRequest('POST', '/v1/payment_intents', { ...CART, foo: 1 })).rejects.toMatchObject({
      code: 'parameter_unknown',
      param: 'foo',
    });
    const unknown = stripe.paymentIntents.create({ ...CART, confirm: true, payment_method: 'pm_unknown' });
    await expect(unknown).rejects.toMatchObject({ code: 'resource_missing', statusCode: 400 });
  });

  it('lets a page read and confirm with the publishable key and the client secret, and nothing else', async () => {
    const { id, client_secret: secret } = await stripe.paymentIntents.create(CART);
    const page = clientWith(sandbox.secrets.stripe.publishableKey);
    const read = await page.paymentIntents.retrieve(id, { client_secret: String(secret) });
    expect(read.status).toBe('requires_payment_method');
    await expect(page.paymentIntents.retrieve(id)).rejects.toMatchObject({ statusCode: 403 });
    await expect(page.refunds.list()).rejects.toMatchObject({ statusCode: 403 });
  });
});

describe('the official stripe package and idempotency keys', () => {
  it('answers the same key with the same parameters as it did before', async () => {
    const first = await stripe.paymentIntents.create(CART, { idempotencyKey: 'key-1' });
    const again = await stripe.paymentIntents.create(CART, { idempotencyKey: 'key-1' });
    expect(again.id).toBe(first.id);
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect(first.lastResponse.headers['idempotent-replayed']).toBeUndefined();
    expect(await eventTypes()).toEqual(['payment_intent.created']);
  });

  it('replays a refused card too', async () => {
    const { id } = await stripe.paymentIntents.create(CART);
    const confirm = () =>
      stripe.paymentIntents.confirm(id, { payment_method: 'pm_card_chargeDeclined' }, { idempotencyKey: 'key-2' });
    await expect(confirm()).rejects.toMatchObject({ statusCode: 402 });
    await expect(confirm()).rejects.toMatchObject({ statusCode: 402, headers: { 'idempotent-replayed': 'true' } });
    expect((await eventTypes()).filter((type) => type === 'payment_intent.payment_failed')).toHaveLength(1);
  });

  it('refuses the key with other parameters', async () => {
    await stripe.paymentIntents.create(CART, { idempotencyKey: 'key-3' });
    const other = stripe.paymentIntents.create({ ...CART, amount: 1 }, { idempotencyKey: 'key-3' });
    await expect(other).rejects.toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 });
  });

  it('refuses the key while the first request is under way', async () => {
    sandbox.control.setFault({ gateway: 'stripe', mode: 'slow', delay_ms: 300, times: 1 });
    const slow = stripe.paymentIntents.create(CART, { idempotencyKey: 'key-4' });
    const done = jest.fn();
    void slow.then(done);
    let refused = 0;
    while (done.mock.calls.length === 0) {
      const attempt = stripe.paymentIntents.create(CART, { idempotencyKey: 'key-4' });
      refused += await attempt.then(
        () => 0,
        (error: Stripe.errors.StripeError) => (error.statusCode === 409 ? 1 : 0),
      );
    }
    expect(refused).toBeGreaterThan(0);
    const [one] = (await stripe.paymentIntents.list()).data;
    expect(await slow).toMatchObject({ id: one?.id });
  });

  it('has done what it never answered', async () => {
    // The package itself asks once more when a connection is closed on it.
    sandbox.control.setFault({ gateway: 'stripe', mode: 'lost', times: 2 });
    await expect(stripe.paymentIntents.create(CART, { idempotencyKey: 'key-5' })).rejects.toMatchObject({
      type: 'StripeConnectionError',
    });
    const again = await stripe.paymentIntents.create(CART, { idempotencyKey: 'key-5' });
    expect(again.lastResponse.headers['idempotent-replayed']).toBe('true');
    expect((await stripe.paymentIntents.list()).data).toHaveLength(1);
  });
});

describe('the official stripe package and refunds', () => {
  async function paid(): Promise<string> {
    return (await stripe.paymentIntents.create({ ...CART, confirm: true, payment_method: 'pm_card_visa' })).id;
  }

  it('gives back in parts and never more than was paid', async () => {
    const id = await paid();
    const part = await stripe.refunds.create({ payment_intent: id, amount: 5_000_000, metadata: { refund_id: 'r1' } });
    expect(part).toMatchObject({ status: 'succeeded', amount: 5_000_000, metadata: { refund_id: 'r1' } });
    await expect(stripe.refunds.create({ payment_intent: id, amount: 10_000_001 })).rejects.toMatchObject({
      statusCode: 400,
      param: 'amount',
    });
    await stripe.refunds.create({ payment_intent: id });
    await expect(stripe.refunds.create({ payment_intent: id })).rejects.toMatchObject({
      code: 'charge_already_refunded',
    });
    const { data } = await stripe.refunds.list({ payment_intent: id });
    expect(data.map(({ amount }) => amount).sort()).toEqual([10_000_000, 5_000_000]);
    expect(await stripe.refunds.retrieve(part.id)).toMatchObject({ payment_intent: id });
    expect((await eventTypes()).filter((type) => type === 'charge.refunded')).toHaveLength(2);
  });

  it('makes one refund of one key', async () => {
    const id = await paid();
    for (let times = 0; times < 2; times += 1) {
      await stripe.refunds.create({ payment_intent: id, amount: 1000 }, { idempotencyKey: 'refund-1' });
    }
    expect((await stripe.refunds.list({ payment_intent: id })).data).toHaveLength(1);
  });
});

describe('the official stripe package and Checkout', () => {
  const SESSION: Stripe.Checkout.SessionCreateParams = {
    mode: 'payment',
    line_items: [
      { price_data: { currency: 'cop', unit_amount: 5_000_000, product_data: { name: 'Camisa' } }, quantity: 3 },
    ],
    success_url: 'http://127.0.0.1:1/ok?session={CHECKOUT_SESSION_ID}',
    cancel_url: 'http://127.0.0.1:1/cancel',
    client_reference_id: 'cart_1',
    payment_intent_data: { metadata: { cart_id: 'cart_1' } },
  };

  it('opens a session with a page, lists its items and expires it', async () => {
    const session = await stripe.checkout.sessions.create(SESSION);
    expect(session).toMatchObject({
      status: 'open',
      payment_status: 'unpaid',
      amount_total: 15_000_000,
      payment_intent: null,
      url: `${sandbox.url}/c/pay/${session.id}`,
    });
    const items = await stripe.checkout.sessions.listLineItems(session.id);
    expect(items.data).toMatchObject([{ description: 'Camisa', quantity: 3 }]);
    expect(await stripe.checkout.sessions.expire(session.id)).toMatchObject({ status: 'expired', url: null });
    await expect(stripe.checkout.sessions.expire(session.id)).rejects.toMatchObject({ statusCode: 400 });
    expect(await eventTypes()).toEqual(['checkout.session.expired']);
  });

  it('refuses a session without items or with an expiry that is too near', async () => {
    await expect(stripe.checkout.sessions.create({ ...SESSION, line_items: [] })).rejects.toMatchObject({
      param: 'line_items',
    });
    const expiresAt = Math.floor(Date.now() / 1000) + 60;
    await expect(stripe.checkout.sessions.create({ ...SESSION, expires_at: expiresAt })).rejects.toMatchObject({
      param: 'expires_at',
    });
  });
});
