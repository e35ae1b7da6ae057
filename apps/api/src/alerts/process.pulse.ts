/** What a process counted in the last minutes, of which no other process knows. JSON, as it is kept. */
export interface PulseCounts {
  /** Answered requests, and those of them that were answered 5xx. */
  readonly requests: number;
  readonly errors: number;
  /** Requests whose time was taken, and those of them that took longer than a second. */
  readonly timed: number;
  readonly slow: number;
  /** Webhooks that were answered 503. */
  readonly unstored: number;
  /** By gateway: webhooks that came, and those of them whose signature was refused. */
  readonly knocks: PairsByGateway;
  /** By gateway: payments that were to begin, and those of them that could not. */
  readonly sessions: PairsByGateway;
}

/** By gateway: of how many, how many went wrong. */
export type PairsByGateway = Readonly<Record<string, readonly [all: number, bad: number]>>;

export interface ProcessPulse {
  readonly role: 'all' | 'api' | 'worker';
  readonly counts: PulseCounts;
}

export const NO_COUNTS: PulseCounts = {
  requests: 0,
  errors: 0,
  timed: 0,
  slow: 0,
  unstored: 0,
  knocks: {},
  sessions: {},
};

/** All processes together. */
export function sumOf(pulses: readonly Pick<ProcessPulse, 'counts'>[]): PulseCounts {
  return pulses.reduce((sum, { counts }) => combine(sum, counts, 1), NO_COUNTS);
}

/** What came between two looks at counters that only grow. */
export function since(before: PulseCounts, now: PulseCounts): PulseCounts {
  return combine(now, before, -1);
}

function combine(one: PulseCounts, other: PulseCounts, sign: 1 | -1): PulseCounts {
  return {
    requests: one.requests + sign * other.requests,
    errors: one.errors + sign * other.errors,
    timed: one.timed + sign * other.timed,
    slow: one.slow + sign * other.slow,
    unstored: one.unstored + sign * other.unstored,
    knocks: combinePairs(one.knocks, other.knocks, sign),
    sessions: combinePairs(one.sessions, other.sessions, sign),
  };
}

function combinePairs(one: PairsByGateway, other: PairsByGateway, sign: 1 | -1): PairsByGateway {
  const gateways = new Set([...Object.keys(one), ...Object.keys(other)]);
  return Object.fromEntries(
    [...gateways].map((gateway) => {
      const [all, bad] = one[gateway] ?? [0, 0];
      const [otherAll, otherBad] = other[gateway] ?? [0, 0];
      return [gateway, [all + sign * otherAll, bad + sign * otherBad] as const];
    }),
  );
}
