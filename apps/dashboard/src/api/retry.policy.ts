import { PasarelaError } from '../../../../packages/client/src/index.js';

const TRIES = 3;
const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 8_000;

/** Only what may succeed later: no answer, an overload, an outage. What was refused stays refused. */
export function worthAnotherTry(failures: number, error: unknown): boolean {
  return failures < TRIES - 1 && error instanceof PasarelaError && error.isTransient;
}

/** As long as the API asked for, else longer each time. */
export function retryDelayMs(failures: number, error: unknown): number {
  const asked = error instanceof PasarelaError ? error.retryAfterMs : null;
  return Math.min(asked ?? FIRST_PAUSE_MS * 2 ** failures, LONGEST_PAUSE_MS);
}
