import type { Pool } from 'pg';

/** Everything that explains money, and all that reconciliation may write but its own rows. */
const TABLES = [
  'carts',
  'orders',
  'order_history',
  'early_results',
  'payments',
  'payment_history',
  'refunds',
  'disputes',
  'webhook_events',
  'webhook_event_attempts',
  'payment_operations',
  'payment_sessions',
];

/** One checksum over all rows of all of these tables: equal when nothing was written, down to the last updated_at. */
export async function checksumOfBooks(pool: Pick<Pool, 'query'>): Promise<string> {
  const sums: string[] = [];
  for (const table of TABLES) {
    const { rows } = await pool.query<{ sum: string }>(
      `SELECT md5(COALESCE(string_agg(t::text, E'\\n' ORDER BY t::text), '')) AS sum FROM ${table} t`,
    );
    sums.push(`${table} ${rows[0]?.sum ?? ''}`);
  }
  return sums.join('\n');
}
