import type { ContestantName } from '../options.js';
import type { Measurements } from './summary.js';
import { median } from './statistics.js';

/** A promise, most of them about speed and as a ratio within one run: the machine's own speed cancels out. */
export interface Gate {
  readonly text: string;
  readonly limit: number;
  readonly atLeast: boolean;
  /** Median of the rounds' ratios; null: this run did not measure both sides. */
  readonly ratio: number | null;
  readonly passed: boolean | null;
}

const GATE_CONNECTIONS = 64;
const LIST_LIMIT_MS = 100;
const DOORS = ['api', 'api-redis'] as const;
const WORKERS = ['all', 'all-redis'] as const;

export function judgeGates(measured: Measurements): Gate[] {
  const acks = (figure: 'rate' | 'p99', ours: ContestantName, theirs: ContestantName): number | null =>
    pairedRatio(
      measured.acks
        .filter(({ connections }) => connections === GATE_CONNECTIONS)
        .map(({ contestant, round, perSecond, latency }) => ({
          contestant,
          round,
          value: figure === 'rate' ? perSecond : latency.p99Ms,
        })),
      ours,
      theirs,
    );
  const drains = measured.drains.map(({ contestant, round, perSecond }) => ({ contestant, round, value: perSecond }));
  return [
    ...DOORS.flatMap((door) => [
      gate(`${door}: acks/s at 64 connections, of the ceiling`, true, 0.55, acks('rate', door, 'ceiling')),
      gate(`${door}: acks/s at 64 connections, times the usual design`, true, 10, acks('rate', door, 'usual')),
      gate(`${door}: p99 at 64 connections, of the usual design`, false, 1 / 3, acks('p99', door, 'usual')),
    ]),
    gate('lists: slowest p95 at the large shop, in milliseconds', false, LIST_LIMIT_MS, slowestList(measured)),
    gate('backup: differences after restoring', false, 0, differences(measured)),
    ...WORKERS.map((worker) =>
      gate(`${worker}: drain, times the usual design`, true, 3, pairedRatio(drains, worker, 'usual')),
    ),
  ];
}

function slowestList({ lists }: Measurements): number | null {
  return lists.length === 0 ? null : Math.max(...lists.map(({ many }) => many.p95Ms));
}

function differences({ backups }: Measurements): number | null {
  return backups.length === 0 ? null : backups.reduce((sum, run) => sum + run.differences.length, 0);
}

interface Figure {
  readonly contestant: ContestantName;
  readonly round: number;
  readonly value: number;
}

/** Two figures of one round were made within a minute of each other; those of different rounds are not compared. */
function pairedRatio(figures: readonly Figure[], ours: ContestantName, theirs: ContestantName): number | null {
  const ratios = figures
    .filter(({ contestant }) => contestant === ours)
    .flatMap(({ round, value }) => {
      const other = figures.find((figure) => figure.contestant === theirs && figure.round === round);
      return other ? [value / other.value] : [];
    });
  return ratios.length === 0 ? null : median(ratios);
}

function gate(text: string, atLeast: boolean, limit: number, ratio: number | null): Gate {
  const passed = ratio === null ? null : atLeast ? ratio >= limit : ratio <= limit;
  return { text, limit, atLeast, ratio, passed };
}
