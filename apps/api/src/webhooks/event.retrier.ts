import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';
import { WebhookEnqueuer } from './webhook.enqueuer.js';

/** Which failed events are retried together. */
export interface RetryFilter {
  readonly provider?: string | undefined;
  readonly type?: string | undefined;
}

interface RetriedEvent {
  readonly id: string;
  readonly provider: string;
}

const BATCH = 1_000;
/** One call retries at most this many batches; the next call goes on. */
const MAX_BATCHES = 100;

/** `swept_at` gives the queue its time before the sweeper takes the event for lost. */
const MADE_DUE = `status = 'pending', attempts = 0, next_retry_at = NULL, swept_at = now(), lease_token = NULL, lease_until = NULL,
  processed_at = NULL, outcome = NULL`;

/** Whoever holds the event by a live lease keeps it. One whose lease ran out loses it here, and with it what it was doing. */
const RETRY_ONE = `UPDATE webhook_events SET ${MADE_DUE}
  WHERE tenant_id = $1 AND id = $2 AND (status <> 'processing' OR lease_until < now()) RETURNING id, provider`;

/** Only what had failed before the call: what fails again while it runs would be retried for ever. */
const RETRY_FAILED = `UPDATE webhook_events SET ${MADE_DUE}
  WHERE status = 'failed' AND id IN (
    SELECT id FROM webhook_events WHERE tenant_id = $1 AND status = 'failed' AND ($2::text IS NULL OR provider = $2)
      AND ($3::text IS NULL OR type = $3) AND COALESCE(processed_at, received_at) <= $4::timestamptz
    ORDER BY received_at, id LIMIT $5 FOR UPDATE SKIP LOCKED)
  RETURNING id, provider`;

/**
 * Gives events another set of attempts because a human said so. The dedup of the door has no say in it: the row is there, and
 * whatever an event brings twice the money path applies once.
 */
@Injectable()
export class EventRetrier {
  constructor(
    private readonly database: DatabaseService,
    private readonly enqueuer: WebhookEnqueuer,
  ) {}

  /** Retries one event, whatever became of it. Returns 0 when somebody works it right now. */
  async retryOne(tenantId: string, id: string): Promise<number> {
    const { rows } = await this.database.pool.query<RetriedEvent>({
      name: 'event_retry_one',
      text: RETRY_ONE,
      values: [tenantId, id],
    });
    this.handOver(rows);
    return rows.length;
  }

  /** Retries what has failed so far, oldest first, and returns how many events that were. */
  async retryFailed(tenantId: string, filter: RetryFilter): Promise<number> {
    const { rows } = await this.database.pool.query<{ now: string }>('SELECT now()::text AS now');
    let queued = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch++) {
      const retried = await this.retryBatch(tenantId, filter, rows[0]?.now ?? '');
      queued += retried;
      if (retried < BATCH) break;
    }
    return queued;
  }

  private async retryBatch(tenantId: string, { provider, type }: RetryFilter, failedUntil: string): Promise<number> {
    const { rows } = await this.database.pool.query<RetriedEvent>({
      name: 'event_retry_failed',
      text: RETRY_FAILED,
      values: [tenantId, provider ?? null, type ?? null, failedUntil, BATCH],
    });
    this.handOver(rows);
    return rows.length;
  }

  private handOver(events: readonly RetriedEvent[]): void {
    for (const { id, provider } of events) this.enqueuer.push(provider, id);
  }
}
