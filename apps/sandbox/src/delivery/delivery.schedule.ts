const SECOND_MS = 1000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;

/** When a gateway tries again and what it takes for an answer. Real time: the time factor is applied by the dispatcher. */
export interface RetrySchedule {
  /** The waits before the second, third … attempt, in order. After the last one the gateway gives up. */
  readonly retryDelaysMs: readonly number[];
  /** How long it waits for an answer; not divided by the time factor, since the receiver is not sped up. */
  readonly timeoutMs: number;
  /** Whether this HTTP status acknowledges the event. */
  accepts(status: number): boolean;
}

/** Wompi: exactly 200; again after 30 minutes, at 3 hours and at 24 hours from the first attempt. Its timeout is not documented. */
export const WOMPI_SCHEDULE: RetrySchedule = {
  retryDelaysMs: [30 * MINUTE_MS, 2.5 * HOUR_MS, 21 * HOUR_MS],
  timeoutMs: 30 * SECOND_MS,
  accepts: (status) => status === 200,
};

/**
 * MercadoPago: 200 or 201 within 22 seconds; every 15 minutes, and after the third attempt at growing intervals that no
 * page tells. The tail of four days is an assumption.
 */
export const MERCADOPAGO_SCHEDULE: RetrySchedule = {
  retryDelaysMs: [
    ...[15, 15, 30].map((minutes) => minutes * MINUTE_MS),
    ...[1, 2, 4, 8, 16, 24, 24].map((hours) => hours * HOUR_MS),
  ],
  timeoutMs: 22 * SECOND_MS,
  accepts: (status) => status === 200 || status === 201,
};

/** Stripe: any 2xx; exponential backoff for up to 3 days. The intervals and the timeout are not published. */
export const STRIPE_SCHEDULE: RetrySchedule = {
  retryDelaysMs: exponentialDelays(5 * MINUTE_MS, 12 * HOUR_MS, 72 * HOUR_MS),
  timeoutMs: 20 * SECOND_MS,
  accepts: (status) => status >= 200 && status < 300,
};

/** Waits that double from `firstMs` up to `maxMs` each, as many as fit into `horizonMs`. */
export function exponentialDelays(firstMs: number, maxMs: number, horizonMs: number): number[] {
  const delays: number[] = [];
  let elapsedMs = 0;
  for (let next = firstMs; elapsedMs + next <= horizonMs; next = Math.min(next * 2, maxMs)) {
    delays.push(next);
    elapsedMs += next;
  }
  return delays;
}
