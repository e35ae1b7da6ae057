import { RandomIdGenerator, type IdGenerator } from '@opentelemetry/sdk-trace-base';
import type { EventTrace } from './event.trace.js';

/** Random ids, but for the first span of an event, whose ids are known before it is made. */
export class SpanIds implements IdGenerator {
  private readonly random = new RandomIdGenerator();
  private known: EventTrace | null = null;

  /** `make` starts one span, which gets these ids. The SDK asks for them while it makes the span and at no other time. */
  givenTo<T>(trace: EventTrace, make: () => T): T {
    this.known = trace;
    try {
      return make();
    } finally {
      this.known = null;
    }
  }

  readonly generateTraceId = (): string => this.known?.traceId ?? this.random.generateTraceId();

  readonly generateSpanId = (): string => this.known?.spanId ?? this.random.generateSpanId();
}
