/** What the API (or the way to it) said no with. */
export class PasarelaError extends Error {
  override readonly name = 'PasarelaError';

  constructor(
    /** The problem document's stable code (`cart_not_found`), or `network_error` when there was no answer at all. */
    readonly code: string,
    message: string,
    /** The answer's HTTP status; 0: there was none. */
    readonly status: number,
    /** When the same call is worth another try, if the API said so. */
    readonly retryAfterMs: number | null = null,
    /** The fields of the request that were not accepted, by their paths (`customer.email`). */
    readonly fields: readonly string[] = [],
    options?: ErrorOptions,
  ) {
    super(message, options);
  }

  /** Whether the same call may succeed later: no answer, an overload, an outage. */
  get isTransient(): boolean {
    return this.status === 0 || this.status === 429 || this.status >= 500;
  }

  /** The error that an answer stands for. Its body is whatever came: a proxy's page is no problem document. */
  static of(response: Response, body: unknown): PasarelaError {
    const code = textOf(body, 'code') ?? `http_${response.status}`;
    const message = textOf(body, 'message') ?? `The API answered ${response.status}`;
    const seconds = Number(response.headers.get('retry-after') ?? 'none');
    const retryAfterMs = Number.isFinite(seconds) ? seconds * 1000 : null;
    return new PasarelaError(code, message, response.status, retryAfterMs, fieldsOf(body));
  }

  /** The error of a call that got no answer. */
  static unreachable(cause: unknown): PasarelaError {
    return new PasarelaError('network_error', 'The API cannot be reached', 0, null, [], { cause });
  }
}

/** `errors[].field` of a refused request, or the one `field` that a way to pay lacks. */
function fieldsOf(body: unknown): string[] {
  if (typeof body !== 'object' || body === null) return [];
  const errors: unknown = Reflect.get(body, 'errors');
  const named = Array.isArray(errors) ? errors.map((error: unknown) => textOf(error, 'field')) : [];
  return [...named, textOf(body, 'field')].filter((field) => field !== undefined);
}

function textOf(body: unknown, field: string): string | undefined {
  if (typeof body !== 'object' || body === null) return undefined;
  const value: unknown = Reflect.get(body, field);
  return typeof value === 'string' ? value : undefined;
}
