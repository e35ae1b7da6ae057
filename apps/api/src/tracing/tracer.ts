import { DomainError } from '../common/errors.js';

/** Words of ours, ids, counts. Never a body, a secret, an address or anything of a person: traces leave the house. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean>>;

export interface SpanStart {
  readonly name: string;
  readonly kind?: 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes?: SpanAttributes;
  /** When it began, in milliseconds since 1970; now, if it does now. */
  readonly startedAtMs?: number;
  /**
   * The webhook event whose trace it belongs to, whichever process and year it is: see `event.trace.ts`. Without one it belongs
   * to the span that runs now, and where none does it is the first of a trace of its own.
   */
  readonly eventId?: string;
  /** It is the event's first span, the one that all others of the event stand below. */
  readonly isFirstOfEvent?: boolean;
}

export interface Span {
  set(attributes: SpanAttributes): void;
  /** @param code a word, as it stands in `error.type`; never a message, which may quote what was sent. */
  fail(code: string): void;
  end(): void;
}

/** What follows one piece of work through all processes. There is one only where `OTEL_EXPORTER_OTLP_ENDPOINT` is set. */
export interface Tracer {
  start(what: SpanStart): Span;
  /** Runs `work` so that what it starts stands below `span`. */
  within<T>(span: Span, work: () => T): T;
}

/** Injects a `Tracer | null`. Null is the usual case, and whoever is traced then does nothing more than ask for it. */
export const TRACER = Symbol('Tracer');

/** Runs `work` in a span of its own, if anybody traces; `what` is not even made otherwise. */
export async function traced<T>(
  tracer: Tracer | null,
  what: () => SpanStart,
  work: (span: Span | null) => Promise<T>,
): Promise<T> {
  if (tracer === null) return work(null);
  const span = tracer.start(what());
  try {
    return await tracer.within(span, () => work(span));
  } catch (error) {
    span.fail(errorCode(error));
    throw error;
  } finally {
    span.end();
  }
}

export function errorCode(error: unknown): string {
  if (error instanceof DomainError) return error.code;
  return error instanceof Error ? error.name : 'unknown';
}
