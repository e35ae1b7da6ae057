import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import { type Books, booksAreRight, checkBooks } from '../books.js';
import { type Contestant, WEBHOOK_SECRET } from '../contestant.js';
import type { LoadGenerator } from '../load/load.generator.js';
import type { LoadResult } from '../load/load.messages.js';
import type { EventRange } from '../load/stripe.events.js';
import type { Options } from '../options.js';
import { processorMicros, residentBytes } from '../surroundings/process.usage.js';
import type { Server } from '../surroundings/server.process.js';
import type { StoresUsage, Surroundings } from '../surroundings/surroundings.js';

/** What every measure works with. */
export interface Bench {
  readonly options: Options;
  readonly surroundings: Surroundings;
  readonly generator: LoadGenerator;
  readonly contestants: readonly Contestant[];
  /** Says how far it is. */
  readonly say: (line: string) => void;
}

/** Processor time per event, microseconds; null where it cannot be told. */
export interface Costs {
  readonly serverMicros: number | null;
  readonly postgresMicros: number | null;
  readonly redisMicros: number | null;
}

const POLL_MS = 100;

/** Thrown when what was acknowledged, or worked, is not what the database holds: the run is worth nothing. */
export class BooksError extends Error {}

/** A range with names that no other range has. */
export function newRange(count: number): EventRange {
  return { run: randomBytes(5).toString('hex'), first: 1, count };
}

/** Delivers as fast as the connections allow; says what it cost. */
export async function drive(
  bench: Bench,
  server: Server,
  events: EventRange,
  pace: { readonly connections: number; readonly seconds: number; readonly perSecond?: number },
): Promise<{ readonly result: LoadResult; readonly costs: Costs; readonly rssMb: number | null }> {
  let before = usageOf(bench, server);
  const request = { port: server.port, secret: WEBHOOK_SECRET, events, perSecond: null, ...pace };
  const result = await bench.generator.run(request, () => {
    before = usageOf(bench, server);
  });
  const rss = residentBytes(server.pids);
  return { result, costs: costsBetween(before, usageOf(bench, server), result.acks), rssMb: rss && rss / 2 ** 20 };
}

/** Is every acknowledgement exactly one row? @throws BooksError when not. */
export async function requireBooks(contestant: Contestant, events: EventRange, result: LoadResult): Promise<Books> {
  const books = await checkBooks(contestant.events, events, result);
  if (!booksAreRight(books, result.sent)) {
    throw new BooksError(`${contestant.name}: the books are wrong: ${JSON.stringify({ ...books, sent: result.sent })}`);
  }
  return books;
}

/** Waits until `done`, looking ten times a second. @throws BooksError when it takes longer than `limitSeconds`. */
export async function untilDone(what: string, done: () => Promise<boolean>, limitSeconds: number): Promise<void> {
  const limitMs = Date.now() + limitSeconds * 1000;
  while (!(await done())) {
    if (Date.now() > limitMs) throw new BooksError(`${what} took more than ${limitSeconds} seconds`);
    await wait(POLL_MS);
  }
}

/** Empties its tables and writes out what the database has pending, so that nobody pays for what was before. */
export async function startClean(contestant: Contestant): Promise<void> {
  await contestant.clear();
  await contestant.events.pool.query('CHECKPOINT');
}

interface Usage extends StoresUsage {
  readonly serverMicros: number | null;
}

export function usageOf(bench: Bench, server: Server): Usage {
  return { serverMicros: processorMicros(server.pids), ...bench.surroundings.usage() };
}

export function costsBetween(before: Usage, after: Usage, events: number): Costs {
  const each = (key: keyof Usage): number | null => {
    const [from, to] = [before[key], after[key]];
    return from === null || to === null || events === 0 ? null : (to - from) / events;
  };
  return {
    serverMicros: each('serverMicros'),
    postgresMicros: each('postgresMicros'),
    redisMicros: each('redisMicros'),
  };
}
