import { Counter, Histogram, Registry } from 'prom-client';
import { MetricsReader } from './metrics.report.js';

describe('MetricsReader', () => {
  const registry = new Registry();
  const counter = new Counter({
    name: 'refused',
    help: 'x',
    labelNames: ['provider', 'reason'],
    registers: [registry],
  });
  const seconds = new Histogram({
    name: 'took',
    help: 'x',
    labelNames: ['provider'],
    buckets: [1, 2, 4],
    registers: [registry],
  });
  const reader = async () => new MetricsReader(await registry.getMetricsAsJSON());

  it('groups counters by their labels, and sums over those that are not asked for', async () => {
    counter.inc({ provider: 'one', reason: 'late' }, 2);
    counter.inc({ provider: 'one', reason: 'forged' }, 3);
    counter.inc({ provider: 'two', reason: 'late' });
    const read = await reader();
    expect(read.grouped('refused', 'provider', 'reason')).toEqual({ one: { late: 2, forged: 3 }, two: { late: 1 } });
    expect(read.grouped('refused', 'reason')).toEqual({ late: 3, forged: 3 });
    expect(read.total('refused')).toBe(6);
    expect(read.total('nothing of that name')).toBe(0);
  });

  it('estimates quantiles within the bucket, and never beyond the last bound', async () => {
    for (const value of [0.5, 0.5, 1.5, 1.5, 3, 3, 3, 3, 100, 100]) seconds.observe({ provider: 'one' }, value);
    expect((await reader()).durations('took', 'provider')).toEqual({
      one: { count: 10, mean: 21.6, p50: 2.5, p95: 4, p99: 4 },
    });
  });

  it('says nothing of durations that were never observed', async () => {
    expect((await reader()).duration('unheard')).toEqual({ count: 0, mean: null, p50: null, p95: null, p99: null });
  });
});
