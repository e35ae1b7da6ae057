import { assertDurable } from '../../apps/api/src/database/durability.js';
import { prepareDatabase } from '../../apps/api/src/database/database.preparation.js';
import { assertNoEviction } from '../../apps/api/src/queue/redis.policy.js';
import { redisAvailable, startRedis } from '../support/redis.js';
import { testDatabase } from '../support/test-database.js';
import { testPool } from '../support/pool.js';

/** What the check asks of a server with these settings: the tests' own server is not to be reconfigured. */
function serverWith(settings: Record<string, string>): Parameters<typeof assertDurable>[0] {
  const rows = Object.entries(settings).map(([name, setting]) => ({ name, setting }));
  return { query: () => Promise.resolve({ rows }) };
}

const SAFE = { fsync: 'on', synchronous_commit: 'on', full_page_writes: 'on' };

describe('the durability of the database', () => {
  it.each(['on', 'remote_write', 'remote_apply', 'local'])('is enough with synchronous_commit=%s', async (setting) => {
    await expect(assertDurable(serverWith({ ...SAFE, synchronous_commit: setting }))).resolves.toBeUndefined();
  });

  it.each(['fsync', 'synchronous_commit', 'full_page_writes'])('is refused, by name, with %s off', async (name) => {
    const refusal = expect(assertDurable(serverWith({ ...SAFE, [name]: 'off' }))).rejects;
    await refusal.toMatchObject({ code: 'weak_durability', message: expect.stringContaining(`${name}=off`) as string });
  });

  it('is asked of the real server, with the settings of the session that will write', async () => {
    const database = await testDatabase();
    const pool = testPool(database.url, { max: 1, options: '-c synchronous_commit=off' });
    await expect(assertDurable(pool)).rejects.toMatchObject({ code: 'weak_durability' });
    await pool.end();
    await database.drop();
  });
});

describe('preparing the database', () => {
  const config = (url: string) => ({
    database: { url, migrateOnBoot: false, poolSize: 1, inboxPoolSize: 1 },
    redis: null,
  });

  it('says in Spanish that it cannot be reached, without its address', async () => {
    const refusal = prepareDatabase(config('postgresql://user:canary@127.0.0.1:1/none'));
    await expect(refusal).rejects.toMatchObject({
      code: 'database_unreachable',
      message: expect.stringMatching(/^No se pudo conectar/) as string,
    });
    await expect(refusal).rejects.not.toMatchObject({ message: expect.stringContaining('canary') as string });
  });
});

(redisAvailable() || process.env['CI'] ? describe : describe.skip)('the eviction policy of Redis', () => {
  it('is accepted when nothing is evicted, and refused by name when something may be', async () => {
    const redis = await startRedis();
    await expect(assertNoEviction(redis.url)).resolves.toBe(true);
    const { Redis } = await import('ioredis');
    const client = new Redis(redis.url);
    await client.config('SET', 'maxmemory-policy', 'allkeys-lru');
    client.disconnect();
    await expect(assertNoEviction(redis.url)).rejects.toMatchObject({
      code: 'evicting_redis',
      message: expect.stringContaining('allkeys-lru') as string,
    });
    await redis.stop();
  });

  it('is unknown, not refused, when Redis cannot be asked', async () => {
    await expect(assertNoEviction('redis://127.0.0.1:1')).resolves.toBe(false);
  });
});
