import type { Contestant, OrderWork } from '../contestant.js';
import type { ContestantName } from '../options.js';
import { residentBytes } from '../surroundings/process.usage.js';
import type { Server } from '../surroundings/server.process.js';
import {
  type Bench,
  BooksError,
  type Costs,
  costsBetween,
  newRange,
  startClean,
  untilDone,
  usageOf,
} from './measuring.js';

/** A backlog of stored events worked into captured orders, once. */
export interface DrainRun {
  readonly contestant: ContestantName;
  readonly round: number;
  readonly events: number;
  /** From the first captured orders seen to the last. */
  readonly perSecond: number;
  readonly costs: Costs;
  readonly rssMb: number | null;
}

const LIMIT_SECONDS = 300;

/** Contestants take turns; each has the machine to itself. */
export async function measureDrain(bench: Bench): Promise<DrainRun[]> {
  const runs: DrainRun[] = [];
  for (let round = 1; round <= bench.options.rounds; round++) {
    for (const contestant of bench.contestants) {
      if (contestant.work !== null) runs.push(await drain(bench, contestant, contestant.work, round));
    }
  }
  return runs;
}

async function drain(bench: Bench, contestant: Contestant, work: OrderWork, round: number): Promise<DrainRun> {
  const events = newRange(bench.options.backlog);
  await startClean(contestant);
  await work.seedOrders(events);
  await work.storeBacklog(events);
  await contestant.events.pool.query('CHECKPOINT');
  const worker = await work.startWorker();
  try {
    const { perSecond, costs } = await watch(bench, work, worker, events.count);
    const rss = residentBytes(worker.pids);
    await untilDone(
      `${contestant.name}: ending the last events`,
      async () => (await work.countPending()) === 0,
      LIMIT_SECONDS,
    );
    const faults = await work.findFaults(events);
    if (faults.length > 0) throw new BooksError(`${contestant.name}: after the drain: ${faults.join('; ')}`);
    bench.say(
      `round ${round}, drain, ${contestant.name}: ${Math.round(perSecond)} orders/s, each of ${events.count} captured once`,
    );
    return { contestant: contestant.name, round, events: events.count, perSecond, costs, rssMb: rss && rss / 2 ** 20 };
  } finally {
    await worker.stop();
  }
}

interface Watched {
  readonly perSecond: number;
  readonly costs: Costs;
}

/** The clock runs from the first look that sees captured orders: how long a process takes to start is no matter here. */
async function watch(bench: Bench, work: OrderWork, worker: Server, count: number): Promise<Watched> {
  let captured = 0;
  const look = async (): Promise<number> => (captured = await work.countCaptured());
  await untilDone('the first captured orders', async () => (await look()) > 0, LIMIT_SECONDS);
  const first = { captured, atMs: performance.now(), usage: usageOf(bench, worker) };
  await untilDone('the drain', async () => (await look()) >= count, LIMIT_SECONDS);
  const left = count - first.captured;
  if (left === 0) throw new BooksError('the drain was over before it was seen to begin: the backlog is too small');
  return {
    perSecond: (left * 1000) / (performance.now() - first.atMs),
    costs: costsBetween(first.usage, usageOf(bench, worker), left),
  };
}
