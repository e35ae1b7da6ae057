import { RateWindow } from './rate-limit.window.js';

describe('RateWindow', () => {
  let nowMs: number;
  const clock = { now: () => new Date(nowMs) };

  beforeEach(() => (nowMs = 1_000_000));

  it('lets the limit through, then says how long to wait, then begins anew', () => {
    const window = new RateWindow(2, clock);
    expect([window.take('a').allowed, window.take('a').allowed]).toEqual([true, true]);
    nowMs += 20_000;
    expect(window.take('a')).toEqual({ allowed: false, waitMs: 40_000 });
    expect(window.take('b').allowed).toBe(true);
    nowMs += 40_000;
    expect(window.take('a').allowed).toBe(true);
  });

  it('does not count what was given back', () => {
    const window = new RateWindow(1, clock);
    for (let i = 0; i < 5; i++) {
      const permission = window.take('a');
      expect(permission.allowed).toBe(true);
      if (permission.allowed) permission.release();
    }
  });

  it('keeps its memory bounded while keys keep coming', () => {
    const window = new RateWindow(1, clock, 100);
    for (let i = 0; i < 1_000; i++) window.take(`key-${i}`);
    expect(window.take('key-999').allowed).toBe(false);
    expect(window.take('key-0').allowed).toBe(true);
  });
});
