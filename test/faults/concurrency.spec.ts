import { createHash } from 'node:crypto';
import type { GatewayName } from '../../apps/sandbox/src/sandbox.js';
import { attemptsOf, type PlannedDelivery } from '../support/load.js';
import { LocalStage } from '../support/local-stage.js';
import { onEveryQueueBackend } from '../support/queue-backends.js';

const AMOUNT = 6_000_000;

onEveryQueueBackend('many at once', (backend) => {
  let stage: LocalStage;

  beforeAll(async () => {
    stage = await LocalStage.set({ env: backend.env() });
  });

  afterAll(() => stage.clear());

  const { parse } = JSON;

  function bodyOf(gateway: GatewayName, id: string, type?: string): Record<string, unknown> {
    const { body } = stage.sandbox.control.buildRequest({ gateway, id, ...(type ? { type } : {}) });
    return parse(body) as Record<string, unknown>;
  }

  /** A signed event with a body of the test's own. */
  function signed(gateway: GatewayName, body: Record<string, unknown>): PlannedDelivery {
    const text = JSON.stringify(body);
    const input = { gateway, body: parse(text) as never, deliver: false };
    return { provider: gateway, request: stage.sandbox.control.sendEvent(input).request };
  }

  interface PaymentRow {
    status: string;
    captured: string;
    refunded: string;
    disputed: string;
    version: number;
    lines: number;
  }

  async function payment(transactionId: string): Promise<PaymentRow | undefined> {
    const [row] = await stage.rows<PaymentRow>(
      `SELECT status, captured_minor::text AS captured, refunded_minor::text AS refunded, disputed_minor::text AS disputed, version,
         (SELECT count(*)::int FROM payment_history h WHERE h.payment_id = p.id) AS lines
       FROM payments p WHERE transaction_id = $1`,
      [transactionId],
    );
    return row;
  }

  async function order(cartId: string): Promise<{ status: string; payment: string; version: number; lines: number }[]> {
    return stage.rows(
      `SELECT status, payment_status AS payment, version,
         (SELECT count(*)::int FROM order_history h WHERE h.order_id = o.id) AS lines FROM orders o WHERE cart_id = $1`,
      [cartId],
    );
  }

  it('applies fifty different events of one payment as if they had come one by one', async () => {
    const cartId = await stage.market.cart(AMOUNT);
    const make = { gateway: 'stripe' as const, reference: cartId, amount: AMOUNT, deliver: false };
    const { transaction } = stage.sandbox.control.makeTransaction({ ...make, status: 'processing' });
    const key = { gateway: 'stripe' as const, id: transaction.id };
    stage.sandbox.control.changeStatus({ ...key, status: 'requires_action', deliver: false });
    stage.sandbox.control.changeStatus({ ...key, status: 'payment_failed', deliver: false });
    stage.sandbox.control.changeStatus({ ...key, status: 'succeeded', deliver: false });
    const templates = [
      'payment_intent.processing',
      'payment_intent.requires_action',
      'payment_intent.payment_failed',
      'payment_intent.succeeded',
      'charge.succeeded',
    ].map((type) => bodyOf('stripe', transaction.id, type));
    // Each told four times, under an event id of its own, and thirty refunds of a hundredth each.
    const told = Array.from({ length: 4 }, (_, copy) =>
      templates.map((body, index) => signed('stripe', { ...body, id: `evt_copy${copy}x${index}` })),
    ).flat();
    const refunds = Array.from({ length: 30 }, () => {
      stage.sandbox.control.refund({ ...key, amount: AMOUNT / 100, deliver: false });
      return signed('stripe', bodyOf('stripe', transaction.id, 'refund.created'));
    });
    const sent = await stage.send([...told, ...refunds], { concurrency: 50, maxAttempts: 1 });
    expect(attemptsOf(sent, 200)).toHaveLength(50);
    const completing = Array.from({ length: 5 }, () => stage.market.complete(cartId));
    await Promise.all(completing);
    await stage.untilQuiet();

    const row = await payment(transaction.id);
    expect(row).toMatchObject({
      status: 'partially_refunded',
      captured: String(AMOUNT),
      refunded: '1800000',
      disputed: '0',
    });
    expect(row?.lines).toBe(row?.version);
    const orders = await order(cartId);
    expect(orders).toMatchObject([{ status: 'completed', payment: 'partially_refunded' }]);
    expect(orders[0]?.lines).toBe(orders[0]?.version);
    expect((await stage.counts()).failed).toBe(0);
  });

  it('stores one delivery that comes a hundred times at once as one, and answers 200 to each', async () => {
    const cartId = await stage.market.cart(AMOUNT);
    const { deliveries, truth } = stage.market.pay('stripe', cartId, AMOUNT);
    const [delivery] = deliveries as [PlannedDelivery];
    const copies = Array.from({ length: 100 }, () => delivery);
    const sent = await stage.send(copies, { concurrency: 100, maxAttempts: 1 });
    expect(attemptsOf(sent, 200)).toHaveLength(100);
    expect(new Set(sent.map(({ acknowledgedAs }) => acknowledgedAs)).size).toBe(1);
    await stage.untilQuiet();
    const stored = await stage.rows('SELECT id FROM webhook_events WHERE transaction_id = $1', [truth.transactionId]);
    expect(stored).toHaveLength(1);
    expect(await payment(truth.transactionId)).toMatchObject({ status: 'captured', version: 1, lines: 1 });
  });

  it('lets flushes that hold the same events in other orders not stand in each other’s way', async () => {
    const payments = await stage.market.payments(30, ['stripe']);
    const plan = payments.flatMap(({ deliveries }) => deliveries);
    const copies = [...plan, ...plan.toReversed(), ...plan, ...plan.toReversed()];
    const sent = await stage.send(copies, { concurrency: 120, maxAttempts: 1 });
    expect(attemptsOf(sent, 200)).toHaveLength(copies.length);
    await stage.untilQuiet();
    const ids = new Set(sent.map(({ acknowledgedAs }) => acknowledgedAs));
    expect(ids.size).toBe(plan.length);
  });

  it('is not led astray by forged copies of a Wompi event that come before the true one', async () => {
    const [victim, thief] = [await stage.market.cart(AMOUNT), await stage.market.cart(AMOUNT)];
    await stage.market.complete(victim);
    await stage.market.complete(thief);
    const { deliveries, truth } = stage.market.pay('wompi', victim, AMOUNT);
    const [genuine] = deliveries as [PlannedDelivery];
    const event = parse(genuine.request.body) as { data: { transaction: Record<string, unknown> } };
    // The checksum covers neither the reference nor the currency nor the event's name: all of these verify.
    const forge = (change: object, transaction: object = {}): PlannedDelivery => {
      const data = { ...event.data, transaction: { ...event.data.transaction, ...transaction } };
      return { ...genuine, request: { ...genuine.request, body: JSON.stringify({ ...event, data, ...change }) } };
    };
    const forgeries = [
      forge({}, { reference: thief }),
      forge({}, { currency: 'USD' }),
      forge({ event: 'transaction.created' }),
      forge({ event: 'payout.updated' }),
      forge({}, { customer_email: 'thief@example.com' }),
    ];
    const early = await stage.send(forgeries, { concurrency: 1, maxAttempts: 1 });
    expect(attemptsOf(early, 200)).toHaveLength(forgeries.length);
    await stage.untilQuiet();
    const [late] = await stage.send([genuine], { concurrency: 1, maxAttempts: 1 });
    await stage.untilQuiet();

    // The true event, byte for byte, is stored under the id that was answered.
    const sha256 = createHash('sha256').update(genuine.request.body).digest('hex');
    const stored = await stage.rows<{ id: string }>(
      `SELECT id FROM webhook_events WHERE encode(sha256(raw_payload), 'hex') = $1`,
      [sha256],
    );
    expect(stored).toEqual([{ id: late?.acknowledgedAs }]);
    expect(await order(victim)).toMatchObject([{ status: 'completed', payment: 'captured' }]);
    expect(await order(thief)).toMatchObject([{ status: 'pending', payment: 'awaiting_payment' }]);
    expect(await payment(truth.transactionId)).toMatchObject({
      status: 'captured',
      captured: String(AMOUNT),
      lines: 1,
    });
  });

  it('ends in the same state in whichever order approval, refund and dispute are told', async () => {
    const orders = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ] as const;
    for (const indexes of orders) {
      const cartId = await stage.market.cart(AMOUNT);
      await stage.market.complete(cartId);
      const make = { gateway: 'stripe' as const, reference: cartId, amount: AMOUNT, deliver: false };
      const { transaction } = stage.sandbox.control.makeTransaction(make);
      const key = { gateway: 'stripe' as const, id: transaction.id, deliver: false };
      const build = (type: string): PlannedDelivery => ({
        provider: 'stripe',
        request: stage.sandbox.control.buildRequest({ gateway: 'stripe', id: transaction.id, type }),
      });
      stage.sandbox.control.refund({ ...key, amount: 1_000_000 });
      stage.sandbox.control.dispute(key);
      const told = ['payment_intent.succeeded', 'refund.created', 'charge.dispute.created'].map(build);
      for (const index of indexes) {
        await stage.send([told[index] as PlannedDelivery]);
        await stage.untilQuiet();
      }
      const expected = { status: 'disputed', captured: String(AMOUNT), refunded: '1000000', disputed: String(AMOUNT) };
      expect([indexes, await payment(transaction.id)]).toEqual([indexes, expect.objectContaining(expected)]);
      expect([indexes, await order(cartId)]).toEqual([
        indexes,
        [expect.objectContaining({ status: 'completed', payment: 'disputed' })],
      ]);
    }
  });
});
