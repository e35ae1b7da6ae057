import { Injectable } from '@nestjs/common';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import { type EventFilter, MATCHING_OPEN_EVENTS, openEventValues } from './event.filter.js';

export interface RetriedEvent {
  readonly id: string;
  readonly provider: string;
}

/** How far a retry of many events is. */
export interface RetryProgress {
  readonly id: string;
  readonly requestedBy: string;
  readonly total: number;
  readonly pending: number;
  readonly processing: number;
  readonly success: number;
  readonly failed: number;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

type Counted = Omit<RetryProgress, 'failed'> & { readonly isGathered: boolean };

/** `swept_at` gives the queue its time before the sweeper takes the event for lost. */
const MADE_DUE = `status = 'pending', attempts = 0, next_retry_at = NULL, swept_at = now(), lease_token = NULL, lease_until = NULL,
  processed_at = NULL, outcome = NULL`;

/** Whoever holds the event by a live lease keeps it. One whose lease ran out loses it here, and with it what it was doing. */
const NOBODY_WORKS_IT = `(status <> 'processing' OR lease_until < now())`;

const RETRY_ONE = `UPDATE webhook_events SET ${MADE_DUE}
  WHERE tenant_id = $1 AND id = $2 AND ${NOBODY_WORKS_IT} RETURNING id, provider`;

const RETRY_CHOSEN = `WITH due AS (
    UPDATE webhook_events SET ${MADE_DUE}, retry_id = $3
    WHERE tenant_id = $1 AND id = ANY($2::text[]) AND ${NOBODY_WORKS_IT} RETURNING id, provider),
  counted AS (UPDATE event_retries SET total = total + (SELECT count(*) FROM due) WHERE id = $3)
  SELECT id, provider FROM due`;

/** Only what had failed before the call: what fails again while it runs would be retried for ever. */
const RETRY_FAILED = `WITH due AS (
    UPDATE webhook_events SET ${MADE_DUE}, retry_id = $9
    WHERE status = 'failed' AND id IN (
      SELECT id FROM webhook_events WHERE ${MATCHING_OPEN_EVENTS} AND COALESCE(processed_at, received_at) <= $10::timestamptz
      ORDER BY received_at, id LIMIT $11 FOR UPDATE SKIP LOCKED)
    RETURNING id, provider),
  counted AS (UPDATE event_retries SET total = total + (SELECT count(*) FROM due) WHERE id = $9)
  SELECT id, provider FROM due`;

/** One that its process left half-way is taken to be whole after this long. */
const GATHERED = `(gathered_at IS NOT NULL OR started_at < now() - interval '10 minutes')`;

const PROGRESS = `SELECT r.id, requested_by AS "requestedBy", total, started_at AS "startedAt", finished_at AS "finishedAt",
    ${GATHERED} AS "isGathered", COALESCE(c.pending, 0) AS pending, COALESCE(c.processing, 0) AS processing,
    COALESCE(r.succeeded, c.success, 0) AS success
  FROM event_retries r LEFT JOIN LATERAL (
    SELECT count(*) FILTER (WHERE status = 'pending')::int AS pending, count(*) FILTER (WHERE status = 'processing')::int AS processing,
      count(*) FILTER (WHERE status = 'success')::int AS success
    FROM webhook_events WHERE retry_id = $2 AND r.finished_at IS NULL) c ON true
  WHERE r.tenant_id = $1 AND r.id = $2`;

const FINISH = `UPDATE event_retries r SET succeeded = $2,
    finished_at = COALESCE((SELECT max(processed_at) FROM webhook_events WHERE retry_id = $1), now())
  WHERE id = $1 AND finished_at IS NULL RETURNING finished_at AS "finishedAt"`;

/** Events that are given another set of attempts, and how far that is. */
@Injectable()
export class EventRetryRepository {
  constructor(private readonly database: DatabaseService) {}

  /** Makes one event due, whatever became of it, unless somebody works it right now. */
  async retryOne(tx: Transaction, tenantId: string, id: string): Promise<RetriedEvent[]> {
    return (await tx.query<RetriedEvent>({ name: 'event_retry_one', text: RETRY_ONE, values: [tenantId, id] })).rows;
  }

  /** Begins a retry of many. The time is the one until which events must have failed to be part of it. */
  async begin(tx: Transaction, tenantId: string, id: string, requestedBy: string): Promise<string> {
    const { rows } = await tx.query<{ now: string }>(
      `INSERT INTO event_retries (id, tenant_id, requested_by) VALUES ($1, $2, $3) RETURNING started_at::text AS now`,
      [id, tenantId, requestedBy],
    );
    return rows[0]?.now ?? '';
  }

  /** Makes these events due, as part of a retry. */
  async retryChosen(tenantId: string, retryId: string, ids: readonly string[]): Promise<RetriedEvent[]> {
    const values = [tenantId, ids, retryId];
    return (await this.database.pool.query<RetriedEvent>({ name: 'event_retry_chosen', text: RETRY_CHOSEN, values }))
      .rows;
  }

  /** Makes the oldest of the failed events that match due, at most `limit`, as part of a retry. */
  async retryFailed(
    tenantId: string,
    retryId: string,
    filter: EventFilter,
    failedUntil: string,
    limit: number,
  ): Promise<RetriedEvent[]> {
    const values = [...openEventValues(tenantId, 'failed', filter), retryId, failedUntil, limit];
    return (await this.database.pool.query<RetriedEvent>({ name: 'event_retry_failed', text: RETRY_FAILED, values }))
      .rows;
  }

  /** No further event will be part of it. */
  async gathered(retryId: string): Promise<void> {
    await this.database.pool.query('UPDATE event_retries SET gathered_at = now() WHERE id = $1', [retryId]);
  }

  /** Null when there is no such retry. What a later retry took over had failed in this one. */
  async progress(tenantId: string, retryId: string): Promise<RetryProgress | null> {
    const { rows } = await this.database.pool.query<Counted>(PROGRESS, [tenantId, retryId]);
    const row = rows[0];
    if (row === undefined) return null;
    const { isGathered, ...counted } = row;
    const progress = { ...counted, failed: counted.total - counted.pending - counted.processing - counted.success };
    const isOver = isGathered && progress.pending + progress.processing === 0;
    if (!isOver || progress.finishedAt !== null) return progress;
    return { ...progress, finishedAt: await this.finish(progress) };
  }

  private async finish({ id, success }: RetryProgress): Promise<Date> {
    const { rows } = await this.database.pool.query<{ finishedAt: Date }>(FINISH, [id, success]);
    return rows[0]?.finishedAt ?? new Date();
  }
}
