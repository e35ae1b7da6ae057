import { FOLLOW_UP_WAITS_MS, followedUntil, followUpWaitMs, nextLook } from './follow-up.schedule.js';

const HOUR_MS = 3_600_000;
const NOW = new Date('2026-11-24T12:00:00Z');

/** When somebody looks at what was begun at NOW, in hours, until it is over. */
function looks(until: Date): number[] {
  const hours: number[] = [];
  let at: Date | null = NOW;
  for (let checks = 0; at !== null && checks < 1_000; checks++) {
    at = nextLook(checks, at, until, 0);
    if (at !== null) hours.push((at.getTime() - NOW.getTime()) / HOUR_MS);
  }
  return hours;
}

describe('the schedule of follow-ups', () => {
  it('waits longer each time, from a minute to half a day, and then every half day', () => {
    expect(FOLLOW_UP_WAITS_MS.map((wait) => wait / 60_000)).toEqual([1, 2, 5, 10, 30, 60, 180, 360, 720]);
    expect(followUpWaitMs(8, 0)).toBe(12 * HOUR_MS);
    expect(followUpWaitMs(500, 0)).toBe(12 * HOUR_MS);
  });

  it('never asks earlier than it says, and not everybody at the same moment', () => {
    expect(followUpWaitMs(0, 0)).toBe(60_000);
    expect(followUpWaitMs(0, 1)).toBeCloseTo(66_000);
  });

  it('looks once more at the very end, and then no more', () => {
    const day = looks(new Date(NOW.getTime() + 24 * HOUR_MS));
    expect(day.at(-1)).toBe(24);
    expect(day.length).toBeLessThan(12);
    expect(nextLook(3, NOW, NOW)).toBeNull();
  });

  it('outlives PSE by a day, and cash by the days that a counter gives', () => {
    const hours = (method: string | null) => (followedUntil(method, NOW).getTime() - NOW.getTime()) / HOUR_MS;
    expect(hours('PSE')).toBe(48);
    expect(hours('pse')).toBe(48);
    expect(hours('efecty')).toBe(720);
    expect(hours('BANCOLOMBIA_COLLECT')).toBe(720);
    expect(hours(null)).toBe(720);
    expect(looks(followedUntil('efecty', NOW)).length).toBeLessThan(75);
  });
});
