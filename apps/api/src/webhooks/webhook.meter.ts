import { Injectable, Logger } from '@nestjs/common';
import { MetricsService } from '../metrics/metrics.service.js';
import type { AppliedBatch } from '../payments/apply-payment-event.js';
import type { ClaimedEvent, Conclusion, Setback } from './event.repository.js';

/** Counts and logs what becomes of events, with ids and words of ours alone. */
@Injectable()
export class WebhookMeter {
  private readonly logger = new Logger('Webhooks');

  constructor(private readonly metrics: MetricsService) {}

  claimed(events: readonly ClaimedEvent[]): void {
    for (const { provider, receivedAt, claimedAt } of events) {
      this.metrics.waitSeconds.observe({ provider }, Math.max(0, claimedAt.getTime() - receivedAt.getTime()) / 1000);
    }
  }

  concluded(conclusions: readonly Conclusion[], applied: AppliedBatch): void {
    const now = Date.now();
    for (const { event, outcome, transactionId } of conclusions) {
      const { provider, id, requestId, claimedAt } = event;
      const [kind, reason] = outcome.split(':') as [string, string | undefined];
      this.metrics.processed.inc({ provider, outcome: kind });
      if (reason !== undefined) this.metrics.ignored.inc({ provider, reason });
      this.metrics.processingSeconds.observe({ provider }, Math.max(0, now - claimedAt.getTime()) / 1000);
      this.logger.debug({ provider, eventId: id, requestId, transactionId, outcome }, 'event applied');
    }
    for (const receivedAt of applied.capturedReceivedAt) {
      this.metrics.captureSeconds.observe(Math.max(0, now - receivedAt.getTime()) / 1000);
    }
    for (const reason of applied.reviews) this.metrics.reviews.inc({ reason });
  }

  setBack(setbacks: readonly Setback[]): void {
    for (const { event, result, code, message, retryInMs } of setbacks) {
      const { provider, id, requestId, attempts } = event;
      if (result === 'failed') this.metrics.failed.inc({ provider, code });
      else if (result === 'parked') this.metrics.parked.inc({ provider });
      else this.metrics.retried.inc({ provider, code });
      this.logger.warn({ provider, eventId: id, requestId, attempts, result, code, retryInMs }, message);
    }
  }
}
