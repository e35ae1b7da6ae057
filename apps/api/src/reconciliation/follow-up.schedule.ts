import { nthWaitMs } from '../common/wait.schedule.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long after each look the next one comes; the last repeats until the method has expired. */
export const FOLLOW_UP_WAITS_MS = [
  1 * MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  1 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
] as const;

/**
 * How long a payment by a method can stay undecided: PSE ends within a day, cash at a counter may be paid for days, and a
 * gateway gives up on what is under review after 30. The gateway's word for a method, in either case of letters.
 */
const LIFETIMES_MS: readonly (readonly [RegExp, number])[] = [
  [/^(efecty|bancolombia_collect|ticket|oxxo|boleto)/i, 30 * DAY_MS],
  [/^(pse|bank_transfer|nequi|daviplata|bancolombia)/i, 2 * DAY_MS],
];
const DEFAULT_LIFETIME_MS = 30 * DAY_MS;

/** Until when a payment of this method is asked about. Where no method is known the longest holds. */
export function followedUntil(method: string | null, since: Date): Date {
  const lifetime = LIFETIMES_MS.find(([words]) => method !== null && words.test(method));
  return new Date(since.getTime() + (lifetime?.[1] ?? DEFAULT_LIFETIME_MS));
}

/** How long until the look after the `checks`th; `random` is between 0 and 1. */
export function followUpWaitMs(checks: number, random?: number): number {
  return nthWaitMs(FOLLOW_UP_WAITS_MS, checks + 1, random);
}

/**
 * When to look again, after `checks` looks; null when it is over. However the waits fall, there is one look at the end, so
 * that what was decided at the last moment is heard of.
 */
export function nextLook(checks: number, now: Date, until: Date, random?: number): Date | null {
  if (now >= until) return null;
  return new Date(Math.min(now.getTime() + followUpWaitMs(checks, random), until.getTime()));
}
