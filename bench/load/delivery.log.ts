import { latencyOf } from '../report/statistics.js';
import type { LoadResult } from './load.messages.js';

/** Keeps what happened to the deliveries of one run, by their position in the range. */
export class DeliveryLog {
  private readonly sinceMs: Float64Array;
  private readonly tookMs: Float64Array;
  private readonly refusals: Record<number, number> = {};
  private answered = 0;
  private acks = 0;
  private beganMs = NaN;
  private endedMs = NaN;
  private readonly cpuBefore = process.cpuUsage();
  sent = 0;

  constructor(private readonly size: number) {
    this.sinceMs = new Float64Array(size);
    this.tookMs = new Float64Array(size).fill(NaN);
  }

  /** Takes the next position. @param sinceMs when it was due, or is sent (performance.now). */
  begin(sinceMs: number): number {
    if (this.sent === 0) this.beganMs = performance.now();
    this.sinceMs[this.sent] = sinceMs;
    return this.sent++;
  }

  end(position: number, status: number): void {
    this.endedMs = performance.now();
    this.answered++;
    if (status === 200) {
      this.acks++;
      this.tookMs[position] = this.endedMs - (this.sinceMs[position] ?? NaN);
    } else this.refusals[status] = (this.refusals[status] ?? 0) + 1;
  }

  get isComplete(): boolean {
    return this.answered === this.sent;
  }

  get isExhausted(): boolean {
    return this.sent === this.size;
  }

  private allRefusals(): Readonly<Record<number, number>> {
    if (this.isComplete) return this.refusals;
    return { ...this.refusals, 0: this.sent - this.answered + (this.refusals[0] ?? 0) };
  }

  /** @param first the event number of the first position. */
  result(first: number, withDueTimes: boolean): LoadResult {
    const took = this.tookMs.subarray(0, this.sent);
    const seconds = (this.endedMs - this.beganMs) / 1000;
    const { user, system } = process.cpuUsage(this.cpuBefore);
    const epochMs = withDueTimes ? epochOfPerformanceNow() : 0;
    return {
      sent: this.sent,
      acks: this.acks,
      unacked: [...took.keys()].filter((position) => Number.isNaN(took[position])).map((position) => first + position),
      refusals: this.allRefusals(),
      seconds,
      latency: latencyOf(took.filter((ms) => !Number.isNaN(ms))),
      generatorShare: (user + system) / 1e6 / seconds,
      dueAtMs: withDueTimes ? Array.from(this.sinceMs.subarray(0, this.sent), (ms) => epochMs + ms) : [],
    };
  }
}

/** Date.now() is cut to milliseconds; the greatest difference of many tells where its milliseconds begin. */
function epochOfPerformanceNow(): number {
  let epochMs = -Infinity;
  const untilMs = performance.now() + 5;
  while (performance.now() < untilMs) epochMs = Math.max(epochMs, Date.now() - performance.now());
  return epochMs;
}
