import { Watchdog } from './watchdog.js';

describe('Watchdog', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('ends what takes too long, once, and nothing that was over in time', () => {
    const watchdog = new Watchdog(5_000);
    const ended: string[] = [];
    watchdog.watch(() => ended.push('hung'));
    const over = watchdog.watch(() => ended.push('quick'));
    jest.advanceTimersByTime(4_000);
    over();
    expect(ended).toEqual([]);
    jest.advanceTimersByTime(60_000);
    expect(ended).toEqual(['hung']);
  });

  it('watches again after a time in which there was nothing', () => {
    const watchdog = new Watchdog(1_000);
    const ended: string[] = [];
    watchdog.watch(() => ended.push('first'));
    jest.advanceTimersByTime(10_000);
    expect(jest.getTimerCount()).toBe(0);
    watchdog.watch(() => ended.push('second'));
    jest.advanceTimersByTime(10_000);
    expect(ended).toEqual(['first', 'second']);
  });
});
