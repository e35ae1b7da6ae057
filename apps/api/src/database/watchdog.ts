const CHECK_MS = 500;

interface Watched {
  readonly endsAtMs: number;
  readonly end: () => void;
}

/**
 * Ends what takes too long, to the nearest half second. One timer for all that is watched: pg's own `query_timeout` makes one
 * for each query, and those keep a flush and all its bodies in memory long after it is over.
 */
export class Watchdog {
  /** Places that are used again: what was watched must be garbage at once, and a Set holds on to what was removed from it. */
  private readonly watched: (Watched | undefined)[] = [];
  private timer: NodeJS.Timeout | undefined;

  constructor(private readonly limitMs: number) {}

  /** Calls `end` once when the time is over, unless the returned function was called before. */
  watch(end: () => void): () => void {
    const watched: Watched = { endsAtMs: performance.now() + this.limitMs, end };
    const free = this.watched.indexOf(undefined);
    const place = free < 0 ? this.watched.length : free;
    this.watched[place] = watched;
    this.timer ??= setInterval(() => this.check(), CHECK_MS).unref();
    return () => {
      if (this.watched[place] === watched) this.watched[place] = undefined;
    };
  }

  stop(): void {
    clearInterval(this.timer);
    this.timer = undefined;
  }

  private check(): void {
    const now = performance.now();
    for (const [place, one] of this.watched.entries()) {
      if (one === undefined || one.endsAtMs > now) continue;
      this.watched[place] = undefined;
      one.end();
    }
    if (this.watched.every((one) => one === undefined)) this.stop();
  }
}
