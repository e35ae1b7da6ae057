import { DomainError, type DomainErrorOptions } from './errors.js';

export interface ProblemErrorOptions extends DomainErrorOptions {
  /** Members that the problem document carries besides the standard ones. */
  readonly extensions?: Readonly<Record<string, unknown>>;
  /** Headers of the answer, lower case. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** A domain error whose answer says more than status, code and message. */
export class ProblemError extends DomainError {
  readonly extensions: Readonly<Record<string, unknown>>;
  readonly headers: Readonly<Record<string, string>>;

  constructor(code: string, message: string, options: ProblemErrorOptions = {}) {
    super(code, message, options);
    this.extensions = options.extensions ?? {};
    this.headers = options.headers ?? {};
  }
}

/** One field of a request that cannot be accepted; `field` is its path (`items.0.quantity`). */
export interface FieldError {
  readonly field: string;
  readonly message: string;
}

/** 400: what was sent is not what the call takes. */
export class ValidationFailedError extends ProblemError {
  constructor(readonly errors: readonly FieldError[]) {
    super('validation_failed', 'The request has invalid fields.', { status: 400, extensions: { errors } });
  }
}

/** 429: the same call may succeed after `retryAfterMs`. */
export class TooManyRequestsError extends ProblemError {
  constructor(readonly retryAfterMs: number) {
    super('too_many_requests', 'Too many requests.', { status: 429, retryable: true });
  }
}
