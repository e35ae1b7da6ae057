import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { AUTHORIZED, GATEWAYS, QUICK, RefundDesk } from './refund.desk.js';
import { testPool } from '../support/pool.js';

describe('what is done with a payment afterwards', () => {
  let application: TestApplication;
  let shop: Shop;
  let desk: RefundDesk;

  beforeAll(async () => {
    application = await startApplication({ sandbox: true, env: QUICK });
    shop = new Shop(application);
    desk = new RefundDesk(shop, sandbox);
  });
  afterAll(() => application.close());
  afterEach(() => {
    for (const gateway of GATEWAYS) sandbox().control.setFault({ gateway, mode: 'ok' });
  });

  const sandbox = () => {
    if (!application.sandbox) throw new Error('no sandbox');
    return application.sandbox;
  };

  it.each(GATEWAYS)(
    'gives money back through %s, in part and then all of it, and the order follows',
    async (gateway) => {
      const paid = await desk.paid(gateway);
      const answer = await desk.refund(paid, { amount: 2_000_000, reason: 'no quiso la talla' });
      expect(answer).toMatchObject({
        status: 202,
        body: {
          data: { kind: 'refund', status: 'pending', amount: 2_000_000, currency: 'COP', payment_id: paid.paymentId },
        },
      });
      await desk.untilPayment(paid, 'partially_refunded');
      await desk.untilRefunds(paid, ([refund]) => refund?.status === 'succeeded');
      expect(desk.given(paid)).toBe(2_000_000);
      expect(await shop.order(paid.cart)).toMatchObject({ payment_status: 'partially_refunded' });

      expect((await desk.refund(paid)).body.data).toMatchObject({ amount: 3_000_000 });
      await desk.untilPayment(paid, 'refunded');
      await desk.untilRefunds(paid, (refunds) => refunds.every(({ status }) => status === 'succeeded'));
      expect(desk.given(paid)).toBe(5_000_000);
      expect(await desk.refunds(paid)).toHaveLength(2);
      expect((await desk.refund(paid)).body).toMatchObject({ code: 'payment_not_refundable' });
    },
  );

  it.each(GATEWAYS)(
    'never gives back more than %s captured, however many ask at once',
    async (gateway) => {
      const paid = await desk.paid(gateway);
      const answers = await Promise.all(Array.from({ length: 20 }, () => desk.refund(paid, { amount: 500_000 })));
      expect(answers.filter(({ status }) => status === 202)).toHaveLength(10);
      expect(answers.filter(({ status }) => status === 409)).toHaveLength(10);
      await desk.untilPayment(paid, 'refunded');
      await desk.untilRefunds(paid, (refunds) => refunds.every(({ status }) => status === 'succeeded'));
      expect(await desk.refunds(paid)).toHaveLength(10);
      expect(desk.given(paid)).toBe(5_000_000);
      expect(await desk.payment(paid)).toMatchObject({ refunded_amount: 5_000_000 });
    },
    40_000,
  );

  it('says that a refund came back which the gateway had called done, and gives the money back again', async () => {
    const paid = await desk.paid('stripe');
    await desk.refund(paid, { amount: 2_000_000 });
    await desk.untilRefunds(paid, ([refund]) => refund?.status === 'succeeded');
    const [done] = await desk.refunds(paid);
    const refund = { id: done?.gateway_id ?? '', object: 'refund', payment_intent: paid.transactionId };
    const object = {
      ...refund,
      amount: 2_000_000,
      currency: 'cop',
      status: 'failed',
      failure_reason: 'expired_or_canceled_card',
    };
    const created = Math.floor(Date.now() / 1000) + 1;
    const event = { id: `evt_${refund.id}`, object: 'event', type: 'refund.failed', created, livemode: false };
    sandbox().control.sendEvent({ gateway: 'stripe', body: { ...event, data: { object } } });
    await desk.untilPayment(paid, 'captured');
    expect(await desk.refunds(paid)).toMatchObject([
      { id: done?.id, origin: 'pasarela', status: 'failed', error: { code: 'refund_failed' } },
    ]);
    expect(await desk.refund(paid)).toMatchObject({ status: 202, body: { data: { amount: 5_000_000 } } });
  });

  it('says what is too much, and of what nothing is left', async () => {
    const paid = await desk.paid('stripe');
    expect(await desk.refund(paid, { amount: 5_000_001 })).toMatchObject({
      status: 409,
      body: { code: 'refund_exceeds_captured' },
    });
    expect(desk.given(paid)).toBe(0);
    expect(await desk.capture(paid)).toMatchObject({ status: 409, body: { code: 'payment_not_capturable' } });
    expect(await desk.void(paid)).toMatchObject({ status: 409, body: { code: 'payment_not_voidable' } });
  });

  it.each(['mercadopago', 'stripe'] as const)('captures what %s authorized', async (gateway) => {
    const paid = await desk.paid(gateway, 5_000_000, AUTHORIZED[gateway]);
    expect(await desk.refund(paid)).toMatchObject({ status: 409, body: { code: 'payment_not_refundable' } });
    expect(await desk.capture(paid)).toMatchObject({ status: 202, body: { data: { kind: 'capture' } } });
    await desk.untilPayment(paid, 'captured');
    expect(await shop.untilOrder(paid.cart, 'captured')).toMatchObject({ status: 'completed' });
  });

  it('captures a part of what Stripe authorized, and gives back no more than that', async () => {
    const paid = await desk.paid('stripe', 5_000_000, AUTHORIZED.stripe);
    expect((await desk.capture(paid, { amount: 5_000_001 })).body).toMatchObject({
      code: 'capture_exceeds_authorized',
    });
    await desk.capture(paid, { amount: 3_000_000 });
    await desk.untilPayment(paid, 'captured');
    const { body } = await shop.merchant<{ data: object }>('GET', `/api/payments/${paid.paymentId}`);
    expect(body.data).toMatchObject({
      captured_amount: 3_000_000,
      operations: [{ kind: 'capture', amount: 3_000_000 }],
    });
    await until('the capture is settled here', async () => {
      const answer = await desk.refund(paid, { amount: 3_000_001 });
      return answer.body.code === 'refund_exceeds_captured';
    });
    await desk.refund(paid);
    await desk.untilPayment(paid, 'refunded');
    expect(desk.given(paid)).toBe(3_000_000);
  });

  it.each(['mercadopago', 'stripe'] as const)('lets go what %s authorized', async (gateway) => {
    const paid = await desk.paid(gateway, 5_000_000, AUTHORIZED[gateway]);
    expect((await desk.void(paid)).status).toBe(202);
    await desk.untilPayment(paid, 'canceled');
    expect(desk.statusThere(paid)).toMatch(/^cancell?ed$/);
  });

  it('undoes a card payment of Wompi, once', async () => {
    const paid = await desk.paid('wompi');
    const [first, second] = await Promise.all([desk.void(paid), desk.void(paid)]);
    expect([first.status, second.status].sort()).toEqual([202, 409]);
    await desk.untilPayment(paid, 'voided');
    expect(desk.statusThere(paid)).toBe('VOIDED');
  });

  it('ends as failed, with the code, what the gateway refuses', async () => {
    const paid = await desk.paid('mercadopago');
    // Given back in MercadoPago's panel, and nobody told us yet.
    sandbox().control.refund({ gateway: 'mercadopago', id: paid.transactionId, amount: 4_000_000, deliver: false });
    await desk.refund(paid, { amount: 2_000_000 });
    await desk.untilRefunds(paid, ([refund]) => refund?.status === 'failed');
    expect(await desk.refunds(paid)).toMatchObject([{ error: { code: '2017' }, gateway_id: null }]);
    expect(desk.given(paid)).toBe(4_000_000);
  });

  it.each(GATEWAYS)(
    'waits for %s while it is away, and nothing is held against the refund',
    async (gateway) => {
      const paid = await desk.paid(gateway);
      sandbox().control.setFault({ gateway, mode: 'error', status: 503 });
      await desk.refund(paid);
      await desk.untilRefunds(paid, ([refund]) => refund?.error !== null);
      expect(await desk.refunds(paid)).toMatchObject([{ status: 'pending' }]);
      sandbox().control.setFault({ gateway, mode: 'ok' });
      await desk.untilPayment(paid, 'refunded');
      await desk.untilRefunds(paid, ([refund]) => refund?.status === 'succeeded');
      expect(desk.given(paid)).toBe(5_000_000);
    },
    40_000,
  );

  it.each([
    ['wompi', 1],
    ['mercadopago', 3],
    ['stripe', 3],
  ] as const)(
    'finds the refund whose answer from %s was lost, instead of asking for another',
    async (gateway, times) => {
      const paid = await desk.paid(gateway);
      sandbox().control.setFault({ gateway, mode: 'lost', times });
      await desk.refund(paid, { amount: 1_000_000 });
      await desk.untilPayment(paid, 'partially_refunded');
      await desk.untilRefunds(paid, (refunds) => refunds.every(({ status }) => status === 'succeeded'));
      expect(desk.given(paid)).toBe(1_000_000);
      expect(await desk.refunds(paid)).toHaveLength(1);
    },
    40_000,
  );

  it('does what a key named once, however often it is asked for', async () => {
    const paid = await desk.paid('stripe');
    const ask = (amount: number) =>
      fetch(`${application.url}/api/payments/${paid.paymentId}/refunds`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${application.keys.secret}`,
          'content-type': 'application/json',
          'idempotency-key': 'return-7',
        },
        body: JSON.stringify({ amount }),
      });
    const first = await ask(1_000_000);
    const again = await ask(1_000_000);
    expect([first.status, again.status]).toEqual([202, 202]);
    expect(again.headers.get('idempotent-replayed')).toBe('true');
    expect(await again.json()).toEqual(await first.json());
    expect((await ask(2_000_000)).status).toBe(422);
    // The answer that was kept is gone with the process that died over it; the operation is found by its key.
    const pool = testPool(application.database.url, { max: 1 });
    await pool.query('DELETE FROM idempotency_keys');
    await pool.end();
    expect((await ask(1_000_000)).status).toBe(202);
    await desk.untilRefunds(paid, (refunds) => refunds.every(({ status }) => status === 'succeeded'));
    expect(await desk.refunds(paid)).toHaveLength(1);
    expect(desk.given(paid)).toBe(1_000_000);
  });

  it('lists refunds that were made at the gateway beside ours', async () => {
    const paid = await desk.paid('mercadopago');
    await desk.refund(paid, { amount: 1_000_000 });
    await desk.untilRefunds(paid, ([refund]) => refund?.status === 'succeeded');
    sandbox().control.refund({ gateway: 'mercadopago', id: paid.transactionId, amount: 500_000 });
    await until('the other refund is told', async () => (await desk.refunds(paid)).length === 2);
    expect((await desk.refunds(paid)).map(({ origin, amount }) => [origin, amount]).sort()).toEqual([
      ['gateway', 500_000],
      ['pasarela', 1_000_000],
    ]);
    const { body } = await shop.merchant<{ data: { operations: { kind: string; status: string }[] } }>(
      'GET',
      `/api/payments/${paid.paymentId}`,
    );
    expect(body.data.operations).toMatchObject([{ kind: 'refund', status: 'succeeded' }]);
  });

  it('is for operators: a storefront key and a made-up payment get nowhere', async () => {
    const paid = await desk.paid('stripe');
    expect((await shop.call('POST', `/api/payments/${paid.paymentId}/refunds`, {})).status).toBe(403);
    expect((await shop.merchant('POST', `/api/payments/pay_none/refunds`, {})).status).toBe(404);
    expect((await shop.merchant('POST', `/api/payments/${paid.paymentId}/refunds`, { amount: 0 })).status).toBe(400);
    expect((await shop.merchant('POST', `/api/payments/${paid.paymentId}/refunds`, { amount: 1.5 })).status).toBe(400);
  });
});
