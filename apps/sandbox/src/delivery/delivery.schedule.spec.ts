import { exponentialDelays, MERCADOPAGO_SCHEDULE, STRIPE_SCHEDULE, WOMPI_SCHEDULE } from './delivery.schedule.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

function sinceFirst(delaysMs: readonly number[]): number[] {
  let elapsedMs = 0;
  return delaysMs.map((delayMs) => (elapsedMs += delayMs));
}

describe('the schedules of retries', () => {
  it('lets Wompi try again after 30 minutes, 3 hours and 24 hours, and no more', () => {
    expect(sinceFirst(WOMPI_SCHEDULE.retryDelaysMs)).toEqual([30 * MINUTE_MS, 3 * HOUR_MS, 24 * HOUR_MS]);
  });

  it('lets MercadoPago try every 15 minutes first, then at growing intervals for days', () => {
    const { retryDelaysMs, timeoutMs } = MERCADOPAGO_SCHEDULE;
    expect(retryDelaysMs.slice(0, 2)).toEqual([15 * MINUTE_MS, 15 * MINUTE_MS]);
    expect([...retryDelaysMs].sort((left, right) => left - right)).toEqual(retryDelaysMs);
    expect(sinceFirst(retryDelaysMs).at(-1)).toBeGreaterThan(72 * HOUR_MS);
    expect(timeoutMs).toBe(22_000);
  });

  it('lets Stripe back off exponentially within 3 days', () => {
    const delays = STRIPE_SCHEDULE.retryDelaysMs;
    expect(delays.slice(0, 3)).toEqual([5 * MINUTE_MS, 10 * MINUTE_MS, 20 * MINUTE_MS]);
    expect(sinceFirst(delays).at(-1)).toBeLessThanOrEqual(72 * HOUR_MS);
    expect(sinceFirst(delays).at(-1)).toBeGreaterThan(60 * HOUR_MS);
  });

  it.each([
    ['wompi', WOMPI_SCHEDULE, [200]],
    ['mercadopago', MERCADOPAGO_SCHEDULE, [200, 201]],
    ['stripe', STRIPE_SCHEDULE, [200, 201, 202, 204]],
  ])('takes for an acknowledgement what %s takes for one', (_name, schedule, accepted) => {
    const statuses = [200, 201, 202, 204, 301, 400, 401, 404, 500, 503];
    expect(statuses.filter((status) => schedule.accepts(status))).toEqual(accepted);
  });

  it('stops doubling at the longest wait', () => {
    expect(exponentialDelays(1, 4, 15)).toEqual([1, 2, 4, 4, 4]);
  });
});
