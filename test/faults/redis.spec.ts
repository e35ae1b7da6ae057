import { Redis } from 'ioredis';
import { sendLoad, slowestAckMs, type PlannedDelivery, type SentDelivery } from '../support/load.js';
import type { PasarelaProcess } from '../support/process.js';
import { redisAvailable, startRedis, type TestRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { Stage } from './stage.js';

const PAYMENTS_PER_PHASE = 30;
/** What a gateway may be kept waiting because of a queue: nothing, but the machine is small. */
const MAX_ACK_MS = 1_000;

(redisAvailable() ? describe : describe.skip)('Redis in trouble under load', () => {
  let stage: Stage;
  let redis: TestRedis;
  let worker: PasarelaProcess;

  beforeAll(async () => {
    redis = await startRedis();
    stage = await Stage.set();
    await stage.start({ redisUrl: redis.url, role: 'api' });
    worker = await stage.start({ redisUrl: redis.url, role: 'worker' });
  });

  afterAll(async () => {
    redis.resume();
    await stage.clear();
    await redis.stop();
  });

  async function command<T>(run: (client: Redis) => Promise<T>): Promise<T> {
    const client = new Redis(redis.url, { commandTimeout: 2_000, retryStrategy: () => null });
    client.on('error', () => undefined);
    try {
      return await run(client);
    } finally {
      client.disconnect();
    }
  }

  async function info(name: string): Promise<number> {
    const text = await command((client) => client.info('everything'));
    return Number(new RegExp(`${name}[:=](\\d+)`).exec(text)?.[1] ?? 0);
  }

  function waitingJobs(): Promise<number> {
    return command(async (client) => {
      const names = ['stripe', 'wompi', 'mercadopago'].map((name) => `bull:${name}-webhooks:wait`);
      const lengths = await Promise.all(names.map((name) => client.llen(name)));
      return lengths.reduce((sum, length) => sum + length, 0);
    });
  }

  /** Sends what some payments tell; nothing is sent twice, so every delivery must be acknowledged at once. */
  async function send(plan: readonly PlannedDelivery[]): Promise<void> {
    const sent: SentDelivery[] = await sendLoad(plan, { url: () => stage.front.url, concurrency: 8, maxAttempts: 1 });
    stage.sent.push(...sent);
    expect(sent.filter(({ acknowledgedAs }) => acknowledgedAs === null)).toEqual([]);
    expect(slowestAckMs(sent)).toBeLessThan(MAX_ACK_MS);
  }

  async function deliveries(): Promise<PlannedDelivery[]> {
    const payments = await stage.market.payments(PAYMENTS_PER_PHASE);
    return payments.flatMap((payment) => payment.deliveries);
  }

  /** Load before, at the moment of, during and after the trouble, the worker standing still until it is over. */
  async function throughTrouble(
    begin: () => void | Promise<unknown>,
    end: () => void | Promise<unknown>,
  ): Promise<void> {
    const [before, atTheMoment, during, after] = [
      await deliveries(),
      await deliveries(),
      await deliveries(),
      await deliveries(),
    ];
    worker.freeze();
    await send(before);
    await until('jobs wait in Redis', async () => (await waitingJobs()) > 0);
    await Promise.all([send(atTheMoment), begin()]);
    await send(during);
    await end();
    worker.thaw();
    await send(after);
    expect(await stage.violations()).toEqual([]);
    expect(await stage.failures()).toEqual({});
    expect(stage.processes.every(({ alive }) => alive)).toBe(true);
  }

  it('acknowledges and works everything when it is killed and comes back empty', async () => {
    await throughTrouble(
      () => redis.kill(),
      () => redis.restart(),
    );
  });

  it('acknowledges and works everything when it hangs', async () => {
    await throughTrouble(
      () => redis.pause(),
      () => redis.resume(),
    );
  });

  it('acknowledges and works everything when it is flushed', async () => {
    let lostJobs = 0;
    await throughTrouble(
      async () => {
        lostJobs = await waitingJobs();
        await redis.flush();
      },
      () => redis.flush(),
    );
    expect(lostJobs).toBeGreaterThan(0);
  });

  it('acknowledges and works everything when it begins to evict', async () => {
    await throughTrouble(
      () => command((client) => client.config('SET', 'maxmemory', '1mb', 'maxmemory-policy', 'allkeys-lru')),
      async () => {
        await until('jobs are evicted', async () => (await info('evicted_keys')) > 0);
        await command((client) => client.config('SET', 'maxmemory', '0', 'maxmemory-policy', 'noeviction'));
      },
    );
  });

  it('acknowledges and works everything when it is full and refuses', async () => {
    await throughTrouble(
      () => command((client) => client.config('SET', 'maxmemory', '1mb')),
      async () => {
        await until('jobs are refused', async () => (await info('errorstat_OOM:count')) > 0);
        await command((client) => client.config('SET', 'maxmemory', '0'));
      },
    );
  });
});
