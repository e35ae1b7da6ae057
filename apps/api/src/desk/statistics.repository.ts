import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.service.js';
import { CAPTURE_BOUNDS } from './capture.seconds.js';

/** What happened with payments at one gateway by one method in one currency within an hour, or a part of one. */
export interface PaymentHour {
  /** The hour's beginning. */
  readonly hour: Date;
  readonly provider: string;
  /** Empty: not known. */
  readonly method: string;
  /** Empty: not known. */
  readonly currency: string;
  /** Payments first heard of. */
  readonly attempts: number;
  readonly approved: number;
  readonly declined: number;
  readonly capturedMinor: bigint;
  /** By CAPTURE_BOUNDS. */
  readonly captureCounts: readonly number[];
}

type Queryable = Pick<Transaction, 'query'>;

const COLUMNS = `hour, provider, method, currency, attempts, approved, declined, captured_minor AS "capturedMinor",
  capture_counts AS "captureCounts"`;

const PAID = `('authorized', 'captured', 'partially_refunded', 'refunded', 'disputed')`;
const BOUNDS = `ARRAY[${CAPTURE_BOUNDS.join(', ')}]::float8[]`;

/** An event's row says when it came; of what polling found nobody knows since when it was so. */
const SECONDS = `extract(epoch FROM h.created_at - e.received_at)::float8`;
const CAPTURE_COUNTS = Array.from(
  { length: CAPTURE_BOUNDS.length + 1 },
  (_, at) => `count(*) FILTER (WHERE s.bound = ${at})::int`,
).join(', ');

/** The history within a time ($2, $3), summed by hour. */
const SUMS = `SELECT date_trunc('hour', h.created_at, 'UTC') AS hour, p.provider, COALESCE(p.method, '') AS method,
    COALESCE(p.currency, '') AS currency, count(*) FILTER (WHERE h.version = 1)::int AS attempts,
    count(*) FILTER (WHERE h.to_status IN ${PAID} AND (h.from_status IS NULL OR h.from_status NOT IN ${PAID}))::int AS approved,
    count(*) FILTER (WHERE h.to_status = 'failed' AND h.from_status IS DISTINCT FROM 'failed')::int AS declined,
    sum(h.captured_delta_minor)::bigint AS captured_minor, ARRAY[${CAPTURE_COUNTS}] AS capture_counts
  FROM payment_history h JOIN payments p ON p.id = h.payment_id
  LEFT JOIN webhook_events e ON h.captured_delta_minor > 0 AND e.id = substr(h.cause, 9) AND h.cause LIKE 'webhook:%'
  LEFT JOIN LATERAL (SELECT width_bucket(GREATEST(${SECONDS}, 0), ${BOUNDS}) AS bound WHERE e.id IS NOT NULL) s ON true
  WHERE h.tenant_id = $1 AND h.created_at >= $2 AND h.created_at < $3 GROUP BY 1, 2, 3, 4`;

const KEEP = `INSERT INTO payment_hours (tenant_id, hour, provider, method, currency, attempts, approved, declined, captured_minor,
    capture_counts) SELECT $1, s.* FROM (${SUMS}) s
  ON CONFLICT (tenant_id, hour, provider, method, currency) DO UPDATE SET attempts = excluded.attempts,
    approved = excluded.approved, declined = excluded.declined, captured_minor = excluded.captured_minor,
    capture_counts = excluded.capture_counts`;

/** The sums of the history of payments: of hours that are over from where they were kept, of others from the history. */
@Injectable()
export class StatisticsRepository {
  /** Until when hours are kept; null: none is. */
  async keptUntil(db: Queryable, tenantId: string): Promise<Date | null> {
    const { rows } = await db.query<{ hour: Date }>('SELECT hour FROM payment_hours_until WHERE tenant_id = $1', [
      tenantId,
    ]);
    return rows[0]?.hour ?? null;
  }

  /** The same, and nobody else keeps hours for the rest of the transaction; undefined when somebody does already. */
  async claim(tx: Transaction, tenantId: string): Promise<Date | null | undefined> {
    const { rows } = await tx.query<{ isOurs: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtext('payment_hours'), hashtext($1)) AS "isOurs"`,
      [tenantId],
    );
    return rows[0]?.isOurs === true ? this.keptUntil(tx, tenantId) : undefined;
  }

  /** When the first line of the history was written; null: there is none. */
  async beginning(db: Queryable, tenantId: string): Promise<Date | null> {
    const { rows } = await db.query<{ at: Date | null }>(
      `SELECT date_trunc('hour', min(created_at), 'UTC') AS at FROM payment_history WHERE tenant_id = $1`,
      [tenantId],
    );
    return rows[0]?.at ?? null;
  }

  /** Sums the hours of a time and keeps them. */
  async keep(tx: Transaction, tenantId: string, since: Date, until: Date): Promise<void> {
    await tx.query(KEEP, [tenantId, since, until]);
    await tx.query(
      `INSERT INTO payment_hours_until (tenant_id, hour) VALUES ($1, $2)
       ON CONFLICT (tenant_id) DO UPDATE SET hour = excluded.hour`,
      [tenantId, until],
    );
  }

  async kept(db: Queryable, tenantId: string, since: Date, until: Date): Promise<PaymentHour[]> {
    const { rows } = await db.query<PaymentHour>(
      `SELECT ${COLUMNS} FROM payment_hours WHERE tenant_id = $1 AND hour >= $2 AND hour < $3`,
      [tenantId, since, until],
    );
    return rows;
  }

  /** The history itself, summed. */
  async summed(db: Queryable, tenantId: string, since: Date, until: Date): Promise<PaymentHour[]> {
    const { rows } = await db.query<PaymentHour>(`SELECT ${COLUMNS} FROM (${SUMS}) s`, [tenantId, since, until]);
    return rows;
  }

  /** Authentic webhooks that came, by hour and gateway. */
  async webhooks(
    db: Queryable,
    tenantId: string,
    providers: readonly string[],
    since: Date,
    until: Date,
  ): Promise<{ hour: Date; provider: string; count: number }[]> {
    const { rows } = await db.query<{ hour: Date; provider: string; count: number }>(
      `SELECT date_trunc('hour', minute, 'UTC') AS hour, provider, sum(count)::int AS count FROM webhook_counts
       WHERE tenant_id = $1 AND provider = ANY($2::text[]) AND outcome = 'received' AND minute >= $3 AND minute < $4 GROUP BY 1, 2`,
      [tenantId, providers, since, until],
    );
    return rows;
  }
}
