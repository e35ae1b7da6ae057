export interface DomainErrorOptions {
  /** HTTP status when it reaches a client. */
  readonly status?: number;
  /** Would the same work succeed later without anybody changing anything? */
  readonly retryable?: boolean;
  readonly cause?: unknown;
}

/**
 * An error with a stable, machine-readable `code`. Its message may be shown to a client and stored with an event, so it
 * never holds a body, a secret or personal data.
 */
export class DomainError extends Error {
  readonly code: string;
  readonly status: number;
  readonly retryable: boolean;

  constructor(code: string, message: string, options: DomainErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.code = code;
    this.status = options.status ?? 500;
    this.retryable = options.retryable ?? false;
  }
}

/** Wrong for good: no retry can help (malformed data, a state that forbids it). */
export class PermanentError extends DomainError {}

/** Wrong for now: worth another attempt, which is counted. */
export class TransientError extends DomainError {
  constructor(code: string, message: string, options: DomainErrorOptions = {}) {
    super(code, message, { status: 503, retryable: true, ...options });
  }
}

/**
 * The gateway's API did not answer as it should (network, timeout, 5xx, 429, refused credentials, garbage). It says
 * nothing of the event, so it does not consume one of its attempts: the breaker parks the event instead.
 */
export class GatewayUnavailableError extends TransientError {
  /** What the gateway asked for in `Retry-After`, if it did. */
  readonly retryAfterMs: number | null;

  constructor(code: string, message: string, options: DomainErrorOptions & { retryAfterMs?: number | null } = {}) {
    super(code, message, options);
    this.retryAfterMs = options.retryAfterMs ?? null;
  }
}
