import { Injectable } from '@nestjs/common';
import { Counter, Histogram, Registry } from 'prom-client';

const SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 1800];

/** The counters and histograms of this process. Labels are words of ours or of the gateways' code, never data of a person. */
@Injectable()
export class MetricsService {
  readonly registry = new Registry();
  private readonly requestSources: (() => void)[] = [];

  readonly received = this.counter('pasarela_webhooks_received_total', 'Authentic webhooks stored', ['provider']);
  readonly deduplicated = this.counter('pasarela_webhooks_deduplicated_total', 'Webhooks that were stored already', [
    'provider',
  ]);
  readonly rejected = this.counter('pasarela_webhooks_rejected_total', 'Webhooks refused at the door', [
    'provider',
    'reason',
  ]);
  readonly discarded = this.counter('pasarela_webhooks_discarded_total', 'Known noise answered 200 and not stored', [
    'provider',
    'reason',
  ]);
  readonly unstored = this.counter('pasarela_webhooks_unstored_total', 'Webhooks answered 503', ['provider']);
  readonly processed = this.counter('pasarela_webhooks_processed_total', 'Events that ended well', [
    'provider',
    'outcome',
  ]);
  readonly ignored = this.counter('pasarela_webhooks_ignored_total', 'Events that changed nothing', [
    'provider',
    'reason',
  ]);
  readonly failed = this.counter('pasarela_webhooks_failed_total', 'Events that ended as failed', ['provider', 'code']);
  readonly retried = this.counter('pasarela_webhooks_retried_total', 'Attempts that will be repeated', [
    'provider',
    'code',
  ]);
  readonly parked = this.counter('pasarela_webhooks_parked_total', 'Events that wait for their gateway', ['provider']);
  readonly swept = this.counter('pasarela_webhooks_swept_total', 'Events that the queue had lost', ['provider']);
  readonly enqueueFailures = this.counter('pasarela_queue_enqueue_failures_total', 'Jobs that the queue did not take', [
    'queue',
  ]);
  readonly unknownStatuses = this.counter(
    'pasarela_gateway_unknown_status_total',
    'Gateway statuses not in our tables',
    ['provider'],
  );
  readonly reviews = this.counter('pasarela_orders_requiring_review_total', 'Orders that need a human', ['reason']);
  readonly canceledOrders = this.counter('pasarela_orders_canceled_total', 'Orders that nobody paid in time', []);
  readonly gatewayCalls = this.counter('pasarela_gateway_calls_total', 'Calls to a gateway API', [
    'provider',
    'result',
  ]);

  readonly cardDataRefused = this.counter(
    'pasarela_card_data_refused_total',
    'Requests refused because they held a card number',
    [],
  );
  readonly sessionsStarted = this.counter('pasarela_payment_sessions_total', 'Payments begun at a gateway', [
    'provider',
    'method',
    'result',
  ]);
  readonly operations = this.counter('pasarela_payment_operations_total', 'Captures, refunds and voids that ended', [
    'provider',
    'kind',
    'result',
  ]);
  readonly reconciliationRuns = this.counter('pasarela_reconciliation_runs_total', 'Reconciliations that ended', [
    'outcome',
  ]);
  readonly drift = this.counter('pasarela_reconciliation_drift_total', 'Differences with a gateway that were found', [
    'provider',
    'kind',
  ]);
  readonly followUps = this.counter('pasarela_follow_ups_total', 'Times that something waiting was asked about', [
    'kind',
    'result',
  ]);

  /** Routes are templates: what people sent is in no label. The doors of the webhooks are counted by what they answered. */
  readonly httpRequests = new Counter({
    name: 'pasarela_http_requests_total',
    help: 'Answered requests',
    labelNames: ['method', 'route', 'status'],
    registers: [this.registry],
    collect: () => {
      for (const bring of this.requestSources) bring();
    },
  });
  /** Those of the doors are in `pasarela_webhook_ack_seconds`. */
  readonly httpSeconds = this.histogram('pasarela_http_request_seconds', 'From a request to its answer', ['route']);
  readonly notifications = this.counter('pasarela_notifications_total', 'Attempts to tell somebody', [
    'channel',
    'result',
  ]);

  readonly ackSeconds = this.histogram('pasarela_webhook_ack_seconds', 'From the request to its answer', ['provider']);
  readonly waitSeconds = this.histogram('pasarela_webhook_wait_seconds', 'From received to claimed', ['provider']);
  readonly processingSeconds = this.histogram('pasarela_webhook_processing_seconds', 'From claimed to applied', [
    'provider',
  ]);
  readonly captureSeconds = this.histogram(
    'pasarela_webhook_to_capture_seconds',
    'From received to the captured order',
    [],
  );

  /** `bring` adds what was counted more cheaply elsewhere to `httpRequests`, each time just before that is read. */
  readonly beforeRequestsAreRead = (bring: () => void): void => {
    this.requestSources.push(bring);
  };

  /**
   * Lets what is rare begin at zero: of a counter that appears with its first event, Prometheus does not know that it grew.
   * @param providers the gateways that are configured.
   */
  beginAtZero(providers: readonly string[]): void {
    for (const provider of providers) {
      this.unstored.inc({ provider }, 0);
      this.unknownStatuses.inc({ provider }, 0);
      this.ignored.inc({ provider, reason: 'wrong_environment' }, 0);
      for (const kind of ['here_not_there', 'amount_differs']) this.drift.inc({ provider, kind }, 0);
    }
  }

  private counter<T extends string>(name: string, help: string, labelNames: readonly T[]): Counter<T> {
    return new Counter({ name, help, labelNames, registers: [this.registry] });
  }

  private histogram<T extends string>(name: string, help: string, labelNames: readonly T[]): Histogram<T> {
    return new Histogram({ name, help, labelNames, buckets: SECONDS, registers: [this.registry] });
  }
}
