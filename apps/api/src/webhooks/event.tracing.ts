import { Inject, Injectable } from '@nestjs/common';
import { errorCode, type Span, traced, TRACER, type Tracer } from '../tracing/tracer.js';
import type { ClaimedEvent, Conclusion, Setback } from './event.repository.js';

/**
 * The worker's part of an event's trace: one span from claim to end, in it what the gateway is asked and what is applied. Events
 * are worked by the batch; each is told in its own trace.
 */
@Injectable()
export class EventTracing {
  private readonly spans = new WeakMap<ClaimedEvent, Span>();

  constructor(@Inject(TRACER) private readonly tracer: Tracer | null) {}

  claimed(events: readonly ClaimedEvent[]): void {
    if (this.tracer === null) return;
    for (const event of events) {
      const { id, provider, attempts, requestId } = event;
      const attributes = {
        'pasarela.provider': provider,
        'pasarela.event_id': id,
        'pasarela.attempt': attempts,
        'pasarela.waited_ms': Math.max(0, event.claimedAt.getTime() - event.receivedAt.getTime()),
        ...(requestId === null ? {} : { 'pasarela.request_id': requestId }),
      };
      const name = `process ${provider} event`;
      this.spans.set(event, this.tracer.start({ name, kind: 'consumer', eventId: id, attributes }));
    }
  }

  async normalizing<T>(event: ClaimedEvent, work: () => Promise<T>): Promise<T> {
    const span = this.spans.get(event);
    if (this.tracer === null || span === undefined) return work();
    return this.tracer.within(span, () => traced(this.tracer, () => ({ name: 'normalize' }), work));
  }

  /** Events that are applied in one transaction: the same moments in the trace of each. */
  async applying<T>(events: readonly ClaimedEvent[], work: () => Promise<T>): Promise<T> {
    if (this.tracer === null) return work();
    const applying = events.map((event) => this.applyingOf(event, events.length));
    try {
      return await work();
    } catch (error) {
      for (const span of applying) span?.fail(errorCode(error));
      throw error;
    } finally {
      for (const span of applying) span?.end();
    }
  }

  concluded(conclusions: readonly Conclusion[]): void {
    if (this.tracer === null) return;
    for (const { event, outcome } of conclusions) this.spans.get(event)?.set({ 'pasarela.outcome': outcome });
  }

  setBack(setbacks: readonly Setback[]): void {
    if (this.tracer === null) return;
    for (const { event, result, code } of setbacks) {
      const span = this.spans.get(event);
      span?.set({ 'pasarela.outcome': result });
      span?.fail(code);
    }
  }

  /** The work on these is over, however it ended. */
  ended(events: readonly ClaimedEvent[]): void {
    if (this.tracer === null) return;
    for (const event of events) this.spans.get(event)?.end();
  }

  private applyingOf(event: ClaimedEvent, together: number): Span | undefined {
    const span = this.spans.get(event);
    if (span === undefined) return undefined;
    const what = { name: 'apply', attributes: { 'pasarela.applied_together': together } };
    return this.tracer?.within(span, () => this.tracer?.start(what));
  }
}
