import type { Clock } from '../common/clock.js';

interface Entry {
  count: number;
  readonly endsAtMs: number;
}

/** What `take` answers: a permission that can be given back, or how long to wait. */
export type Permission =
  { readonly allowed: true; release(): void } | { readonly allowed: false; readonly waitMs: number };

const WINDOW_MS = 60_000;
const MAX_KEYS = 50_000;

/**
 * Counts per key in windows of one minute that begin with the key's first request. In memory: each instance counts on its own.
 * The memory is bounded; when full, the oldest window is forgotten.
 */
export class RateWindow {
  private readonly entries = new Map<string, Entry>();

  constructor(
    private readonly limit: number,
    private readonly clock: Clock,
    private readonly maxKeys = MAX_KEYS,
  ) {}

  take(key: string): Permission {
    const nowMs = this.clock.now().getTime();
    const entry = this.current(key, nowMs);
    if (entry.count >= this.limit) return { allowed: false, waitMs: entry.endsAtMs - nowMs };
    entry.count++;
    return { allowed: true, release: () => void (entry.count = Math.max(0, entry.count - 1)) };
  }

  /** How long a key that has used up its window must wait; 0 when it may go on. */
  waitMs(key: string): number {
    const nowMs = this.clock.now().getTime();
    const entry = this.entries.get(key);
    return entry && entry.endsAtMs > nowMs && entry.count >= this.limit ? entry.endsAtMs - nowMs : 0;
  }

  private current(key: string, nowMs: number): Entry {
    const known = this.entries.get(key);
    if (known && known.endsAtMs > nowMs) return known;
    this.entries.delete(key);
    if (this.entries.size >= this.maxKeys) this.evict(nowMs);
    const entry = { count: 0, endsAtMs: nowMs + WINDOW_MS };
    this.entries.set(key, entry);
    return entry;
  }

  /** Insertion order is order of expiry: whatever is over goes, and at least the oldest. */
  private evict(nowMs: number): void {
    for (const [key, entry] of this.entries) {
      if (entry.endsAtMs > nowMs && this.entries.size < this.maxKeys) return;
      this.entries.delete(key);
    }
  }
}
