import { attemptsOf, sendLoad, type SentDelivery } from '../support/load.js';
import type { Payment } from '../support/market.js';
import { StepFreezer, type Step } from '../support/step-freezer.js';
import { startTcpFaultProxy, type TcpFaultProxy } from '../support/tcp-fault-proxy.js';
import { until } from '../support/until.js';
import { Stage } from './stage.js';

const FROM_WEBHOOK = `NEW.cause LIKE 'webhook:%'`;

/** Where the program can be stopped while it works an event, in the order in which it comes by. */
const STEPS = {
  'the insert into the inbox': { table: 'webhook_events', event: 'INSERT' },
  'the commit of the inbox': { table: 'webhook_events', event: 'INSERT', atCommit: true },
  'the job': { table: 'bullmq.job', event: 'INSERT' },
  'the claim': {
    table: 'webhook_events',
    event: 'UPDATE',
    when: `OLD.status = 'pending' AND NEW.status = 'processing'`,
  },
  'the payment': { table: 'payments', event: 'INSERT' },
  'the history of the payment': { table: 'payment_history', event: 'INSERT' },
  'the order': { table: 'orders', event: 'UPDATE' },
  'the history of the order': { table: 'order_history', event: 'INSERT', when: FROM_WEBHOOK },
  'the end of the event': { table: 'webhook_events', event: 'UPDATE', when: `NEW.status = 'success'` },
  'the record of the attempt': { table: 'webhook_event_attempts', event: 'INSERT', when: `NEW.result = 'success'` },
  'the commit of the payment': { table: 'payments', event: 'INSERT', atCommit: true },
} satisfies Record<string, Step>;

/** Where a shopper's click can be interrupted. */
const CHECKOUT_STEPS = {
  'the new order': { table: 'orders', event: 'INSERT' },
  'the end of the cart': { table: 'carts', event: 'UPDATE', when: `NEW.status = 'completed'` },
  'the commit of the order': { table: 'orders', event: 'INSERT', atCommit: true },
} satisfies Record<string, Step>;

const SET_BACK = {
  'giving the event back': {
    table: 'webhook_events',
    event: 'UPDATE',
    when: `OLD.status = 'processing' AND NEW.status = 'pending'`,
  },
} satisfies Record<string, Step>;

const ALL_STEPS = { ...STEPS, ...CHECKOUT_STEPS, ...SET_BACK };

describe('a process that is killed between two steps', () => {
  let stage: Stage;
  let freezer: StepFreezer<keyof typeof ALL_STEPS>;
  let proxy: TcpFaultProxy;

  beforeAll(async () => {
    stage = await Stage.set();
    const { port } = new URL(stage.databaseUrl);
    proxy = await startTcpFaultProxy(Number(port));
    const viaProxy = new URL(stage.databaseUrl);
    viaProxy.port = String(proxy.port);
    freezer = await StepFreezer.install(stage.databaseUrl, ALL_STEPS);
    await stage.start({ databaseUrl: viaProxy.href });
  });

  afterAll(async () => {
    await freezer.close();
    await proxy.close();
    await stage.clear();
  });

  /** Sends a payment's first event as the gateway does: again until it is acknowledged. */
  function send(payment: Payment): Promise<SentDelivery[]> {
    return sendLoad(payment.deliveries.slice(0, 1), { url: () => stage.front.url, concurrency: 1 });
  }

  async function paid(gateway: 'stripe' | 'wompi' = 'stripe'): Promise<Payment> {
    const [payment] = await stage.market.payments(1, [gateway]);
    return payment as Payment;
  }

  async function statusOf({ truth }: Payment): Promise<string | undefined> {
    const { rows } = await stage.pool.query<{ status: string }>(
      'SELECT status FROM webhook_events WHERE transaction_id = $1',
      [truth.transactionId],
    );
    return rows[0]?.status;
  }

  async function isApplied({ truth }: Payment): Promise<boolean> {
    const { rows } = await stage.pool.query('SELECT 1 FROM payments WHERE transaction_id = $1', [truth.transactionId]);
    return rows.length === 1;
  }

  async function expectWhole(load: Promise<SentDelivery[]>): Promise<SentDelivery[]> {
    const sent = await load;
    stage.sent.push(...sent);
    expect(await stage.violations()).toEqual([]);
    expect(await stage.failures()).toEqual({});
    return sent;
  }

  it.each(Object.keys(STEPS) as (keyof typeof STEPS)[])(
    'ends as if nothing had happened when it dies at %s',
    async (step) => {
      const payment = await paid();
      await freezer.hold(step);
      const load = send(payment);
      await freezer.untilFrozen(step);
      await stage.front.kill();
      await freezer.release(step);
      await freezer.untilFree();
      await stage.front.restart();
      await expectWhole(load);
    },
  );

  // A process that dies leaves PostgreSQL to end its statement; where its connection dies as well, the statement is undone.
  it.each(['the insert into the inbox', 'the claim'] as const)(
    'ends as if nothing had happened when it dies at %s and takes the statement with it',
    async (step) => {
      const payment = await paid();
      await freezer.hold(step);
      const load = send(payment);
      await freezer.untilFrozen(step);
      await stage.front.kill();
      await freezer.terminateFrozen();
      await freezer.untilFree();
      await freezer.release(step);
      await stage.front.restart();
      await expectWhole(load);
    },
  );

  it.each([
    [
      'the event is committed',
      'the commit of the inbox',
      async (payment: Payment) => (await statusOf(payment)) === 'pending',
    ],
    ['the claim is committed', 'the claim', async (payment: Payment) => (await statusOf(payment)) === 'processing'],
    ['the payment is committed', 'the commit of the payment', isApplied],
  ] as const)('ends as if nothing had happened when it dies before it hears that %s', async (_what, step, isDone) => {
    const payment = await paid();
    await freezer.hold(step);
    const load = send(payment);
    await freezer.untilFrozen(step);
    proxy.setMode('withhold');
    await freezer.release(step);
    await until('PostgreSQL has committed', () => isDone(payment));
    await stage.front.kill();
    expect(proxy.lost).toBeGreaterThan(0);
    proxy.setMode('pass');
    await stage.front.restart();
    const [sent] = await expectWhole(load);
    const unheard = step === 'the commit of the inbox' ? 1 : 0;
    expect(attemptsOf(sent ? [sent] : [], 'unknown').length).toBeGreaterThanOrEqual(unheard);
  });

  it('asks the gateway again when it dies between the claim and the answer of its API', async () => {
    const payment = await paid('wompi');
    stage.sandbox.control.setFault({ gateway: 'wompi', mode: 'hang' });
    const load = send(payment);
    await until('the API is asked', () => stage.sandbox.control.state().faults.wompi.hits > 0);
    expect(await statusOf(payment)).toBe('processing');
    await stage.front.kill();
    stage.sandbox.control.setFault({ gateway: 'wompi', mode: 'ok' });
    await stage.front.restart();
    await expectWhole(load);
  });

  it('tries again when it dies while it gives an event back', async () => {
    const payment = await paid('wompi');
    stage.sandbox.control.setFault({ gateway: 'wompi', mode: 'error', status: 500 });
    await freezer.hold('giving the event back');
    const load = send(payment);
    await freezer.untilFrozen('giving the event back');
    await stage.front.kill();
    stage.sandbox.control.setFault({ gateway: 'wompi', mode: 'ok' });
    await freezer.release('giving the event back');
    await freezer.untilFree();
    await stage.front.restart();
    await expectWhole(load);
  });

  it.each(Object.keys(CHECKOUT_STEPS) as (keyof typeof CHECKOUT_STEPS)[])(
    'makes one order, paid by what came before it, when it dies at %s',
    async (step) => {
      const cartId = await stage.market.cart(7_000_000);
      const payment = stage.market.pay('stripe', cartId, 7_000_000);
      stage.sent.push(...(await send(payment)));
      await stage.untilQuiet();
      await freezer.hold(step);
      const completing = stage.market.complete(cartId);
      await freezer.untilFrozen(step);
      await stage.front.kill();
      await freezer.release(step);
      await freezer.untilFree();
      await stage.front.restart();
      await completing;
      await expectWhole(Promise.resolve([]));
    },
  );
});
