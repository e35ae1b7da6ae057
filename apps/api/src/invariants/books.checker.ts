import pg from 'pg';
import { findViolations, ordersAfter, paymentsAfter, type Found, type Snapshot } from './books.repository.js';
import { checkOrder, checkPayment } from './derived.check.js';
import { type CheckReport, type Invariant, INVARIANTS, MAX_LISTED, type Violation } from './invariant.js';
import { invariantQueries } from './invariant.queries.js';

const PAGE_ROWS = 1_000;
/** A statement over all of a large inbox takes its time, and nobody waits for it at a till. */
const STATEMENT_TIMEOUT_MS = 15 * 60_000;
/** Sorting a large history on disk is slower than the rest of the check. */
const WORK_MEMORY = '64MB';

/** What a check takes as given. */
export interface CheckOptions {
  /** What is due for less than this is on its way, not late. Zero: the system is quiet, and everything must be done. */
  readonly graceMs: number;
}

/**
 * Holds the books against the invariants: one look at one moment (a snapshot that nobody's writing moves), read only, page by
 * page where rows are judged by the code that made them. It takes a connection of its own and locks nothing.
 */
export async function checkBooks(databaseUrl: string, options: CheckOptions): Promise<CheckReport> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: 'pasarela-invariants',
    statement_timeout: STATEMENT_TIMEOUT_MS,
  });
  const startedAt = new Date();
  await client.connect();
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query(`SET LOCAL work_mem = '${WORK_MEMORY}'`);
    const findings = await checkSnapshot(client, options);
    await client.query('COMMIT');
    return { startedAt, finishedAt: new Date(), findings };
  } finally {
    await client.end();
  }
}

/** The same over what a transaction sees. */
export async function checkSnapshot(snapshot: Snapshot, { graceMs }: CheckOptions): Promise<CheckReport['findings']> {
  const tally = new Tally();
  for (const query of invariantQueries(graceMs)) tally.add(query.invariant, await findViolations(snapshot, query));
  await inPages(
    (id) => paymentsAfter(snapshot, id, PAGE_ROWS),
    (payment) => tally.judge(checkPayment(payment)),
  );
  await inPages(
    (id) => ordersAfter(snapshot, id, PAGE_ROWS),
    (order) => tally.judge(checkOrder(order)),
  );
  return tally.findings();
}

async function inPages<T extends { readonly id: string }>(
  read: (afterId: string) => Promise<readonly T[]>,
  judge: (one: T) => void,
): Promise<void> {
  for (let last = ''; ;) {
    const page = await read(last);
    for (const one of page) judge(one);
    const next = page.at(-1);
    if (next === undefined || page.length < PAGE_ROWS) return;
    last = next.id;
  }
}

/** Counts all violations and keeps the first of each invariant. */
class Tally {
  private readonly found = new Map<Invariant, { count: number; violations: Violation[] }>(
    INVARIANTS.map((invariant) => [invariant, { count: 0, violations: [] }]),
  );

  add(invariant: Invariant, { count, violations }: Found): void {
    const one = this.of(invariant);
    one.count += count;
    one.violations.push(...violations.slice(0, MAX_LISTED - one.violations.length));
  }

  judge(violations: readonly Violation[]): void {
    for (const violation of violations) this.add(violation.invariant, { count: 1, violations: [violation] });
  }

  findings(): CheckReport['findings'] {
    return INVARIANTS.map((invariant) => ({ invariant, ...this.of(invariant) }));
  }

  private of(invariant: Invariant): { count: number; violations: Violation[] } {
    const found = this.found.get(invariant);
    if (!found) throw new Error(`${invariant} is not in the list`);
    return found;
  }
}
