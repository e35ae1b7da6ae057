import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';

/** What only the overview asks for; the rest is the state of the installation, as the metrics have it. */
export interface DeskState {
  readonly overdue: number;
  readonly lastReconciliation: { readonly finishedAt: Date; readonly drift: number } | null;
  readonly lastBackup: { readonly finishedAt: Date } | null;
  /** `completed` or `failed` of the last one that ended, `running` or `pending` of one that has not; null: there is none. */
  readonly backupStatus: string | null;
  readonly doors: readonly DoorState[];
}

/** What a gateway's door has seen. */
export interface DoorState {
  readonly provider: string;
  readonly lastEventAt: Date | null;
  readonly failuresLastHour: number;
  readonly lastFailureAt: Date | null;
}

/** Deliveries refused in a time for one reason. */
export interface RejectionCount {
  readonly at: Date;
  readonly provider: string;
  readonly reason: string;
  readonly count: number;
}

/** Differences that a run found, listed or not. */
const DRIFT = `(SELECT COALESCE(sum(CASE jsonb_typeof(value) WHEN 'array' THEN jsonb_array_length(value) ELSE value::int END), 0)::int
    FROM jsonb_each(report) WHERE key IN ('approved_there_not_here', 'here_not_there', 'amount_differs', 'unlisted'))`;

/** Each a few steps into an index: of the newest run and backup, of orders that wait. */
const STATE = `SELECT
    (SELECT count(*)::int FROM orders WHERE tenant_id = $1 AND status = 'pending'
      AND created_at < now() - $2::float8 * interval '1 millisecond') AS overdue,
    r.finished_at AS "reconciledAt", r.drift, b.finished_at AS "backupAt",
    (SELECT status FROM backups WHERE tenant_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1) AS "backupStatus"
  FROM (SELECT 1) one
  LEFT JOIN LATERAL (SELECT finished_at, ${DRIFT} AS drift FROM reconciliation_runs WHERE tenant_id = $1 AND status = 'completed'
    ORDER BY started_at DESC, id DESC LIMIT 1) r ON true
  LEFT JOIN LATERAL (SELECT finished_at FROM backups WHERE tenant_id = $1 AND status = 'completed'
    ORDER BY created_at DESC, id DESC LIMIT 1) b ON true`;

/** For each gateway and outcome the newest minute is the first one in the index, read backwards. */
const DOORS = `SELECT p.provider,
    (SELECT last_at FROM webhook_counts WHERE tenant_id = $1 AND provider = p.provider AND outcome = 'received'
      ORDER BY minute DESC LIMIT 1) AS "lastEventAt",
    (SELECT COALESCE(sum(count), 0)::int FROM webhook_counts WHERE tenant_id = $1 AND provider = p.provider
      AND outcome = ANY($3::text[]) AND minute > now() - interval '1 hour') AS "failuresLastHour",
    (SELECT max(c.last_at) FROM unnest($3::text[]) AS o(outcome) CROSS JOIN LATERAL (SELECT last_at FROM webhook_counts
      WHERE tenant_id = $1 AND provider = p.provider AND outcome = o.outcome ORDER BY minute DESC LIMIT 1) c) AS "lastFailureAt"
  FROM unnest($2::text[]) AS p(provider)`;

const REJECTIONS = `SELECT date_bin($6::interval, minute, $4) AS at, provider, outcome AS reason, sum(count)::int AS count
  FROM webhook_counts WHERE tenant_id = $1 AND provider = ANY($2::text[]) AND outcome = ANY($3::text[]) AND minute >= $4 AND minute < $5
  GROUP BY 1, 2, 3 ORDER BY 1, 2, 3 LIMIT $7`;

const MAX_REJECTIONS = 10_000;

/** What the desk's first page needs to know. Always of one tenant. */
@Injectable()
export class OverviewRepository {
  constructor(private readonly database: DatabaseService) {}

  /** @param signatureReasons those refusals that a wrong secret, or a stranger, brings about. */
  async read(
    tenantId: string,
    paymentTimeoutMs: number,
    providers: readonly string[],
    signatureReasons: readonly string[],
  ): Promise<DeskState> {
    type Row = { overdue: number; reconciledAt: Date | null; drift: number; backupAt: Date | null };
    const [{ rows }, doors] = await Promise.all([
      this.database.pool.query<Row & { backupStatus: string | null }>(STATE, [tenantId, paymentTimeoutMs]),
      this.database.pool.query<DoorState>(DOORS, [tenantId, providers, signatureReasons]),
    ]);
    const { overdue, reconciledAt, drift, backupAt, backupStatus } = rows[0] as (typeof rows)[number];
    return {
      overdue,
      lastReconciliation: reconciledAt && { finishedAt: reconciledAt, drift },
      lastBackup: backupAt && { finishedAt: backupAt },
      backupStatus,
      doors: doors.rows,
    };
  }

  /** Orders made in a time. */
  async orders(tenantId: string, since: Date, until: Date): Promise<number> {
    const { rows } = await this.database.pool.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM orders WHERE tenant_id = $1 AND created_at >= $2 AND created_at < $3',
      [tenantId, since, until],
    );
    return rows[0]?.count ?? 0;
  }

  /** Deliveries refused in a time, by step, oldest first. */
  async rejections(
    tenantId: string,
    providers: readonly string[],
    reasons: readonly string[],
    period: { readonly since: Date; readonly until: Date; readonly step: string },
  ): Promise<RejectionCount[]> {
    const { since, until, step } = period;
    const values = [tenantId, providers, reasons, since, until, step, MAX_REJECTIONS];
    return (await this.database.pool.query<RejectionCount>(REJECTIONS, values)).rows;
  }
}
