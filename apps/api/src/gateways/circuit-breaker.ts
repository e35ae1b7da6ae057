export type BreakerState = 'closed' | 'open' | 'half_open';

export interface BreakerOptions {
  /** Failures in a row that open it. */
  readonly threshold: number;
  /** How long it stays open the first time; doubled each time the probe fails, up to ten times as long. */
  readonly openMs: number;
  readonly now?: () => number;
  /** Called after every change of state. */
  readonly onChange?: (state: BreakerState, reason: string | null, openUntil: number | null) => void;
}

const MAX_GROWTH = 10;

/**
 * Stops asking a gateway that does not answer, and lets one call through now and then to hear whether it is back. Knows
 * nothing of what is asked: callers ask `allows()`, then say `succeeded()` or `failed()`.
 */
export class CircuitBreaker {
  private current: BreakerState = 'closed';
  private failures = 0;
  private openings = 0;
  private openUntil = 0;
  private readonly now: () => number;

  constructor(private readonly options: BreakerOptions) {
    this.now = options.now ?? Date.now;
  }

  get state(): BreakerState {
    return this.current;
  }

  /** May a call go out now? After the open time exactly one may; the others wait for what becomes of it. */
  allows(): boolean {
    if (this.current === 'closed') return true;
    if (this.now() < this.openUntil) return false;
    // The probe has the open time to come back; if it never does, the next one may try.
    this.openUntil = this.now() + this.options.openMs;
    this.change('half_open', null);
    return true;
  }

  succeeded(): void {
    this.failures = 0;
    this.openings = 0;
    if (this.current !== 'closed') this.change('closed', null);
  }

  /** The gateway did not answer as it should; `retryAfterMs` is what it asked for, if it did. */
  failed(reason: string, retryAfterMs: number | null = null): void {
    this.failures++;
    const opens = this.current === 'half_open' || retryAfterMs !== null || this.failures >= this.options.threshold;
    if (!opens || this.current === 'open') return;
    const waitMs = this.options.openMs * Math.min(2 ** this.openings, MAX_GROWTH);
    this.openings++;
    this.openUntil = this.now() + Math.max(waitMs, retryAfterMs ?? 0);
    this.change('open', reason);
  }

  /** When it is worth asking again, from now, in milliseconds: a second while closed. */
  retryInMs(): number {
    return this.current === 'closed' ? 1_000 : Math.max(this.openUntil - this.now(), 1_000);
  }

  private change(state: BreakerState, reason: string | null): void {
    this.current = state;
    this.options.onChange?.(state, reason, state === 'closed' ? null : this.openUntil);
  }
}
