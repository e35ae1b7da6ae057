import { Injectable } from '@nestjs/common';
import { createId } from '../common/ids.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import type { ReconciliationReport } from './reconciliation.report.js';

/** `restore`: the gateways are asked about what a restored backup is too old to know. */
export type RunOrigin = 'manual' | 'schedule' | 'restore';

/** What a run is to look at. */
export interface RunWindow {
  readonly since: Date;
  readonly until: Date;
  /** Null: every gateway. */
  readonly provider: string | null;
}

export interface StoredRun extends RunWindow {
  readonly id: string;
  readonly tenantId: string;
  readonly origin: RunOrigin;
  readonly status: 'running' | 'completed' | 'failed';
  readonly report: ReconciliationReport | null;
  readonly error: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

const COLUMNS = `id, tenant_id AS "tenantId", origin, status, provider, since, until, report, error, started_at AS "startedAt",
  finished_at AS "finishedAt"`;

/** The space of our advisory locks for runs. */
const LOCK_SPACE = 7_020_411;

/** The rows of runs. One runs at a time per tenant: a unique index says so. */
@Injectable()
export class ReconciliationRunRepository {
  constructor(private readonly database: DatabaseService) {}

  /** Null: one is running. */
  async start(
    tx: Pick<Transaction, 'query'>,
    tenantId: string,
    origin: RunOrigin,
    window: RunWindow,
  ): Promise<StoredRun | null> {
    const { rows } = await tx.query<StoredRun>(
      `INSERT INTO reconciliation_runs (id, tenant_id, origin, provider, since, until) VALUES ($1, $2, $3, $4, $5, $6)
       ON CONFLICT DO NOTHING RETURNING ${COLUMNS}`,
      [createId('recon'), tenantId, origin, window.provider, window.since, window.until],
    );
    return rows[0] ?? null;
  }

  /** How a run is, or ended; null when there is none. */
  async outcome(id: string): Promise<Pick<StoredRun, 'status' | 'until'> | null> {
    const { rows } = await this.database.pool.query<Pick<StoredRun, 'status' | 'until'>>(
      'SELECT status, until FROM reconciliation_runs WHERE id = $1',
      [id],
    );
    return rows[0] ?? null;
  }

  /** A run that is not over. */
  async findRunning(id: string): Promise<StoredRun | null> {
    const { rows } = await this.database.pool.query<StoredRun>(
      `SELECT ${COLUMNS} FROM reconciliation_runs WHERE id = $1 AND status = 'running'`,
      [id],
    );
    return rows[0] ?? null;
  }

  /** Runs that were begun so long ago that their job may be lost, or their worker dead. */
  async forgotten(olderThanMs: number): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ id: string }>(
      `SELECT id FROM reconciliation_runs WHERE status = 'running' AND started_at < now() - $1 * interval '1 millisecond'`,
      [olderThanMs],
    );
    return rows.map(({ id }) => id);
  }

  /** Ends a run, once. */
  async finish(
    id: string,
    status: 'completed' | 'failed',
    report: ReconciliationReport | null,
    error: string | null,
  ): Promise<void> {
    await this.database.pool.query(
      `UPDATE reconciliation_runs SET status = $2, report = $3, error = $4, finished_at = now() WHERE id = $1 AND status = 'running'`,
      [id, status, report === null ? null : JSON.stringify(report), error],
    );
  }

  /**
   * Runs `work` unless another process does so already. The lock lives in a connection and ends with it: a run whose worker
   * died is free to be taken up again.
   * @returns false when somebody else has it.
   */
  async whileLocked(id: string, work: () => Promise<void>): Promise<boolean> {
    const client = await this.database.pool.connect();
    try {
      const { rows } = await client.query<{ locked: boolean }>(
        'SELECT pg_try_advisory_lock($1::int, hashtext($2)) AS locked',
        [LOCK_SPACE, id],
      );
      if (rows[0]?.locked !== true) return false;
      try {
        await work();
      } finally {
        await client.query('SELECT pg_advisory_unlock($1::int, hashtext($2))', [LOCK_SPACE, id]);
      }
      return true;
    } finally {
      client.release();
    }
  }
}
