/** Those that began to wait at the same moment do not all come back at the same moment. */
const JITTER = 0.1;

/** `waitMs` and up to a tenth of it more; `random` is between 0 and 1. */
export function jitteredMs(waitMs: number, random: number = Math.random()): number {
  return waitMs * (1 + random * JITTER);
}

/**
 * The `nth` wait of a list, counted from 1, with jitter; the last one repeats. An empty list waits for nothing.
 * @param waitsMs in order.
 */
export function nthWaitMs(waitsMs: readonly number[], nth: number, random?: number): number {
  const index = Math.min(Math.max(nth, 1), waitsMs.length) - 1;
  return jitteredMs(waitsMs[index] ?? 0, random);
}
