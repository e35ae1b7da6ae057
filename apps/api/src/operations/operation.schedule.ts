import { nthWaitMs } from '../common/wait.schedule.js';

const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** How long after each look at the gateway the next one comes; the last repeats until it is decided. */
export const OPERATION_WAITS_MS = [
  5 * SECOND_MS,
  30 * SECOND_MS,
  2 * MINUTE_MS,
  10 * MINUTE_MS,
  30 * MINUTE_MS,
  1 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
] as const;

/** How long until the look after the `attempts`th. */
export function operationWaitMs(attempts: number): number {
  return nthWaitMs(OPERATION_WAITS_MS, attempts);
}
