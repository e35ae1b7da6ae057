import type { MetricObjectWithValues, MetricValue, MetricValueWithName } from 'prom-client';
import type { CollectedState } from './state.collector.js';

/** Numbers by what their labels say: `{ wompi: { signature_mismatch: 2 } }`. Without labels a number. */
export type Grouped = number | { readonly [word: string]: Grouped };

/** A histogram in short. The quantiles are estimated from the buckets; null while nothing was observed. */
export interface DurationSummary {
  readonly count: number;
  readonly mean: number | null;
  readonly p50: number | null;
  readonly p95: number | null;
  readonly p99: number | null;
}

type Values = readonly MetricValueWithName<string>[];

/** Reads counters and histograms of a registry by name. */
export class MetricsReader {
  private readonly values: ReadonlyMap<string, Values>;

  constructor(metrics: readonly MetricObjectWithValues<MetricValue<string>>[]) {
    this.values = new Map(metrics.map(({ name, values }) => [name, values]));
  }

  /** The sum over all labels, 0 for what is not there. */
  total(name: string): number {
    return this.of(name).reduce((sum, { value }) => sum + value, 0);
  }

  /** Grouped by labels, in this order. */
  grouped(name: string, ...labels: readonly string[]): Grouped {
    return group(this.of(name), labels);
  }

  /** One summary per value of the label. */
  durations(name: string, label: string): Readonly<Record<string, DurationSummary>> {
    const words = new Set(this.of(name).map(({ labels }) => String(labels[label])));
    return Object.fromEntries([...words].map((word) => [word, summarize(name, this.with(name, label, word))]));
  }

  duration(name: string): DurationSummary {
    return summarize(name, this.of(name));
  }

  private with(name: string, label: string, word: string): Values {
    return this.of(name).filter(({ labels }) => labels[label] === word);
  }

  private of(name: string): Values {
    return this.values.get(name) ?? [];
  }
}

function group(values: Values, labels: readonly string[]): Grouped {
  const [label, ...rest] = labels;
  if (label === undefined) return values.reduce((sum, { value }) => sum + value, 0);
  const words = new Set(values.map((value) => String(value.labels[label])));
  const under = (word: string): Values => values.filter((value) => String(value.labels[label]) === word);
  return Object.fromEntries([...words].map((word) => [word, group(under(word), rest)]));
}

function summarize(name: string, values: Values): DurationSummary {
  const part = (suffix: string): number => values.find(({ metricName }) => metricName === name + suffix)?.value ?? 0;
  const count = part('_count');
  if (count === 0) return { count, mean: null, p50: null, p95: null, p99: null };
  const buckets = values
    .filter(({ metricName }) => metricName === `${name}_bucket`)
    .map(({ labels, value }): Bucket => ({
      upTo: labels['le'] === '+Inf' ? Infinity : Number(labels['le']),
      count: value,
    }));
  const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => quantile(buckets, share * count));
  return { count, mean: rounded(part('_sum') / count), p50: p50 ?? null, p95: p95 ?? null, p99: p99 ?? null };
}

interface Bucket {
  readonly upTo: number;
  /** Of all observations up to there. */
  readonly count: number;
}

/** As Prometheus does it: linear within the bucket; beyond the last one, its bound. */
function quantile(buckets: readonly Bucket[], rank: number): number | null {
  const at = buckets.findIndex(({ count }) => count >= rank);
  const bucket = buckets[at];
  if (!bucket) return null;
  const below = buckets[at - 1] ?? { upTo: 0, count: 0 };
  if (bucket.upTo === Infinity) return below.upTo;
  const share = (rank - below.count) / (bucket.count - below.count);
  return rounded(below.upTo + (bucket.upTo - below.upTo) * share);
}

function rounded(value: number): number {
  return Number(value.toPrecision(4));
}

/**
 * The metrics for people. What this process counted since it started and what the installation is like right now are told
 * apart: `since_start` and `now`.
 */
export function metricsReport(read: MetricsReader, state: CollectedState): Record<string, unknown> {
  return {
    collected_at: state.collectedAt.toISOString(),
    now: {
      database: state.installation === null ? 'disconnected' : 'connected',
      ...installation(state),
      queues: state.queues,
    },
    since_start: { webhooks: webhooks(read), gateways: gateways(read), orders: orders(read), queues: queues(read) },
    process: processReport(read),
  };
}

function installation({ installation: known, lastBackup, drills }: CollectedState): Record<string, unknown> {
  if (known === null) return {};
  const status = (wanted: string): Grouped =>
    Object.fromEntries(
      known.events.filter(({ status }) => status === wanted).map(({ provider, count }) => [provider, count]),
    );
  const pending = known.events.filter(({ status }) => status === 'pending');
  return {
    webhooks: {
      pending: status('pending'),
      processing: status('processing'),
      failed: status('failed'),
      oldest_pending_seconds: Object.fromEntries(
        pending.map(({ provider, oldestSeconds }) => [provider, rounded(oldestSeconds)]),
      ),
    },
    orders: { awaiting: known.ordersAwaiting, requires_review: known.ordersRequiringReview },
    payments: { orphan: known.orphanPayments },
    operations: {
      open: known.openOperations,
      oldest_open_seconds: known.oldestOperationSeconds === null ? null : rounded(known.oldestOperationSeconds),
    },
    gateways: {
      silent: known.hearing.filter(({ silent }) => silent).map(({ provider }) => provider),
      reconciled_seconds_ago: known.reconciledSeconds === null ? null : rounded(known.reconciledSeconds),
    },
    breakers: Object.fromEntries(
      known.breakers.map(({ provider, state, reason, openUntil }) => [
        provider,
        { state, reason, open_until: openUntil },
      ]),
    ),
    last_backup: lastBackup && { status: lastBackup.status, finished_at: lastBackup.finishedAt.toISOString() },
    restore_drill: drills && { ok: drills.isOk, last_passed_at: drills.passedAt?.toISOString() ?? null },
    restores_catching_up: known.openRestores,
  };
}

function webhooks(read: MetricsReader): Record<string, unknown> {
  return {
    received: read.grouped('pasarela_webhooks_received_total', 'provider'),
    deduplicated: read.grouped('pasarela_webhooks_deduplicated_total', 'provider'),
    rejected: read.grouped('pasarela_webhooks_rejected_total', 'provider', 'reason'),
    discarded: read.grouped('pasarela_webhooks_discarded_total', 'provider', 'reason'),
    unstored: read.grouped('pasarela_webhooks_unstored_total', 'provider'),
    processed: read.grouped('pasarela_webhooks_processed_total', 'provider', 'outcome'),
    ignored: read.grouped('pasarela_webhooks_ignored_total', 'provider', 'reason'),
    failed: read.grouped('pasarela_webhooks_failed_total', 'provider', 'code'),
    retried: read.grouped('pasarela_webhooks_retried_total', 'provider', 'code'),
    parked: read.grouped('pasarela_webhooks_parked_total', 'provider'),
    swept: read.grouped('pasarela_webhooks_swept_total', 'provider'),
    ack_seconds: read.durations('pasarela_webhook_ack_seconds', 'provider'),
    wait_seconds: read.durations('pasarela_webhook_wait_seconds', 'provider'),
    processing_seconds: read.durations('pasarela_webhook_processing_seconds', 'provider'),
    to_capture_seconds: read.duration('pasarela_webhook_to_capture_seconds'),
  };
}

function gateways(read: MetricsReader): Record<string, unknown> {
  return {
    calls: read.grouped('pasarela_gateway_calls_total', 'provider', 'result'),
    unknown_statuses: read.grouped('pasarela_gateway_unknown_status_total', 'provider'),
  };
}

function orders(read: MetricsReader): Record<string, unknown> {
  return {
    requiring_review: read.grouped('pasarela_orders_requiring_review_total', 'reason'),
    canceled: read.total('pasarela_orders_canceled_total'),
  };
}

function queues(read: MetricsReader): Record<string, unknown> {
  return { enqueue_failures: read.grouped('pasarela_queue_enqueue_failures_total', 'queue') };
}

function processReport(read: MetricsReader): Record<string, unknown> {
  return {
    started_at: new Date(read.total('process_start_time_seconds') * 1000).toISOString(),
    cpu_seconds: rounded(read.total('process_cpu_seconds_total')),
    resident_memory_bytes: read.total('process_resident_memory_bytes'),
    heap_used_bytes: read.total('nodejs_heap_size_used_bytes'),
    event_loop_lag_seconds: {
      mean: rounded(read.total('nodejs_eventloop_lag_mean_seconds')),
      p99: rounded(read.total('nodejs_eventloop_lag_p99_seconds')),
    },
  };
}
