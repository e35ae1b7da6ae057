import { PasarelaError } from '../../../../packages/client/src/index.js';
import { retryDelayMs, worthAnotherTry } from './retry.policy.js';

const answered = (status: number, retryAfterMs: number | null = null): PasarelaError =>
  new PasarelaError('code', 'message', status, retryAfterMs);

describe('what is asked again', () => {
  it.each([
    [0, true],
    [429, true],
    [503, true],
    [400, false],
    [401, false],
    [403, false],
    [404, false],
    [409, false],
  ])('an answer %i: %s', (status, again) => {
    expect(worthAnotherTry(0, answered(status))).toBe(again);
  });

  it('is given up after three tries, and a mistake of our own at once', () => {
    expect([0, 1, 2].map((failures) => worthAnotherTry(failures, answered(503)))).toEqual([true, true, false]);
    expect(worthAnotherTry(0, new TypeError('ours'))).toBe(false);
  });

  it('waits longer each time, or as long as the API says, but never for ever', () => {
    expect([0, 1, 2].map((failures) => retryDelayMs(failures, answered(503)))).toEqual([500, 1_000, 2_000]);
    expect(retryDelayMs(0, answered(429, 3_000))).toBe(3_000);
    expect(retryDelayMs(0, answered(429, 3_600_000))).toBe(8_000);
  });
});
