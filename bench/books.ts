import type { EventTable } from './contestant.js';
import type { LoadResult } from './load/load.messages.js';
import { EVENT_PREFIX, type EventRange, sqlName } from './load/stripe.events.js';

/** What the database holds of what was acknowledged. */
export interface Books {
  readonly acks: number;
  /** Rows of acknowledged events. */
  readonly rows: number;
  /** Acknowledged events that have a row. */
  readonly stored: number;
  /** Rows in the whole table; more than `acks` only where something was stored and not acknowledged. */
  readonly allRows: number;
}

/** Counts in the database, after a run whose events are all that the table holds. */
export async function checkBooks(events: EventTable, range: EventRange, result: LoadResult): Promise<Books> {
  const { pool, table, idColumn } = events;
  const { rows } = await pool.query<{ rows: string; stored: string; allRows: string }>(
    `WITH acked AS (SELECT $1 || lpad(n::text, 9, '0') AS id FROM generate_series($2::int, $3::int) n WHERE n <> ALL ($4::int[]))
     SELECT count(*) AS rows, count(DISTINCT acked.id) AS stored, (SELECT count(*) FROM ${table}) AS "allRows"
     FROM acked JOIN ${table} e ON e.${idColumn} = acked.id`,
    [sqlName(EVENT_PREFIX, range.run), range.first, range.first + result.sent - 1, result.unacked],
  );
  const [counted] = rows;
  return {
    acks: result.acks,
    rows: Number(counted?.rows),
    stored: Number(counted?.stored),
    allRows: Number(counted?.allRows),
  };
}

/** Every acknowledgement is exactly one row, and every row beyond them is a delivery that got no acknowledgement. */
export function booksAreRight({ acks, rows, stored, allRows }: Books, sent: number): boolean {
  return rows === acks && stored === acks && allRows >= acks && allRows <= sent;
}
