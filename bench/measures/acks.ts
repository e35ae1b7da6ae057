import type { Books } from '../books.js';
import type { Contestant } from '../contestant.js';
import type { ContestantName } from '../options.js';
import type { Latency } from '../report/statistics.js';
import type { Server } from '../surroundings/server.process.js';
import { type Bench, type Costs, drive, newRange, requireBooks, startClean, untilDone } from './measuring.js';

/** Acknowledgements of one contestant, at one number of connections, in one round. */
export interface AckSlot extends Books {
  readonly contestant: ContestantName;
  readonly connections: number;
  readonly round: number;
  readonly perSecond: number;
  readonly latency: Latency;
  readonly costs: Costs;
  readonly rssMb: number | null;
  readonly generatorShare: number;
  readonly refusals: Readonly<Record<number, number>>;
}

interface Runner {
  readonly contestant: Contestant;
  readonly server: Server;
  /** Acknowledgements per second, as last seen: how many requests are worth building. */
  rate: number;
}

const WARMUP_EVENTS = 20_000;
const WARMUP_CONNECTIONS = 64;
const MAX_EVENTS = 80_000;
const CATCH_UP_SECONDS = 180;

/** All contestants run side by side and are driven in turns, in an order that moves with every turn. */
export async function measureAcks(bench: Bench): Promise<AckSlot[]> {
  const runners: Runner[] = [];
  const slots: AckSlot[] = [];
  try {
    for (const contestant of bench.contestants) runners.push({ contestant, server: await contestant.serve(), rate: 0 });
    for (const runner of runners) await warmUp(bench, runner);
    for (let round = 1; round <= bench.options.rounds; round++) {
      slots.push(...(await measureRound(bench, runners, round)));
    }
    return slots;
  } finally {
    await Promise.all(runners.map(({ server }) => server.stop()));
  }
}

async function measureRound(bench: Bench, runners: readonly Runner[], round: number): Promise<AckSlot[]> {
  const slots: AckSlot[] = [];
  for (const [turn, connections] of bench.options.connections.entries()) {
    for (const runner of rotated(runners, round + turn)) slots.push(await measure(bench, runner, connections, round));
  }
  return slots;
}

async function warmUp(bench: Bench, runner: Runner): Promise<void> {
  const { contestant, server } = runner;
  const pace = { connections: WARMUP_CONNECTIONS, seconds: bench.options.warmupSeconds };
  const { result } = await drive(bench, server, newRange(WARMUP_EVENTS), pace);
  runner.rate = result.acks / result.seconds;
  await caughtUp(contestant);
  bench.say(`${contestant.name}: warm (${Math.round(runner.rate)} acks/s)`);
}

async function measure(bench: Bench, runner: Runner, connections: number, round: number): Promise<AckSlot> {
  const { contestant, server } = runner;
  const { slotSeconds } = bench.options;
  const share = connections < 8 ? 0.4 : 1.4;
  const events = newRange(Math.min(MAX_EVENTS, Math.ceil(runner.rate * slotSeconds * share) + 100));
  await startClean(contestant);
  if (contestant.worksWhileServing) await contestant.work?.seedOrders(events);
  const { result, costs, rssMb } = await drive(bench, server, events, { connections, seconds: slotSeconds });
  await caughtUp(contestant);
  const books = await requireBooks(contestant, events, result);
  const { latency, generatorShare, refusals } = result;
  const perSecond = result.acks / result.seconds;
  if (connections >= 8) runner.rate = Math.max(runner.rate, perSecond);
  bench.say(
    `round ${round}, ${connections} connections, ${contestant.name}: ${Math.round(perSecond)} acks/s, ` +
      `${books.acks} acks = ${books.rows} rows`,
  );
  const { name } = contestant;
  return { contestant: name, connections, round, perSecond, latency, costs, rssMb, generatorShare, refusals, ...books };
}

async function caughtUp({ name, worksWhileServing, work }: Contestant): Promise<void> {
  if (!worksWhileServing || work === null) return;
  await untilDone(
    `${name}: working what was acknowledged`,
    async () => (await work.countPending()) === 0,
    CATCH_UP_SECONDS,
  );
}

function rotated<T>(items: readonly T[], by: number): T[] {
  const start = by % Math.max(1, items.length);
  return [...items.slice(start), ...items.slice(0, start)];
}
