import type { Pool } from 'pg';
import { DEFAULT_TENANT_ID } from '../../auth/tenant.js';
import { createId } from '../../common/ids.js';
import type { BackupSource } from '../backup.files.js';
import type { BackupCheck } from '../backup.verdict.js';

export type DrillOrigin = 'command' | 'schedule';

/** A row of `restore_drills`. */
export interface DrillRecord {
  readonly id: string;
  readonly backupId: string | null;
  readonly origin: DrillOrigin;
  readonly status: 'running' | 'passed' | 'failed';
  readonly source: BackupSource | null;
  readonly checks: readonly BackupCheck[] | null;
  readonly errorCode: string | null;
  readonly error: string | null;
  readonly startedAt: Date;
  readonly finishedAt: Date | null;
}

/** How a drill ended. */
export interface DrillEnd {
  readonly backupId: string | null;
  readonly source: BackupSource | null;
  readonly checks: readonly BackupCheck[] | null;
  /** Null: it passed. */
  readonly errorCode: string | null;
  readonly error: string | null;
}

/** What the metrics tell of drills. */
export interface DrillSummary {
  /** When the last one that passed ended; null: none did yet. */
  readonly passedAt: Date | null;
  /** How the last one ended. */
  readonly isOk: boolean;
}

const COLUMNS = `id, backup_id AS "backupId", origin, status, source, checks, error_code AS "errorCode", error,
  started_at AS "startedAt", finished_at AS "finishedAt"`;

/** The rows of drills. Whoever writes them holds the scratch lock. */
export class DrillRepository {
  constructor(private readonly pool: Pool) {}

  /** Begins one. Whatever is still running belongs to a process that died. */
  async start(origin: DrillOrigin): Promise<string> {
    await this.pool.query(
      `UPDATE restore_drills SET status = 'failed', error_code = 'interrupted', finished_at = now(),
              error = 'the process ended before the drill did' WHERE status = 'running'`,
    );
    const id = createId('drill');
    await this.pool.query('INSERT INTO restore_drills (id, tenant_id, origin) VALUES ($1, $2, $3)', [
      id,
      DEFAULT_TENANT_ID,
      origin,
    ]);
    return id;
  }

  async finish(id: string, { backupId, source, checks, errorCode, error }: DrillEnd): Promise<DrillRecord> {
    const { rows } = await this.pool.query<DrillRecord>(
      `UPDATE restore_drills SET status = $2, backup_id = $3, source = $4, checks = $5, error_code = $6, error = $7,
              finished_at = now() WHERE id = $1 AND status = 'running' RETURNING ${COLUMNS}`,
      [
        id,
        errorCode === null ? 'passed' : 'failed',
        backupId,
        source,
        checks === null ? null : JSON.stringify(checks),
        errorCode,
        error,
      ],
    );
    const [drill] = rows;
    if (drill === undefined) throw new Error('the row of the drill is not running any more');
    return drill;
  }

  /** Newest first. */
  async newest(limit: number): Promise<DrillRecord[]> {
    const { rows } = await this.pool.query<DrillRecord>(
      `SELECT ${COLUMNS} FROM restore_drills ORDER BY started_at DESC, id DESC LIMIT $1`,
      [limit],
    );
    return rows;
  }

  /** Null: none has ended yet. */
  async summary(): Promise<DrillSummary | null> {
    const { rows } = await this.pool.query<DrillSummary>(
      `SELECT status = 'passed' AS "isOk", (SELECT max(finished_at) FROM restore_drills WHERE status = 'passed') AS "passedAt"
         FROM restore_drills WHERE status <> 'running' ORDER BY started_at DESC, id DESC LIMIT 1`,
    );
    return rows[0] ?? null;
  }
}
