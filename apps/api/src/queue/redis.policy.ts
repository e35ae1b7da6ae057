import type { Redis } from 'ioredis';
import { DomainError } from '../common/errors.js';

const TIMEOUT_MS = 2_000;

/**
 * Refuses a Redis that may throw jobs away when its memory is full. (Nothing would be lost, the sweeper brings every event
 * back from PostgreSQL; but it would be worked late, without a word.) A Redis that cannot be asked is not refused.
 * @returns false when it could not be asked.
 * @throws DomainError `evicting_redis`, in Spanish.
 */
export async function assertNoEviction(url: string): Promise<boolean> {
  const { Redis } = await import('./redis.driver.js');
  const redis = new Redis(url, {
    lazyConnect: true,
    connectTimeout: TIMEOUT_MS,
    commandTimeout: TIMEOUT_MS,
    retryStrategy: () => null,
  });
  redis.on('error', () => undefined);
  const policy = await readPolicy(redis);
  redis.disconnect();
  if (policy === null || policy === 'noeviction') return policy !== null;
  throw new DomainError(
    'evicting_redis',
    `Redis puede descartar trabajos (maxmemory-policy=${policy}): use noeviction.`,
  );
}

async function readPolicy(redis: Redis): Promise<string | null> {
  try {
    await redis.connect();
    const info = await redis.info('memory');
    return /maxmemory_policy:(\S+)/.exec(info)?.[1] ?? null;
  } catch {
    return null;
  }
}
