import { CircuitBreaker, type BreakerState } from './circuit-breaker.js';

function breakerAt(start = 1_000_000): { breaker: CircuitBreaker; pass: (ms: number) => void; states: BreakerState[] } {
  let now = start;
  const states: BreakerState[] = [];
  const breaker = new CircuitBreaker({
    threshold: 3,
    openMs: 1_000,
    now: () => now,
    onChange: (state) => states.push(state),
  });
  return { breaker, states, pass: (ms) => (now += ms) };
}

const fail = (breaker: CircuitBreaker, times: number): void => {
  for (let i = 0; i < times; i++) breaker.failed('gateway_error');
};

describe('a circuit breaker', () => {
  it('lets calls through until failures in a row reach the threshold', () => {
    const { breaker, states } = breakerAt();
    fail(breaker, 2);
    expect(breaker.allows()).toBe(true);
    fail(breaker, 1);
    expect(breaker.allows()).toBe(false);
    expect(states).toEqual(['open']);
  });

  it('starts counting anew after a success', () => {
    const { breaker } = breakerAt();
    fail(breaker, 2);
    breaker.succeeded();
    fail(breaker, 2);
    expect(breaker.state).toBe('closed');
  });

  it('lets exactly one call through after the open time, and closes when it succeeds', () => {
    const { breaker, states, pass } = breakerAt();
    fail(breaker, 3);
    pass(1_000);
    expect([breaker.allows(), breaker.allows(), breaker.allows()]).toEqual([true, false, false]);
    breaker.succeeded();
    expect(breaker.allows()).toBe(true);
    expect(states).toEqual(['open', 'half_open', 'closed']);
  });

  it('waits twice as long each time the one call fails, up to ten times', () => {
    const { breaker, pass } = breakerAt();
    fail(breaker, 3);
    const waits: number[] = [];
    for (let i = 0; i < 6; i++) {
      pass(breaker.retryInMs());
      expect(breaker.allows()).toBe(true);
      breaker.failed('gateway_error');
      waits.push(breaker.retryInMs());
    }
    expect(waits).toEqual([2_000, 4_000, 8_000, 10_000, 10_000, 10_000]);
  });

  it('lets another call try when the one it let through never came back', () => {
    const { breaker, pass } = breakerAt();
    fail(breaker, 3);
    pass(1_000);
    expect(breaker.allows()).toBe(true);
    pass(1_000);
    expect(breaker.allows()).toBe(true);
  });

  it('opens at once, for as long as was asked, when the gateway says when to come back', () => {
    const { breaker } = breakerAt();
    breaker.failed('gateway_rate_limited', 30_000);
    expect(breaker.allows()).toBe(false);
    expect(breaker.retryInMs()).toBe(30_000);
  });
});
