import { setTimeout as wait } from 'node:timers/promises';
import { GatewayUnavailableError } from '../common/errors.js';

/** What another try may mend. A timeout has used up the deadline; a refused key and garbage stay what they are. */
const WORTH_ANOTHER = new Set(['gateway_unreachable', 'gateway_down', 'gateway_error', 'gateway_rate_limited']);

const FIRST_WAIT_MS = 200;
/** A try that cannot be answered in what is left of the deadline is not made. */
const LEAST_LEFT_MS = 250;

export interface Retrying {
  /** How often it may be tried again. */
  readonly retries: number;
  /** When the whole of it must be over, in milliseconds of `Date.now()`. */
  readonly deadlineAt: number;
}

/**
 * Tries again what failed for the moment, after a wait that doubles, differs from caller to caller and is at least what the
 * gateway asked for; never beyond the deadline. Only for what may be done twice: reads, and writes under an idempotency key.
 */
export async function retrying<T>(attempt: () => Promise<T>, { retries, deadlineAt }: Retrying): Promise<T> {
  for (let done = 0; ; done++) {
    try {
      return await attempt();
    } catch (error) {
      const waitMs = done < retries ? waitBefore(error, done) : null;
      if (waitMs === null || Date.now() + waitMs + LEAST_LEFT_MS > deadlineAt) throw error;
      await wait(waitMs);
    }
  }
}

function waitBefore(error: unknown, done: number): number | null {
  if (!(error instanceof GatewayUnavailableError) || !WORTH_ANOTHER.has(error.code)) return null;
  const growing = FIRST_WAIT_MS * 2 ** done * (0.5 + Math.random() / 2);
  return Math.max(growing, error.retryAfterMs ?? 0);
}
