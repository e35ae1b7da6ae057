import pg from 'pg';

/**
 * Connections of a test's own. That its database goes away under the last of them, while they say goodbye, fails no test: a pool
 * whose `error` nobody hears ends the process.
 */
export function testPool(connectionString: string, options: Omit<pg.PoolConfig, 'connectionString'> = {}): pg.Pool {
  const pool = new pg.Pool({ connectionString, ...options });
  pool.on('error', () => undefined);
  return pool;
}
