import { sendLoad, type PlannedDelivery } from '../support/load.js';
import type { Payment } from '../support/market.js';
import { PROCESS_KEYS, type PasarelaProcess } from '../support/process.js';
import { onEveryQueueBackend } from '../support/queue-backends.js';
import { seededRandom } from '../support/random.js';
import { StepFreezer } from '../support/step-freezer.js';
import { until } from '../support/until.js';
import { Stage } from './stage.js';

/** One API for all tests of a suite; each test has workers of its own. */
class WorkersStage {
  private constructor(
    readonly stage: Stage,
    private readonly redisUrl: string | undefined,
  ) {}

  static async set(redisUrl?: string): Promise<WorkersStage> {
    const workers = new WorkersStage(await Stage.set(), redisUrl);
    await workers.start('api');
    return workers;
  }

  start(role: 'api' | 'worker', env: Readonly<Record<string, string>> = {}): Promise<PasarelaProcess> {
    return this.stage.start({ role, env, ...(this.redisUrl === undefined ? {} : { redisUrl: this.redisUrl }) });
  }

  async killWorkers(): Promise<void> {
    for (const worker of this.stage.processes.slice(1)) await worker.kill();
  }

  async send(payments: readonly Payment[]): Promise<void> {
    const plan = payments.flatMap(({ deliveries }) => deliveries);
    this.stage.sent.push(...(await sendLoad(plan, { url: () => this.stage.front.url, concurrency: 8 })));
  }

  async untilAsked(): Promise<void> {
    await until('the worker asks the API', () => this.stage.sandbox.control.state().faults.wompi.hits > 0);
  }

  async interruptions(): Promise<number> {
    const { rows } = await this.stage.pool.query(`SELECT 1 FROM webhook_event_attempts WHERE result = 'interrupted'`);
    return rows.length;
  }

  async expectWhole(): Promise<void> {
    expect(await this.stage.violations()).toEqual([]);
    expect(await this.stage.failures()).toEqual({});
  }
}

onEveryQueueBackend('several processes on one database', (backend) => {
  let workers: WorkersStage;
  let stage: Stage;

  beforeAll(async () => {
    workers = await WorkersStage.set(backend.redis()?.url);
    stage = workers.stage;
  });

  afterEach(() => workers.killWorkers());

  afterAll(() => stage.clear());

  it('take over what a killed worker held, and apply it once', async () => {
    const doomed = await workers.start('worker');
    stage.sandbox.control.setFault({ gateway: 'wompi', mode: 'hang' });
    await workers.send(await stage.market.payments(4, ['wompi']));
    await workers.untilAsked();
    await doomed.kill();
    stage.sandbox.control.setFault({ gateway: 'wompi', mode: 'ok' });
    await workers.start('worker');
    await workers.expectWhole();
    expect(await workers.interruptions()).toBeGreaterThan(0);
  }, 60_000);

  it('apply once what both of two doors receive and two workers work', async () => {
    const random = seededRandom('FAULT_SEED', 'two doors and two workers');
    const [second] = await Promise.all([workers.start('api'), workers.start('worker'), workers.start('worker')]);
    const payments = await stage.market.payments(60);
    const plan = payments.flatMap(({ deliveries }) => deliveries);
    const heard = await Promise.all(
      [stage.front, second].map(({ url }) =>
        sendLoad(random.shuffled(plan), { url: () => url, concurrency: 8, maxAttempts: 1 }),
      ),
    );
    // Each event was sent twice, and both senders must name the same row.
    expect(new Set(heard.flat().map(({ acknowledgedAs }) => acknowledgedAs)).size).toBe(plan.length);
    stage.sent.push(...heard.flat());
    await workers.expectWhole();
  }, 60_000);
});

describe('a worker that stops', () => {
  let workers: WorkersStage;
  let stage: Stage;

  beforeAll(async () => {
    workers = await WorkersStage.set();
    stage = workers.stage;
  });

  afterEach(() => workers.killWorkers());

  afterAll(() => stage.clear());

  it('finishes what is at hand when it is told to, and exits with 0', async () => {
    const worker = await workers.start('worker', { WEBHOOK_LEASE: '20s', GATEWAY_TIMEOUT: '10s' });
    stage.sandbox.control.setFault({ gateway: 'wompi', mode: 'slow', delay_ms: 400 });
    await workers.send(await stage.market.payments(6, ['wompi']));
    await workers.untilAsked();
    expect(await worker.terminate()).toBe(0);
    expect(await stage.countEvents('processing')).toBe(0);
    expect(await stage.countEvents('success')).toBeGreaterThan(0);
    await worker.restart();
    await workers.expectWhole();
    expect(await workers.interruptions()).toBe(0);
  }, 60_000);

  it('changes nothing when it goes on after it stood still for longer than its lease', async () => {
    const slow = await workers.start('worker');
    stage.sandbox.control.setFault({ gateway: 'wompi', mode: 'slow', delay_ms: 300 });
    await workers.send(await stage.market.payments(4, ['wompi']));
    await workers.untilAsked();
    slow.freeze();
    stage.sandbox.control.setFault({ gateway: 'wompi', mode: 'ok' });
    const other = await workers.start('worker');
    await workers.expectWhole();
    expect(await workers.interruptions()).toBeGreaterThan(0);
    await other.kill();
    slow.thaw();
    // It is the only one left: that later payments are applied says that it has come to the end of the earlier ones.
    await workers.send(await stage.market.payments(4, ['wompi']));
    await workers.expectWhole();
    expect(slow.alive).toBe(true);
  }, 60_000);
});

describe('an event that nobody can work', () => {
  const POISON = 'pi_poison';
  let stage: Stage;
  let poison: Payment;
  let neighbours: Payment[];

  beforeEach(async () => {
    stage = await Stage.set();
    await stage.start({ role: 'api' });
    neighbours = await stage.market.payments(10, ['stripe']);
    const cartId = await stage.market.cart(9_000_000);
    poison = stage.market.pay('stripe', cartId, 9_000_000, true, POISON);
    // All are there before anybody works, so that they are worked together.
    const first = (payment: Payment): PlannedDelivery[] => payment.deliveries.slice(0, 1);
    const plan = [...neighbours.slice(0, 5), poison, ...neighbours.slice(5)].flatMap(first);
    stage.sent.push(...(await sendLoad(plan, { url: () => stage.front.url, concurrency: 4 })));
  });

  afterEach(() => stage.clear());

  async function retryFailed(): Promise<void> {
    const { rows } = await stage.pool.query<{ id: string }>(`SELECT id FROM webhook_events WHERE status = 'failed'`);
    expect(rows).toHaveLength(1);
    const response = await fetch(`${stage.front.url}/api/webhook-events/${rows[0]?.id}/retry`, {
      method: 'POST',
      headers: { authorization: `Bearer ${PROCESS_KEYS.secret}` },
    });
    expect(response.status).toBe(202);
  }

  it('ends as failed after its attempts, alone, and is applied when the cause is mended and somebody retries it', async () => {
    await stage.pool.query(`CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS
      $$ BEGIN RAISE EXCEPTION 'a bug of the test''s own'; END $$`);
    await stage.pool.query(`CREATE TRIGGER poisoned BEFORE INSERT ON payments FOR EACH ROW
      WHEN (NEW.transaction_id = '${POISON}') EXECUTE FUNCTION refuse()`);
    await stage.start({ role: 'worker' });
    await stage.untilQuiet();
    expect(await stage.failures()).toEqual({ internal_error: 1 });
    expect(await stage.countEvents('success')).toBe(neighbours.length);
    const { rows } = await stage.pool.query<{ attempts: number }>(
      `SELECT attempts FROM webhook_events WHERE status = 'failed'`,
    );
    expect(rows).toEqual([{ attempts: 3 }]);

    await stage.pool.query('DROP TRIGGER poisoned ON payments');
    await retryFailed();
    expect(await stage.violations()).toEqual([]);
  }, 60_000);

  it('is given up when it kills its worker again and again, and takes no other event with it', async () => {
    const freezer = await StepFreezer.install(stage.databaseUrl, {
      poison: { table: 'payments', event: 'INSERT', when: `NEW.transaction_id = '${POISON}'` },
    });
    await freezer.hold('poison');
    const worker = await stage.start({ role: 'worker' });
    // Once in the company of the others, then alone, until it is given up.
    let deaths = 0;
    while ((await stage.countEvents('failed')) === 0) {
      await until('it strikes again or is given up', async () => {
        return (await freezer.isFrozen()) || (await stage.countEvents('failed')) > 0;
      });
      if (!(await freezer.isFrozen())) continue;
      await worker.kill();
      deaths++;
      await freezer.release('poison');
      await freezer.untilFree();
      await freezer.hold('poison');
      await worker.restart();
    }
    await stage.untilQuiet();
    expect(deaths).toBe(4);
    expect(await stage.failures()).toEqual({ interrupted_too_often: 1 });
    expect(await stage.countEvents('success')).toBe(neighbours.length);

    await freezer.release('poison');
    await freezer.close();
    await retryFailed();
    expect(await stage.violations()).toEqual([]);
  }, 90_000);
});
