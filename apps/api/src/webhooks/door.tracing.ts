import { Inject, Injectable } from '@nestjs/common';
import { TRACER, type Tracer } from '../tracing/tracer.js';
import type { Recorded } from './inbox.js';

/** When a delivery came and when its event went to the inbox, in milliseconds of `performance.now()`. */
export interface DoorTimes {
  readonly startedAtMs: number;
  readonly verifiedAtMs: number;
}

interface Delivered {
  readonly provider: string;
  readonly requestId: string;
}

/**
 * The door's part of an event's trace. It is told when all is over, and asks for the time only if somebody traces: the way to
 * an acknowledgement pays nothing for it. What is refused is not traced: strangers would fill the collector.
 */
@Injectable()
export class DoorTracing {
  constructor(@Inject(TRACER) private readonly tracer: Tracer | null) {}

  /** Now, or 0 where nobody traces. */
  now(): number {
    return this.tracer === null ? 0 : performance.now();
  }

  stored(delivered: Delivered, { id: eventId, isNew }: Recorded, times: DoorTimes): void {
    if (this.tracer === null) return;
    const { provider, requestId } = delivered;
    const whole = this.tracer.start({
      name: 'POST /webhooks/:provider',
      kind: 'server',
      startedAtMs: performance.timeOrigin + times.startedAtMs,
      eventId,
      isFirstOfEvent: isNew,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/webhooks/:provider',
        'http.response.status_code': 200,
        'pasarela.provider': provider,
        'pasarela.event_id': eventId,
        'pasarela.request_id': requestId,
        'pasarela.duplicate': !isNew,
      },
    });
    const startedAtMs = performance.timeOrigin + times.verifiedAtMs;
    this.tracer.within(whole, () => this.tracer?.start({ name: 'inbox', startedAtMs }).end());
    whole.end();
  }

  /** Authentic and not stored: the gateway sends it again. It has no id yet, so this is a trace of its own. */
  unstored({ provider, requestId }: Delivered, code: string, { startedAtMs }: DoorTimes): void {
    const span = this.tracer?.start({
      name: 'POST /webhooks/:provider',
      kind: 'server',
      startedAtMs: performance.timeOrigin + startedAtMs,
      attributes: { 'pasarela.provider': provider, 'pasarela.request_id': requestId },
    });
    span?.fail(code);
    span?.end();
  }
}
