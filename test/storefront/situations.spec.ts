import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import type { JsonObject } from '../../apps/sandbox/src/gateway/json.types.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { onEveryQueueBackend } from '../support/queue-backends.js';
import { Shop } from '../support/shop.js';
import { until } from '../support/until.js';

const GATEWAYS = [
  { gateway: 'wompi', approved: 'APPROVED', rejected: 'DECLINED' },
  { gateway: 'mercadopago', approved: 'approved', rejected: 'rejected' },
  { gateway: 'stripe', approved: 'succeeded', rejected: 'payment_failed' },
] as const;

onEveryQueueBackend('the six situations of a storefront', (backend) => {
  let application: TestApplication;
  let shop: Shop;

  beforeAll(async () => {
    application = await startApplication({ sandbox: true, env: backend.env() });
    shop = new Shop(application);
  });
  afterAll(async () => {
    await application.close();
  });

  const pay = (
    gateway: (typeof GATEWAYS)[number]['gateway'],
    reference: string,
    status: string,
    amount = 5_000_000,
  ) => {
    if (!application.sandbox) throw new Error('no sandbox');
    return application.sandbox.control.makeTransaction({ gateway, reference, amount, status });
  };

  describe.each(GATEWAYS)('with $gateway', ({ gateway, approved, rejected }) => {
    it('captures at once when the webhook came before the order', async () => {
      const cart = await shop.cart();
      pay(gateway, cart, approved);
      await shop.untilResult(cart, 'approved');
      expect(await shop.complete(cart)).toMatchObject({
        status: 201,
        body: { order: { payment_status: 'captured', status: 'completed', amount: 5_000_000 } },
      });
      expect(await shop.paymentResult(cart)).toBeNull();
    });

    it('tells of a rejection that came before the order, and forgets it when the shopper tries again', async () => {
      const cart = await shop.cart();
      pay(gateway, cart, rejected);
      await shop.untilResult(cart, 'rejected');
      const { body } = await shop.call<{ cart: { metadata: { payment_error?: Record<string, unknown> } } }>(
        'GET',
        `/store/carts/${cart}`,
      );
      expect(body.cart.metadata.payment_error).toMatchObject({ status: 'rejected', provider: gateway });
      expect((await shop.call('DELETE', `/store/carts/${cart}/payment-error`)).status).toBe(204);
      expect(await shop.paymentResult(cart)).toBeNull();
      const after = await shop.call<{ cart: { metadata: Record<string, unknown> } }>('GET', `/store/carts/${cart}`);
      expect(after.body.cart.metadata).toEqual({});
      pay(gateway, cart, approved);
      await shop.untilResult(cart, 'approved');
      expect((await shop.complete(cart)).body.order.payment_status).toBe('captured');
    });

    it('captures the order that was there before the webhook', async () => {
      const cart = await shop.cart();
      expect((await shop.complete(cart)).body.order).toMatchObject({
        payment_status: 'awaiting_payment',
        status: 'pending',
      });
      pay(gateway, cart, approved);
      expect(await shop.untilOrder(cart, 'captured')).toMatchObject({ status: 'completed' });
    });

    it('writes a rejection on the cart also when the order is there already, until another try is approved', async () => {
      const cart = await shop.cart();
      await shop.complete(cart);
      pay(gateway, cart, rejected);
      await shop.untilOrder(cart, 'failed');
      type Metadata = { cart: { metadata: { payment_error?: { status: string } } } };
      const before = await shop.call<Metadata>('GET', `/store/carts/${cart}`);
      expect(before.body.cart.metadata.payment_error).toMatchObject({ status: 'rejected', provider: gateway });
      pay(gateway, cart, approved);
      await shop.untilOrder(cart, 'captured');
      expect((await shop.call<Metadata>('GET', `/store/carts/${cart}`)).body.cart.metadata).toEqual({});
    });

    it('captures while the shopper is polling', async () => {
      const cart = await shop.cart();
      const polling = shop.untilResult(cart, 'approved').then(() => shop.complete(cart));
      pay(gateway, cart, approved);
      const order = await polling;
      expect(order.body.order.payment_status).toBe('captured');
    });

    it('leaves the order waiting when the webhook never comes', async () => {
      const cart = await shop.cart();
      application.sandbox?.control.makeTransaction({
        gateway,
        reference: cart,
        amount: 5_000_000,
        status: approved,
        deliver: false,
      });
      await shop.complete(cart);
      expect(await shop.order(cart)).toMatchObject({ payment_status: 'awaiting_payment', status: 'pending' });
    });

    it('takes one payment from several webhooks at once', async () => {
      const cart = await shop.cart();
      await shop.complete(cart);
      const { transaction } = pay(gateway, cart, approved);
      application.sandbox?.control.resend({
        gateway,
        id: transaction.id,
        events: 'all',
        times: 5,
        order: 'together',
      });
      await shop.untilOrder(cart, 'captured');
      await application.sandbox?.control.waitUntilIdle({ ignore_retries: true });
      const payments = await shop.merchant<{ data: unknown[] }>('GET', `/api/payments?reference=${cart}`);
      expect(payments.body.data).toHaveLength(1);
      expect(await shop.order(cart)).toMatchObject({ payment_status: 'captured', status: 'completed' });
    });
  });

  it('makes one order however often and however concurrently the button is clicked', async () => {
    const cart = await shop.cart();
    const answers = await Promise.all(Array.from({ length: 20 }, () => shop.complete(cart)));
    expect(new Set(answers.map(({ body }) => body.order.id)).size).toBe(1);
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1);
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(19);
  });

  it('makes one captured order when webhook and click meet', async () => {
    const carts = await Promise.all(Array.from({ length: 10 }, () => shop.cart()));
    await Promise.all(
      carts.map((cart) => {
        pay('stripe', cart, 'succeeded');
        return shop.complete(cart);
      }),
    );
    for (const cart of carts) await shop.untilOrder(cart, 'captured');
  });

  it('still captures money whose early result has expired', async () => {
    const cart = await shop.cart();
    pay('stripe', cart, 'succeeded');
    await shop.untilResult(cart, 'approved');
    await application.app
      .get(DatabaseService)
      .pool.query(`UPDATE early_results SET expires_at = now() - interval '1 second' WHERE cart_id = $1`, [cart]);
    expect(await shop.paymentResult(cart)).toBeNull();
    expect((await shop.complete(cart)).body.order.payment_status).toBe('captured');
  });

  it('keeps an approval when another try of the same cart is rejected afterwards', async () => {
    const cart = await shop.cart();
    pay('wompi', cart, 'APPROVED');
    await shop.untilResult(cart, 'approved');
    const { transaction } = pay('wompi', cart, 'DECLINED');
    await until('the rejection is applied', async () => {
      const { body } = await shop.merchant<{ data: { transaction_id: string }[] }>(
        'GET',
        `/api/payments?reference=${cart}`,
      );
      return body.data.some((payment) => payment.transaction_id === transaction.id);
    });
    expect((await shop.paymentResult(cart))?.status).toBe('approved');
    expect((await shop.complete(cart)).body.order).toMatchObject({ payment_status: 'captured', status: 'completed' });
  });

  it.each([4_999_900, 5_000_100])('never pays with %s what costs 5000000: a human must look', async (amount) => {
    const cart = await shop.cart();
    await shop.complete(cart);
    pay('wompi', cart, 'APPROVED', amount);
    await until('the order requires review', async () => (await shop.order(cart))?.status === 'requires_review');
    expect(await shop.order(cart)).toMatchObject({ payment_status: 'awaiting_payment' });
  });

  it('does not tell the shopper to pay again when the wrong amount came before the order', async () => {
    const cart = await shop.cart();
    const { transaction } = pay('wompi', cart, 'APPROVED', 4_000_000);
    await until('the payment is kept', async () => {
      const { body } = await shop.merchant<{ data: { transaction_id: string }[] }>(
        'GET',
        `/api/payments?reference=${cart}`,
      );
      return body.data.some((payment) => payment.transaction_id === transaction.id);
    });
    expect(await shop.paymentResult(cart)).toBeNull();
    expect((await shop.complete(cart)).body.order).toMatchObject({
      status: 'requires_review',
      payment_status: 'awaiting_payment',
    });
  });

  it('needs a human when an order is paid twice, and keeps both payments', async () => {
    const cart = await shop.cart();
    await shop.complete(cart);
    pay('wompi', cart, 'APPROVED');
    await shop.untilOrder(cart, 'captured');
    pay('stripe', cart, 'succeeded');
    await until('the order requires review', async () => (await shop.order(cart))?.status === 'requires_review');
    const { body } = await shop.merchant<{ data: { status: string }[] }>('GET', `/api/payments?reference=${cart}`);
    expect(body.data.map(({ status }) => status)).toEqual(['captured', 'captured']);
  });

  it('keeps money of an unknown reference as a payment without an order', async () => {
    const { transaction } = pay('wompi', 'WC-9999', 'APPROVED');
    await until('the payment is kept', async () => {
      const { body } = await shop.merchant<{
        data: { transaction_id: string; order_id: string | null; status: string }[];
      }>('GET', '/api/payments?reference=WC-9999');
      return body.data.some(
        (payment) =>
          payment.transaction_id === transaction.id && payment.order_id === null && payment.status === 'captured',
      );
    });
  });

  it("pays the cart that bears the merchant's reference, also when the money came first", async () => {
    pay('wompi', 'WC-2000', 'APPROVED');
    await until('the payment is kept', async () => {
      const { body } = await shop.merchant<{ data: unknown[] }>('GET', '/api/payments?reference=WC-2000');
      return body.data.length === 1;
    });
    const cart = await shop.merchant<{ cart: { id: string } }>('POST', '/store/carts', {
      currency: 'COP',
      amount: 5_000_000,
      reference: 'WC-2000',
    });
    expect(cart.status).toBe(201);
    expect((await shop.paymentResult(cart.body.cart.id))?.status).toBe('approved');
    expect((await shop.complete(cart.body.cart.id)).body.order.payment_status).toBe('captured');
  });

  it('finds its order by the one reference of several that is ours, in whatever order they come', async () => {
    const control = application.sandbox?.control;
    if (!control) throw new Error('no sandbox');
    const intent = (id: string, reference: string, type: string): JsonObject => ({
      id,
      object: 'event',
      api_version: '2026-10-28.endive',
      created: Math.floor(Date.now() / 1000),
      livemode: false,
      type,
      data: { object: stripeIntent(reference) },
    });
    const cart = await shop.cart();
    await shop.complete(cart);
    control.sendEvent({
      gateway: 'stripe',
      body: intent(`evt_a_${cart}`, 'the-merchants-own', 'payment_intent.succeeded'),
    });
    await until('the payment is kept', async () => {
      const { body } = await shop.merchant<{ data: unknown[] }>('GET', '/api/payments?reference=the-merchants-own');
      return body.data.length > 0;
    });
    control.sendEvent({ gateway: 'stripe', body: intent(`evt_b_${cart}`, cart, 'payment_intent.succeeded') });
    expect(await shop.untilOrder(cart, 'captured')).toMatchObject({ status: 'completed' });
  });

  it('follows refunds, partial refunds, disputes and voids', async () => {
    const control = application.sandbox?.control;
    if (!control) throw new Error('no sandbox');
    const cart = await shop.cart();
    await shop.complete(cart);
    const { transaction } = pay('stripe', cart, 'succeeded');
    await shop.untilOrder(cart, 'captured');
    const key = { gateway: 'stripe', id: transaction.id } as const;
    control.refund({ ...key, amount: 1_000_000 });
    await shop.untilOrder(cart, 'partially_refunded');
    control.dispute({ ...key, outcome: 'opened' });
    await shop.untilOrder(cart, 'disputed');
    control.dispute({ ...key, outcome: 'won' });
    await shop.untilOrder(cart, 'partially_refunded');
    control.refund(key);
    expect(await shop.untilOrder(cart, 'refunded')).toMatchObject({ status: 'completed' });
  });

  it('cancels the order of a voided payment', async () => {
    const cart = await shop.cart();
    await shop.complete(cart);
    const { transaction } = pay('wompi', cart, 'APPROVED');
    await shop.untilOrder(cart, 'captured');
    application.sandbox?.control.void({ gateway: 'wompi', id: transaction.id });
    expect(await shop.untilOrder(cart, 'canceled')).toMatchObject({ status: 'canceled' });
  });
});

let intents = 0;
const INTENT = `pi_two_names_${process.pid}`;

/** One payment under different references, as a checkout and its intent may have them. */
function stripeIntent(reference: string): JsonObject {
  if (reference === 'the-merchants-own') intents++;
  return {
    id: `${INTENT}_${intents}`,
    object: 'payment_intent',
    status: 'succeeded',
    amount: 5_000_000,
    amount_received: 5_000_000,
    currency: 'cop',
    created: Math.floor(Date.now() / 1000),
    livemode: false,
    payment_method_types: ['card'],
    latest_charge: null,
    last_payment_error: null,
    metadata: { reference },
  };
}
