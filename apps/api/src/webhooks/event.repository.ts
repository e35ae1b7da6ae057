import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.service.js';
import { LeaseLostError } from './lease-lost.error.js';

/** An event that this worker holds until its lease ends. */
export interface ClaimedEvent {
  readonly id: string;
  readonly tenantId: string;
  readonly provider: string;
  readonly type: string;
  readonly transactionId: string | null;
  readonly requestId: string | null;
  readonly rawBody: Buffer;
  /** Counts this attempt; one that was interrupted is repeated, not counted. */
  readonly attempts: number;
  /** How often in a row the work on it ended with its worker. 0 unless it has just done so again. */
  readonly interruptions: number;
  readonly receivedAt: Date;
  readonly claimedAt: Date;
}

/** How one event of a batch ended well. */
export interface Conclusion {
  readonly event: ClaimedEvent;
  readonly outcome: string;
  readonly reference: string | null;
  readonly transactionId: string | null;
}

/** How one event did not end (yet). */
export interface Setback {
  readonly event: ClaimedEvent;
  /** `retry` and `parked` come back at `retryInMs`; `parked` does not count as an attempt; `failed` is the end. */
  readonly result: 'retry' | 'parked' | 'failed';
  readonly retryInMs: number | null;
  readonly code: string;
  readonly message: string;
}

export interface DueEvent {
  readonly id: string;
  readonly provider: string;
}

type Queryable = Pick<Transaction, 'query'>;

const CLAIMED = `id, tenant_id AS "tenantId", provider, type, transaction_id AS "transactionId", request_id AS "requestId",
    raw_payload AS "rawBody", attempts, received_at AS "receivedAt", now() AS "claimedAt"`;

const CLAIM = `UPDATE webhook_events SET status = 'processing', attempts = attempts + 1, lease_token = $2,
    lease_until = now() + $3 * interval '1 millisecond', next_retry_at = NULL
  WHERE id = ANY($1::text[]) AND status = 'pending' AND (next_retry_at IS NULL OR next_retry_at <= now())
  RETURNING ${CLAIMED}, 0 AS interruptions`;

const INTERRUPTED = `SELECT id FROM webhook_events WHERE id = ANY($1::text[]) AND status = 'processing' AND lease_until < now()
  ORDER BY received_at, id`;

/** Counts in a row: an attempt that ended, however it ended, says that the event does not kill its workers. */
const RECLAIM = `WITH reclaimed AS (
    UPDATE webhook_events SET lease_token = $2, lease_until = now() + $3 * interval '1 millisecond'
    WHERE id = $1 AND status = 'processing' AND lease_until < now() RETURNING *),
  noted AS (
    INSERT INTO webhook_event_attempts (tenant_id, event_id, attempt, result, error_code, error, started_at)
    SELECT tenant_id, id, attempts, 'interrupted', 'interrupted', 'Its worker ended, or took longer than the lease', now() FROM reclaimed)
  SELECT ${CLAIMED}, (SELECT count(*)::int + 1 FROM webhook_event_attempts a WHERE a.event_id = reclaimed.id AND a.result = 'interrupted'
      AND a.id > COALESCE((SELECT max(f.id) FROM webhook_event_attempts f WHERE f.event_id = reclaimed.id AND f.result <> 'interrupted'), 0)
    ) AS interruptions FROM reclaimed`;

const CONCLUDE = `WITH concluded AS (
    UPDATE webhook_events e SET status = 'success', outcome = u.outcome, processed_at = now(), lease_token = NULL, lease_until = NULL,
      last_error = NULL, last_error_code = NULL, reference = COALESCE(u.reference, e.reference),
      transaction_id = COALESCE(u.transaction_id, e.transaction_id)
    FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS u(id, outcome, reference, transaction_id)
    WHERE e.id = u.id AND e.status = 'processing' AND e.lease_token = $5 RETURNING e.id, e.tenant_id, e.attempts)
  INSERT INTO webhook_event_attempts (tenant_id, event_id, attempt, result, started_at)
  SELECT tenant_id, id, attempts, 'success', $6::timestamptz FROM concluded`;

const SET_BACK = `WITH told AS (
    SELECT * FROM unnest($1::text[], $2::text[], $3::float8[], $4::text[], $5::text[], $7::int[], $8::timestamptz[])
      AS t(id, result, retry_in_ms, code, message, attempt, started_at)),
  set_back AS (
    UPDATE webhook_events e SET status = CASE WHEN t.result = 'failed' THEN 'failed' ELSE 'pending' END,
      attempts = e.attempts - CASE WHEN t.result = 'parked' THEN 1 ELSE 0 END,
      next_retry_at = CASE WHEN t.result = 'failed' THEN NULL ELSE now() + t.retry_in_ms * interval '1 millisecond' END,
      processed_at = CASE WHEN t.result = 'failed' THEN now() END, swept_at = NULL, lease_token = NULL, lease_until = NULL,
      last_error_code = t.code, last_error = t.message
    FROM told t WHERE e.id = t.id AND e.status = 'processing' AND e.lease_token = $6 RETURNING e.id, e.tenant_id)
  INSERT INTO webhook_event_attempts (tenant_id, event_id, attempt, result, error_code, error, started_at)
  SELECT s.tenant_id, t.id, t.attempt, t.result, t.code, t.message, t.started_at FROM set_back s JOIN told t USING (id)`;

/** Elapsed time, not a time: the clocks of the database and of the worker need not agree. */
const WAITED = `SELECT (extract(epoch FROM clock_timestamp() - COALESCE(max(finished_at), $2::timestamptz)) * 1000)::float8 AS "waitedMs"
  FROM webhook_event_attempts WHERE event_id = $1 AND result IN ('parked', 'retry')`;

/** Two halves, so that each is read in the order of its own partial index and no further than needed. */
const DUE = `SELECT id, provider FROM (
    (SELECT id, provider, received_at FROM webhook_events WHERE status = 'pending' AND provider = ANY($1::text[])
      AND COALESCE(next_retry_at, received_at) <= COALESCE($3::timestamptz, now()) ORDER BY received_at, id LIMIT $2)
    UNION ALL
    (SELECT id, provider, received_at FROM webhook_events WHERE status = 'processing' AND provider = ANY($1::text[])
      AND lease_until < COALESCE($3::timestamptz, now()) ORDER BY received_at, id LIMIT $2)) AS due
  ORDER BY received_at, id LIMIT $2`;

/** What the processor and the sweeper do with events. Every change of a status is a compare-and-swap on status and lease. */
@Injectable()
export class EventRepository {
  /** Takes those of the events that are free and due. Time is the database's, whatever the clocks of the workers say. */
  async claim(db: Queryable, ids: readonly string[], leaseToken: string, leaseMs: number): Promise<ClaimedEvent[]> {
    const { rows } = await db.query<ClaimedEvent>({
      name: 'event_claim',
      text: CLAIM,
      values: [ids, leaseToken, leaseMs],
    });
    // UPDATE returns rows in any order; they are worked in that in which they came.
    return rows.sort((a, b) => a.receivedAt.getTime() - b.receivedAt.getTime() || (a.id < b.id ? -1 : 1));
  }

  /** Those of the events whose lease ran out before the work on them ended, oldest first. */
  async interrupted(db: Queryable, ids: readonly string[]): Promise<string[]> {
    const { rows } = await db.query<{ id: string }>({ name: 'event_interrupted', text: INTERRUPTED, values: [ids] });
    return rows.map(({ id }) => id);
  }

  /** Takes one interrupted event, for the same attempt again; null when somebody else has it by now. */
  async reclaim(db: Queryable, id: string, leaseToken: string, leaseMs: number): Promise<ClaimedEvent | null> {
    const { rows } = await db.query<ClaimedEvent>({
      name: 'event_reclaim',
      text: RECLAIM,
      values: [id, leaseToken, leaseMs],
    });
    return rows[0] ?? null;
  }

  /** Ends events well, in the transaction that applied them. @throws LeaseLostError when one is not ours any more. */
  async conclude(
    tx: Transaction,
    conclusions: readonly Conclusion[],
    leaseToken: string,
    startedAt: Date,
  ): Promise<void> {
    const { rowCount } = await tx.query({
      name: 'event_conclude',
      text: CONCLUDE,
      values: [
        conclusions.map(({ event }) => event.id),
        conclusions.map(({ outcome }) => outcome),
        conclusions.map(({ reference }) => reference),
        conclusions.map(({ transactionId }) => transactionId),
        leaseToken,
        startedAt,
      ],
    });
    if (rowCount !== conclusions.length) throw new LeaseLostError();
  }

  /** Gives events back for another attempt, or ends them as failed. Those not ours any more are left alone. */
  async setBack(db: Queryable, setbacks: readonly Setback[], leaseToken: string): Promise<void> {
    await db.query({
      name: 'event_set_back',
      text: SET_BACK,
      values: [
        setbacks.map(({ event }) => event.id),
        setbacks.map(({ result }) => result),
        setbacks.map(({ retryInMs }) => retryInMs),
        setbacks.map(({ code }) => code),
        setbacks.map(({ message }) => message),
        leaseToken,
        setbacks.map(({ event }) => event.attempts),
        setbacks.map(({ event }) => event.claimedAt),
      ],
    });
  }

  /** How long ago the event was last given back, or, if it never was, claimed. Milliseconds. */
  async waitedMs(db: Queryable, { id, claimedAt }: Pick<ClaimedEvent, 'id' | 'claimedAt'>): Promise<number> {
    const { rows } = await db.query<{ waitedMs: number }>({
      name: 'event_waited',
      text: WAITED,
      values: [id, claimedAt],
    });
    return rows[0]?.waitedMs ?? 0;
  }

  /**
   * The oldest events of these gateways that a worker may claim: pending and due, or held by a lease that ran out.
   * @param asOf leaves out what became due later; null: now.
   */
  async due(db: Queryable, providers: readonly string[], limit: number, asOf: Date | null): Promise<DueEvent[]> {
    const { rows } = await db.query<DueEvent>({ name: 'event_due', text: DUE, values: [providers, limit, asOf] });
    return rows;
  }

  /** How many of the events are in each status. */
  async countByStatus(db: Queryable, ids: readonly string[]): Promise<Readonly<Partial<Record<string, number>>>> {
    const { rows } = await db.query<{ status: string; count: number }>({
      name: 'event_count_by_status',
      text: 'SELECT status, count(*)::int AS count FROM webhook_events WHERE id = ANY($1::text[]) GROUP BY status',
      values: [ids],
    });
    return Object.fromEntries(rows.map(({ status, count }) => [status, count]));
  }

  /**
   * Finds events that nobody works: pending and due, or held by a lease that ran out, and not handed to the queue again since
   * `graceMs`. Each is marked, so that several sweepers do not find the same.
   */
  async sweep(db: Queryable, graceMs: number, limit: number): Promise<{ id: string; provider: string }[]> {
    const { rows } = await db.query<{ id: string; provider: string }>({
      name: 'event_sweep',
      // Two searches over two partial indexes, then a join by key: "id IN (…) OR id IN (…)" would read the whole table.
      text: `WITH waiting AS (
          SELECT id FROM webhook_events WHERE status = 'pending'
            AND COALESCE(swept_at, next_retry_at, received_at) < now() - $1 * interval '1 millisecond'
            AND (next_retry_at IS NULL OR next_retry_at <= now())
          ORDER BY received_at LIMIT $2 FOR UPDATE SKIP LOCKED),
        abandoned AS (
          SELECT id FROM webhook_events WHERE status = 'processing' AND lease_until < now()
            AND COALESCE(swept_at, lease_until) < now() - $1 * interval '1 millisecond'
          LIMIT $2 FOR UPDATE SKIP LOCKED),
        found AS (SELECT id FROM waiting UNION ALL SELECT id FROM abandoned)
        UPDATE webhook_events e SET swept_at = now() FROM found WHERE e.id = found.id RETURNING e.id, e.provider`,
      values: [graceMs, limit],
    });
    return rows;
  }
}
