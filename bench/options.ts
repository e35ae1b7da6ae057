import { parseArgs } from 'node:util';
import { LauncherError } from '../apps/launcher/src/launcher-error.js';

/** What can be measured; the last two only when they are named. */
export const MEASURES = ['acks', 'drain', 'latency', 'lists', 'backup'] as const;
const USUAL_MEASURES = ['acks', 'drain', 'latency'] as const;
/** Who is measured; see docs/benchmarks.md. */
export const CONTESTANTS = ['ceiling', 'usual', 'api', 'api-redis', 'all', 'all-redis'] as const;

export type Measure = (typeof MEASURES)[number];
export type ContestantName = (typeof CONTESTANTS)[number];

/** One run, decided. */
export interface Options {
  readonly quick: boolean;
  readonly rounds: number;
  readonly connections: readonly number[];
  readonly measures: readonly Measure[];
  readonly contestants: readonly ContestantName[];
  /** Where the JSON goes; null: bench/results/<time>.json. */
  readonly out: string | null;
  /** Writes CPU profiles of Pasarela's processes beside the results. */
  readonly profile: boolean;
  /** Length of one measurement of acknowledgements. */
  readonly slotSeconds: number;
  /** Each server is driven this long before the first measurement. */
  readonly warmupSeconds: number;
  /** Events of the backlog that is drained. */
  readonly backlog: number;
  /** Of the shop whose lists are read, and of which a backup is made. */
  readonly history: number;
  /** Open loop of the latency measurement. */
  readonly latencySeconds: number;
}

export const USAGE = `npm run bench: how fast webhooks are acknowledged and worked, against a ceiling and the usual design.

  npm run bench                          everything, three rounds: about a quarter of an hour
  npm run bench -- --quick               one short round, at 16 and 64 connections: about two minutes
  npm run bench -- --rounds N            more rounds (medians of them are reported)
  npm run bench -- --connections 1,64    other numbers of connections
  npm run bench -- --only acks,api       only these measures (${MEASURES.join(', ')})
                                         and contestants (${CONTESTANTS.join(', ')})
  npm run bench -- --only lists          the lists of a shop with a million events, against one with a thousand
  npm run bench -- --only backup         a backup of a million events while webhooks arrive, restored and compared
  npm run bench -- --history N           N events instead of a million, for lists and backup
  npm run bench -- --out FILE            where the JSON goes, instead of bench/results/
  npm run bench -- --profile             also CPU profiles of Pasarela's processes, in bench/results/

It starts a PostgreSQL of its own (and a Redis where there is a redis-server) in a temporary folder and removes it at the end.
Exit codes: 0 all gates met; 1 error, or an acknowledged event that is not exactly one row; 2 wrong usage; 3 a gate was missed.
`;

const FULL = {
  rounds: 3,
  connections: [1, 16, 64, 256],
  slotSeconds: 4,
  warmupSeconds: 15,
  backlog: 10_000,
  latencySeconds: 10,
  history: 1_000_000,
};
const QUICK = {
  rounds: 1,
  connections: [16, 64],
  slotSeconds: 2,
  warmupSeconds: 3,
  backlog: 2_000,
  latencySeconds: 4,
  history: 100_000,
};

/** The run that the arguments ask for, or 'help'. @throws LauncherError with the usage and exit code 2. */
export function readOptions(args: readonly string[]): Options | 'help' {
  try {
    const { values } = parseArgs({
      args: [...args],
      options: {
        quick: { type: 'boolean', default: false },
        rounds: { type: 'string' },
        connections: { type: 'string' },
        only: { type: 'string' },
        history: { type: 'string' },
        out: { type: 'string' },
        profile: { type: 'boolean', default: false },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    if (values.help) return 'help';
    return decide(values);
  } catch (error) {
    throw new LauncherError(`${error instanceof Error ? error.message : String(error)}\n\n${USAGE}`, 2);
  }
}

interface Asked {
  readonly quick: boolean;
  readonly profile: boolean;
  readonly rounds?: string | undefined;
  readonly connections?: string | undefined;
  readonly only?: string | undefined;
  readonly history?: string | undefined;
  readonly out?: string | undefined;
}

function decide({ quick, profile, rounds, connections, only, history, out }: Asked): Options {
  const plan = quick ? QUICK : FULL;
  return {
    ...plan,
    quick,
    rounds: rounds === undefined ? plan.rounds : count(rounds, '--rounds', 100),
    connections: connections?.split(',').map((text) => count(text, '--connections', 1_000)) ?? plan.connections,
    ...selection(only?.split(',') ?? []),
    history: history === undefined ? plan.history : count(history, '--history', 100_000_000),
    out: out ?? null,
    profile,
  };
}

function count(text: string, option: string, limit: number): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > limit)
    throw new Error(`${option}: from 1 to ${limit}, not "${text}"`);
  return value;
}

/** Names of one kind leave the other kind whole. */
function selection(names: readonly string[]): Pick<Options, 'measures' | 'contestants'> {
  const measures = MEASURES.filter((name) => names.includes(name));
  const contestants = CONTESTANTS.filter((name) => names.includes(name));
  const unknown = names.filter((name) => ![...MEASURES, ...CONTESTANTS].some((known) => known === name));
  if (unknown.length > 0) throw new Error(`--only: unknown: ${unknown.join(', ')}`);
  return {
    measures: measures.length > 0 ? measures : USUAL_MEASURES,
    contestants: contestants.length > 0 ? contestants : CONTESTANTS,
  };
}
