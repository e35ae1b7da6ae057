import type { Contestant, EarlyWork, OrderWork } from '../contestant.js';
import type { EventRange } from '../load/stripe.events.js';
import type { ContestantName } from '../options.js';
import { type Latency, latencyOf } from '../report/statistics.js';
import type { Server } from '../surroundings/server.process.js';
import { type Bench, BooksError, drive, newRange, requireBooks, startClean, untilDone } from './measuring.js';

/**
 * From a webhook's due time to its answer, to the commit that captured its order and, of other events, whose carts have no
 * order yet, to the commit of the result that the shopper reads.
 */
export interface LatencyRun {
  readonly contestant: ContestantName;
  readonly round: number;
  readonly events: number;
  readonly ack: Latency;
  readonly captured: Latency;
  /** Null: the contestant has no early results. */
  readonly readable: Latency | null;
}

const PER_SECOND = 200;
const CONNECTIONS = 64;
const LIMIT_SECONDS = 120;

/** An open loop at a steady rate: deliveries begin when they are due, however the server does. */
export async function measureLatency(bench: Bench): Promise<LatencyRun[]> {
  const runs: LatencyRun[] = [];
  for (let round = 1; round <= bench.options.rounds; round++) {
    for (const contestant of bench.contestants) {
      if (contestant.work !== null) runs.push(await measure(bench, contestant, contestant.work, round));
    }
  }
  return runs;
}

async function measure(bench: Bench, contestant: Contestant, work: OrderWork, round: number): Promise<LatencyRun> {
  const { warmupSeconds, latencySeconds } = bench.options;
  const server = await work.serveAndWork();
  const delivery = { bench, contestant, work, server };
  const orders = ordersOf(work);
  try {
    await deliver(delivery, orders, warmupSeconds);
    const { events, ack, since } = await deliver(delivery, orders, latencySeconds);
    const captured = since(await work.capturedAtMs(events));
    const readable = work.early === null ? null : await measureEarly(delivery, work.early, latencySeconds);
    const early = readable === null ? '' : `, early result readable after ${readable.p50Ms.toFixed(1)} ms`;
    bench.say(
      `round ${round}, latency, ${contestant.name}: captured after ${captured.p50Ms.toFixed(1)} ms${early} (p50)`,
    );
    return { contestant: contestant.name, round, events: events.count, ack, captured, readable };
  } finally {
    await server.stop();
  }
}

/** The same events, for carts that have no order yet. */
async function measureEarly(delivery: Delivery, early: EarlyWork, seconds: number): Promise<Latency> {
  const carts: Stage = { seed: (events) => early.seedCarts(events), findFaults: (events) => early.findFaults(events) };
  const { events, since } = await deliver(delivery, carts, seconds);
  return since(await early.readableAtMs(events));
}

interface Delivery {
  readonly bench: Bench;
  readonly contestant: Contestant;
  readonly work: OrderWork;
  readonly server: Server;
}

/** What the events meet, and what must have come of them. */
interface Stage {
  seed(events: EventRange): Promise<void>;
  findFaults(events: EventRange): Promise<string[]>;
}

function ordersOf(work: OrderWork): Stage {
  return { seed: (events) => work.seedOrders(events), findFaults: (events) => work.findFaults(events) };
}

interface Delivered {
  readonly events: EventRange;
  readonly ack: Latency;
  /** From the due time of each event to the time given for its number; NaN when one has none. */
  readonly since: (atMs: ReadonlyMap<number, number>) => Latency;
}

async function deliver(
  { bench, contestant, work, server }: Delivery,
  stage: Stage,
  seconds: number,
): Promise<Delivered> {
  const events = newRange(seconds * PER_SECOND);
  await startClean(contestant);
  await stage.seed(events);
  const { result } = await drive(bench, server, events, { connections: CONNECTIONS, seconds, perSecond: PER_SECOND });
  const books = await requireBooks(contestant, events, result);
  if (books.acks !== events.count)
    throw new BooksError(`${contestant.name}: ${books.acks} of ${events.count} were acknowledged`);
  await untilDone(`${contestant.name}: working`, async () => (await work.countPending()) === 0, LIMIT_SECONDS);
  const faults = await stage.findFaults(events);
  if (faults.length > 0) throw new BooksError(`${contestant.name}: at ${PER_SECOND} per second: ${faults.join('; ')}`);
  const since = (atMs: ReadonlyMap<number, number>): Latency =>
    latencyOf(result.dueAtMs.map((dueMs, index) => (atMs.get(events.first + index) ?? NaN) - dueMs));
  return { events, ack: result.latency, since };
}
