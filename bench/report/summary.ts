import type { AckSlot } from '../measures/acks.js';
import type { DrainRun } from '../measures/drain.js';
import type { LatencyRun } from '../measures/latency.js';
import type { ListRun } from '../measures/lists.js';
import type { BackupRun } from '../measures/backup.js';
import type { ContestantName } from '../options.js';
import { median } from './statistics.js';

/** Everything that one run measured, round by round. */
export interface Measurements {
  readonly acks: readonly AckSlot[];
  readonly drains: readonly DrainRun[];
  readonly latencies: readonly LatencyRun[];
  readonly lists: readonly ListRun[];
  readonly backups: readonly BackupRun[];
}

/** Medians over the rounds; null where nothing was measured. */
export interface AckSummary {
  readonly contestant: ContestantName;
  readonly connections: number;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  readonly serverMicros: number | null;
  readonly postgresMicros: number | null;
  readonly redisMicros: number | null;
  readonly rssMb: number | null;
  readonly generatorShare: number;
  /** Of all rounds together. */
  readonly acks: number;
  readonly rows: number;
}

export interface DrainSummary {
  readonly contestant: ContestantName;
  readonly perSecond: number;
  readonly serverMicros: number | null;
  readonly postgresMicros: number | null;
  readonly redisMicros: number | null;
  readonly rssMb: number | null;
}

export interface LatencySummary {
  readonly contestant: ContestantName;
  readonly ackP50Ms: number;
  readonly ackP99Ms: number;
  readonly capturedP50Ms: number;
  readonly capturedP99Ms: number;
  readonly readableP50Ms: number | null;
  readonly readableP99Ms: number | null;
}

export function summarizeAcks(slots: readonly AckSlot[]): AckSummary[] {
  return grouped(slots, ({ contestant, connections }) => `${String(connections).padStart(4)} ${contestant}`).map(
    (group) => {
      const [{ contestant, connections }] = group;
      return {
        contestant,
        connections,
        perSecond: median(group.map(({ perSecond }) => perSecond)),
        p50Ms: median(group.map(({ latency }) => latency.p50Ms)),
        p99Ms: median(group.map(({ latency }) => latency.p99Ms)),
        ...medianCosts(group),
        generatorShare: median(group.map((slot) => slot.generatorShare)),
        acks: group.reduce((sum, { acks }) => sum + acks, 0),
        rows: group.reduce((sum, { rows }) => sum + rows, 0),
      };
    },
  );
}

export function summarizeDrains(runs: readonly DrainRun[]): DrainSummary[] {
  return grouped(runs, ({ contestant }) => contestant).map((group) => ({
    contestant: group[0].contestant,
    perSecond: median(group.map(({ perSecond }) => perSecond)),
    ...medianCosts(group),
  }));
}

export function summarizeLatencies(runs: readonly LatencyRun[]): LatencySummary[] {
  return grouped(runs, ({ contestant }) => contestant).map((group) => ({
    contestant: group[0].contestant,
    ackP50Ms: median(group.map(({ ack }) => ack.p50Ms)),
    ackP99Ms: median(group.map(({ ack }) => ack.p99Ms)),
    capturedP50Ms: median(group.map(({ captured }) => captured.p50Ms)),
    capturedP99Ms: median(group.map(({ captured }) => captured.p99Ms)),
    readableP50Ms: medianOrNull(group.map(({ readable }) => readable?.p50Ms ?? null)),
    readableP99Ms: medianOrNull(group.map(({ readable }) => readable?.p99Ms ?? null)),
  }));
}

type Measured = Pick<AckSlot, 'costs' | 'rssMb'>;

function medianCosts(
  group: readonly Measured[],
): Pick<AckSummary, 'serverMicros' | 'postgresMicros' | 'redisMicros' | 'rssMb'> {
  return {
    serverMicros: medianOrNull(group.map(({ costs }) => costs.serverMicros)),
    postgresMicros: medianOrNull(group.map(({ costs }) => costs.postgresMicros)),
    redisMicros: medianOrNull(group.map(({ costs }) => costs.redisMicros)),
    rssMb: medianOrNull(group.map(({ rssMb }) => rssMb)),
  };
}

function medianOrNull(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : median(known);
}

/** In the order in which the groups first appear within sorted keys of numbers of connections. */
function grouped<T>(items: readonly T[], keyOf: (item: T) => string): [T, ...T[]][] {
  const groups = new Map<string, [T, ...T[]]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group) group.push(item);
    else groups.set(keyOf(item), [item]);
  }
  return [...groups.values()];
}
