import { redisAvailable, startRedis, type TestRedis } from './redis.js';

/** What a suite that runs on every kind of queue gets: the environment that chooses it. */
export interface QueueBackendUnderTest {
  env(): Record<string, string>;
  redis(): TestRedis | null;
}

/**
 * Declares the same tests twice: with the queues on PostgreSQL and on a Redis of their own. On a machine without a
 * redis-server the second half is declared as one visible skipped suite; in CI that is an error.
 */
export function onEveryQueueBackend(title: string, declare: (backend: QueueBackendUnderTest) => void): void {
  describe(`${title} (queues on PostgreSQL)`, () => declare({ env: () => ({}), redis: () => null }));
  if (!redisAvailable()) {
    describe.skip(`${title} (queues on Redis): no redis-server on this machine`, () => {
      it('is not run', () => undefined);
    });
    return;
  }
  describe(`${title} (queues on Redis)`, () => {
    let redis: TestRedis;
    beforeAll(async () => {
      redis = await startRedis();
    });
    declare({ env: () => ({ REDIS_URL: redis.url }), redis: () => redis });
    // Hooks run in the order of their declaration: the suite's own application is closed by now.
    afterAll(async () => {
      await redis.stop();
    });
  });
}
