import type { Contestant, OrderWork } from '../contestant.js';
import type { EventRange } from '../load/stripe.events.js';
import type { ContestantName } from '../options.js';
import { type Latency, latencyOf } from '../report/statistics.js';
import type { Server } from '../surroundings/server.process.js';
import { type Bench, BooksError, drive, newRange, requireBooks, startClean, untilDone } from './measuring.js';

/** From a webhook's due time to its answer, and to the commit that captured its order. */
export interface LatencyRun {
  readonly contestant: ContestantName;
  readonly round: number;
  readonly events: number;
  readonly ack: Latency;
  readonly captured: Latency;
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
  const server = await work.serveAndWork();
  try {
    await deliver(bench, contestant, work, server, bench.options.warmupSeconds);
    const { events, ack, dueAtMs } = await deliver(bench, contestant, work, server, bench.options.latencySeconds);
    const capturedAtMs = await work.capturedAtMs(events);
    const captured = latencyOf(dueAtMs.map((dueMs, index) => (capturedAtMs.get(events.first + index) ?? NaN) - dueMs));
    bench.say(`round ${round}, latency, ${contestant.name}: captured after ${captured.p50Ms.toFixed(1)} ms (p50)`);
    return { contestant: contestant.name, round, events: dueAtMs.length, ack, captured };
  } finally {
    await server.stop();
  }
}

interface Delivered {
  readonly events: EventRange;
  readonly ack: Latency;
  readonly dueAtMs: readonly number[];
}

async function deliver(
  bench: Bench,
  contestant: Contestant,
  work: OrderWork,
  server: Server,
  seconds: number,
): Promise<Delivered> {
  const events = newRange(seconds * PER_SECOND);
  await startClean(contestant);
  await work.seedOrders(events);
  const { result } = await drive(bench, server, events, { connections: CONNECTIONS, seconds, perSecond: PER_SECOND });
  const books = await requireBooks(contestant, events, result);
  if (books.acks !== events.count)
    throw new BooksError(`${contestant.name}: ${books.acks} of ${events.count} were acknowledged`);
  await untilDone(`${contestant.name}: capturing`, async () => (await work.countPending()) === 0, LIMIT_SECONDS);
  const faults = await work.findFaults(events);
  if (faults.length > 0) throw new BooksError(`${contestant.name}: at ${PER_SECOND} per second: ${faults.join('; ')}`);
  return { events, ack: result.latency, dueAtMs: result.dueAtMs };
}
