import { attemptsOf, Progress } from '../support/load.js';
import { PROCESS_KEYS, type PasarelaProcess } from '../support/process.js';
import { seededRandom } from '../support/random.js';
import { redisAvailable } from '../support/redis.js';
import { until } from '../support/until.js';
import { Installation } from './installation.js';

const PAYMENTS = 200;
const CARTS = 10;
const MINUTES = 2;

const suite = redisAvailable() ? describe : describe.skip;

suite('three APIs and two workers on one database and one Redis', () => {
  let shop: Installation;

  beforeAll(async () => {
    shop = await Installation.start();
  }, 60_000);

  afterAll(() => shop.clear());

  const inTheMiddle = async (progress: Progress, of: number): Promise<void> => {
    const [, api] = shop.apis as [PasarelaProcess, PasarelaProcess, PasarelaProcess];
    const [worker] = shop.workers as [PasarelaProcess, PasarelaProcess];
    await progress.reaches(Math.floor(of / 3));
    await api.kill();
    await progress.reaches(Math.floor(of / 2));
    await worker.kill();
    await progress.reaches(Math.floor((of * 3) / 4));
    await Promise.all([api.restart(), worker.restart()]);
  };

  it('apply everything once that comes twice through all doors while an API and a worker are killed', async () => {
    const random = seededRandom('FAULT_SEED', 'three doors, two workers');
    const payments = await shop.stage.market.payments(PAYMENTS);
    const events = payments.flatMap(({ deliveries }) => deliveries);
    // Each twice, so that two doors hold the same event at the same time.
    const plan = random.shuffled([...events, ...events]);
    const progress = new Progress();
    const killing = inTheMiddle(progress, plan.length);
    const sent = await shop.send(plan, progress.onDone);
    await killing;

    expect(await shop.stage.violations(60_000)).toEqual([]);
    expect(await shop.stage.failures()).toEqual({});
    expect(new Set(sent.map(({ acknowledgedAs }) => acknowledgedAs)).size).toBe(events.length);
    // It really happened: connections broke, and both workers had a part in it.
    expect(attemptsOf(sent, 'unknown').length).toBeGreaterThan(0);
    const [counted] = await shop.numbers<{ events: number; captures: number; captured: string }>(
      `SELECT (SELECT count(*)::int FROM webhook_events WHERE status = 'success') AS events,
         (SELECT count(*)::int FROM payment_history WHERE captured_delta_minor > 0) AS captures,
         (SELECT sum(captured_minor)::text FROM payments) AS captured`,
    );
    const approved = payments.filter(({ truth }) => truth.approved);
    const sum = approved.reduce((total, { truth }) => total + truth.amountMinor, 0n);
    expect(counted).toEqual({ events: events.length, captures: approved.length, captured: String(sum) });
  }, 120_000);

  it('make one order of a cart that is completed at every door at once', async () => {
    for (let cart = 0; cart < CARTS; cart++) {
      const cartId = await shop.stage.market.cart(3_000_000 + cart);
      const answers = await shop.postEverywhere(`/store/carts/${cartId}/complete`, {});
      const orders = answers.map(({ body }) => (body as { order: { id: string } }).order.id);
      expect(new Set(orders).size).toBe(1);
    }
    const twice = await shop.numbers('SELECT cart_id FROM orders GROUP BY cart_id HAVING count(*) > 1');
    expect(twice).toEqual([]);
  });

  it('begin one payment under one Idempotency-Key, whichever doors are asked', async () => {
    const cartId = await shop.stage.market.cart(4_500_000);
    const headers = { 'idempotency-key': 'scaling-0123456789' };
    const body = { provider: 'mercadopago', customer: { email: 'ana@shopper.example' } };
    const answers = await shop.postEverywhere(`/store/carts/${cartId}/payments`, body, headers);
    // Who comes while the first is at work is told to wait, or gets its answer; nobody begins another.
    expect(answers.filter(({ status }) => status === 201).length).toBeGreaterThan(0);
    expect(answers.filter(({ status }) => ![201, 409].includes(status))).toEqual([]);
    const again = await shop.postEverywhere(`/store/carts/${cartId}/payments`, body, headers);
    const sessions = [...answers.filter(({ status }) => status === 201), ...again].map(
      (answer) => (answer.body as { payment_session: { id: string } }).payment_session.id,
    );
    expect(new Set(sessions).size).toBe(1);
    const rows = await shop.numbers(`SELECT id FROM payment_sessions WHERE cart_id = '${cartId}'`);
    expect(rows).toHaveLength(1);
  });

  it('give money back once for a refund that is asked for at every door under one key', async () => {
    const [payment] = await shop.numbers<{ id: string; provider: string; left: string }>(
      `SELECT id, provider, captured_minor::text AS left FROM payments
       WHERE provider = 'stripe' AND captured_minor > 0 AND refunded_minor = 0 ORDER BY id LIMIT 1`,
    );
    const headers = { authorization: `Bearer ${PROCESS_KEYS.secret}`, 'idempotency-key': 'refund-0123456789' };
    const path = `/api/payments/${payment?.id}/refunds`;
    const answers = await shop.postEverywhere(path, { amount: 100_000 }, headers);
    expect(answers.filter(({ status }) => ![202, 409].includes(status))).toEqual([]);
    const refunded = async (): Promise<string | undefined> => {
      const [row] = await shop.numbers<{ refunded: string }>(
        `SELECT refunded_minor::text AS refunded FROM payments WHERE id = '${payment?.id}'`,
      );
      return row?.refunded;
    };
    await until('the money is given back', async () => (await refunded()) !== '0');
    const operations = await shop.numbers(`SELECT id FROM payment_operations WHERE payment_id = '${payment?.id}'`);
    expect(operations).toHaveLength(1);
    expect(await refunded()).toBe('100000');
  });

  it('run every schedule once a round, however many workers there are', async () => {
    const rounds = (table: string, at: string): Promise<{ minute: string; runs: number }[]> =>
      shop.numbers(
        `SELECT date_trunc('minute', ${at})::text AS minute, count(*)::int AS runs FROM ${table}
         WHERE origin = 'schedule' GROUP BY 1 ORDER BY 1`,
      );
    const reconciliations = (): Promise<{ minute: string; runs: number }[]> =>
      rounds('reconciliation_runs', 'started_at');
    const backups = (): Promise<{ minute: string; runs: number }[]> => rounds('backups', 'created_at');
    const passed = async (): Promise<boolean> =>
      (await reconciliations()).length >= MINUTES && (await backups()).length >= MINUTES;
    await until('both schedules have come round', passed, 150_000);
    expect((await reconciliations()).filter(({ runs }) => runs !== 1)).toEqual([]);
    expect((await backups()).filter(({ runs }) => runs !== 1)).toEqual([]);
    const open = `SELECT status FROM backups WHERE status NOT IN ('completed', 'failed')`;
    await until('the backups are made', async () => (await shop.numbers(open)).length === 0, 30_000);
    expect(await shop.numbers(`SELECT error FROM backups WHERE status = 'failed'`)).toEqual([]);
  }, 200_000);
});
