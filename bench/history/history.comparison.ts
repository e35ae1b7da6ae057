import type { Pool } from 'pg';

/** What is compared row by row, and by which time a row is known to have been there when the backup began. */
const COMPARED: Readonly<Record<string, string>> = {
  webhook_events: 'received_at',
  webhook_event_attempts: 'finished_at',
  payments: 'created_at',
  payment_history: 'created_at',
  orders: 'created_at',
  order_history: 'created_at',
};

/** Rows that the restored database must not have: a moment's image of the books would not. */
const TORN: Readonly<Record<string, string>> = {
  'payments whose amounts are not the sums of their history': `SELECT p.id FROM payments p
    LEFT JOIN payment_history h ON h.payment_id = p.id GROUP BY p.id HAVING coalesce(sum(h.captured_delta_minor), 0) <> p.captured_minor`,
  'events that succeeded and have no attempt': `SELECT e.id FROM webhook_events e WHERE e.status = 'success'
    AND NOT EXISTS (SELECT 1 FROM webhook_event_attempts a WHERE a.event_id = e.id AND a.result = 'success')`,
  'history without its payment': `SELECT h.id FROM payment_history h WHERE NOT EXISTS (SELECT 1 FROM payments p WHERE p.id = h.payment_id)`,
};

/** Compares what was there at `began`, and looks for halves of transactions in the restored one. Empty: all is as it was. */
export async function differencesOf(original: Pool, restored: Pool, began: Date): Promise<string[]> {
  const differences: string[] = [];
  for (const [table, at] of Object.entries(COMPARED)) {
    const [here, there] = [await digestOf(original, table, at, began), await digestOf(restored, table, at, began)];
    if (here !== there) differences.push(`${table}: ${here} became ${there}`);
  }
  for (const [what, sql] of Object.entries(TORN)) {
    const { rows } = await restored.query(sql);
    if (rows.length > 0) differences.push(`${rows.length} ${what}`);
  }
  return differences;
}

/** How many rows and a sum over every byte of them, in whatever order they come. */
async function digestOf(pool: Pool, table: string, at: string, before: Date): Promise<string> {
  const { rows } = await pool.query<{ digest: string }>(
    `SELECT count(*) || ' rows, ' || coalesce(sum(hashtextextended(t::text, 0)::numeric), 0) AS digest FROM ${table} t WHERE ${at} < $1`,
    [before],
  );
  return rows[0]?.digest ?? '';
}
