import { jitteredMs, nthWaitMs } from './wait.schedule.js';

describe('waits', () => {
  const WAITS = [100, 200, 400];

  it('come in order, and the last repeats', () => {
    expect([0, 1, 2, 3, 4, 99].map((nth) => nthWaitMs(WAITS, nth, 0))).toEqual([100, 100, 200, 400, 400, 400]);
  });

  it('are nothing where there are none', () => {
    expect(nthWaitMs([], 3, 0.5)).toBe(0);
  });

  it('are longer by a tenth at most, and never shorter', () => {
    expect([0, 0.5, 1].map((random) => jitteredMs(1000, random))).toEqual([1000, 1050, 1100]);
    for (let n = 0; n < 100; n++) {
      const wait = nthWaitMs(WAITS, 2);
      expect(wait).toBeGreaterThanOrEqual(200);
      expect(wait).toBeLessThanOrEqual(220);
    }
  });
});
