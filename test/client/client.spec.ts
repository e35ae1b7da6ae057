import { createPasarelaClient, type PasarelaClient, type PaymentState } from '../../packages/client/src/index.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';
import { until } from '../support/until.js';

const AMOUNT = 5_000_000;

describe('the client', () => {
  let api: TestApplication;
  let shop: Shop;
  let client: PasarelaClient;
  beforeAll(async () => {
    api = await startApplication({ sandbox: true });
    shop = new Shop(api);
    client = clientWith(fetch);
  });
  afterAll(() => api?.close());

  const clientWith = (send: typeof fetch, publishableKey: string = api.keys.publishable): PasarelaClient =>
    createPasarelaClient({ baseUrl: `${api.url}/`, publishableKey, fetch: send });
  const pay = (reference: string, status = 'succeeded'): void =>
    void api.sandbox?.control.makeTransaction({ gateway: 'stripe', reference, amount: AMOUNT, status });

  it('makes a cart, waits for its payment and makes its order', async () => {
    const cart = await client.createCart({
      currency: 'COP',
      items: [{ title: 'Café', quantity: 2, unit_amount: AMOUNT / 2 }],
    });
    expect(await client.cart(cart.id)).toMatchObject({ id: cart.id, amount: AMOUNT, status: 'open' });
    expect([await client.orderOfCart(cart.id), await client.paymentResult(cart.id)]).toEqual([null, null]);
    pay(cart.id);
    expect(await client.waitForPayment(cart.id)).toMatchObject({
      kind: 'paid',
      order: null,
      result: { status: 'approved' },
    });
    const order = await client.completeCart(cart.id);
    expect(order).toMatchObject({ cart_id: cart.id, payment_status: 'captured' });
    expect(await client.orderOfCart(cart.id)).toEqual(order);
    expect(await client.order(order.id)).toEqual(order);
  });

  it('hears of a payment by a stream, without asking', async () => {
    const asked: string[] = [];
    const listening = clientWith((input, init) => {
      asked.push(new URL(input instanceof Request ? input.url : input).pathname);
      return fetch(input, init);
    });
    const cart = await shop.cart(AMOUNT);
    const states: PaymentState[] = [];
    const waited = listening.waitForPayment(cart, { onUpdate: (state) => states.push(state) });
    await until('it listens', () => states.length > 0);
    pay(cart);
    expect((await waited).kind).toBe('paid');
    expect(states.map(({ kind }) => kind)).toEqual(['pending', 'paid']);
    expect(asked).toEqual([`/store/payment-status/${cart}/events`]);
  });

  it.each([
    ['is refused', () => Promise.resolve(new Response('{}', { status: 503 }))],
    ['says nothing', () => Promise.resolve(new Response(new ReadableStream()))],
    ['cannot be reached', () => Promise.reject(new TypeError('fetch failed'))],
  ])('asks where the stream %s', async (_what, stream) => {
    const asking = clientWith((input, init) =>
      input instanceof Request && input.url.endsWith('/events') ? stream() : fetch(input, init),
    );
    const cart = await shop.cart(AMOUNT);
    const waited = asking.waitForPayment(cart, { pollMs: 50 });
    await shop.complete(cart);
    pay(cart);
    expect(await waited).toMatchObject({ kind: 'paid', order: { payment_status: 'captured' } });
  });

  it('goes on asking through passing trouble', async () => {
    let trouble = 3;
    const asking = clientWith((input, init) => {
      if (input instanceof Request && input.url.endsWith('/events')) return Promise.reject(new TypeError('no'));
      return trouble-- > 0 ? Promise.resolve(new Response('<html>', { status: 502 })) : fetch(input, init);
    });
    const cart = await shop.cart(AMOUNT);
    pay(cart);
    expect((await asking.waitForPayment(cart, { pollMs: 50 })).kind).toBe('paid');
    expect(trouble).toBeLessThan(0);
  });

  it('tells of a refusal, and after it was put aside waits for the next try', async () => {
    const cart = await shop.cart(AMOUNT);
    await shop.complete(cart);
    pay(cart, 'payment_failed');
    expect(await client.waitForPayment(cart)).toMatchObject({ kind: 'refused', order: { payment_status: 'failed' } });
    await client.dismissPaymentError(cart);
    expect((await client.waitForPayment(cart, { timeoutMs: 300, pollMs: 50 })).kind).toBe('pending');
    const waited = client.waitForPayment(cart, { pollMs: 50 });
    pay(cart, 'payment_failed');
    expect((await waited).kind).toBe('refused');
    await client.dismissPaymentError(cart);
    const last = client.waitForPayment(cart, { pollMs: 50 });
    pay(cart);
    expect((await last).kind).toBe('paid');
  });

  it('answers what it knows when the time is over, and ends when it is told to', async () => {
    const cart = await shop.cart(AMOUNT);
    expect(await client.waitForPayment(cart, { timeoutMs: 100 })).toEqual({
      kind: 'pending',
      order: null,
      result: null,
    });
    const reason = new Error('the page is left');
    const end = new AbortController();
    const waited = client.waitForPayment(cart, { signal: end.signal });
    end.abort(reason);
    await expect(waited).rejects.toBe(reason);
    await expect(client.waitForPayment(cart, { signal: end.signal })).rejects.toBe(reason);
  });

  it('throws what the API says no with', async () => {
    const unknown = 'cart_00000000000000000000000000';
    const notFound = { name: 'PasarelaError', code: 'cart_not_found', status: 404, isTransient: false };
    await expect(client.cart(unknown)).rejects.toMatchObject(notFound);
    await expect(client.waitForPayment(unknown)).rejects.toMatchObject(notFound);
    await expect(client.dismissPaymentError(unknown)).rejects.toMatchObject(notFound);
    await expect(client.createCart({ currency: 'COP' })).rejects.toMatchObject({ status: 400 });
    const stranger = clientWith(fetch, 'pk_test_nobody_0123456789');
    await expect(stranger.cart(unknown)).rejects.toMatchObject({ status: 401 });
    await expect(stranger.waitForPayment(unknown)).rejects.toMatchObject({ status: 401 });
    const offline = createPasarelaClient({ baseUrl: 'http://127.0.0.1:9', publishableKey: api.keys.publishable });
    await expect(offline.cart(unknown)).rejects.toMatchObject({ code: 'network_error', status: 0, isTransient: true });
  });
});
