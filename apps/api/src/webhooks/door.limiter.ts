const WINDOW_MS = 60_000;
const MAX_FAILURES = 300;
const MAX_ADDRESSES = 10_000;

/**
 * Counts, per address, the deliveries that failed verification. It never looks at one that passed, so no flood of forgeries
 * from an address can throttle the gateway's own events from it.
 */
export class DoorLimiter {
  readonly windowMs = WINDOW_MS;
  private failures = new Map<string, number>();
  private windowEndsAt = 0;

  constructor(private readonly now: () => number = Date.now) {}

  /** Counts one failure; false once the address has had its share of this minute. */
  mayFail(address: string): boolean {
    if (this.now() >= this.windowEndsAt || this.failures.size >= MAX_ADDRESSES) {
      this.failures = new Map();
      this.windowEndsAt = this.now() + WINDOW_MS;
    }
    const count = (this.failures.get(address) ?? 0) + 1;
    this.failures.set(address, count);
    return count <= MAX_FAILURES;
  }
}
