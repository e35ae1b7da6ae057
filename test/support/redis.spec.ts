import { Redis } from 'ioredis';
import { redisAvailable, startRedis, type TestRedis } from './redis.js';

(redisAvailable() ? describe : describe.skip)("the tests' Redis", () => {
  let redis: TestRedis;
  let client: Redis;

  beforeEach(async () => {
    redis = await startRedis();
    client = new Redis(redis.url, { commandTimeout: 500, retryStrategy: () => 20, maxRetriesPerRequest: null });
    client.on('error', () => undefined);
    await client.set('key', 'value');
  });

  afterEach(async () => {
    redis.resume();
    await client.quit();
    await redis.stop();
  });

  it('evicts nothing and saves nothing', async () => {
    expect(await client.config('GET', 'maxmemory-policy')).toContain('noeviction');
    expect(await client.config('GET', 'save')).toEqual(['save', '']);
  });

  it('is empty after a flush', async () => {
    await redis.flush();
    expect(await client.get('key')).toBeNull();
  });

  it('answers nothing while paused, and everything afterwards', async () => {
    redis.pause();
    await expect(client.get('key')).rejects.toThrow('Command timed out');
    redis.resume();
    expect(await client.get('key')).toBe('value');
  });

  it('comes back empty on the same port after a crash', async () => {
    await redis.kill();
    await redis.restart();
    const again = new Redis(redis.url);
    expect(await again.get('key')).toBeNull();
    await again.quit();
  });

  it('can be one that evicts', async () => {
    const evicting = await startRedis({ maxmemoryPolicy: 'allkeys-lru', maxmemory: '64mb' });
    const other = new Redis(evicting.url);
    expect(await other.config('GET', 'maxmemory-policy')).toContain('allkeys-lru');
    await other.quit();
    await evicting.stop();
  });
});
