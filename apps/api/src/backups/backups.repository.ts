import type { ClientBase, Pool } from 'pg';
import { DEFAULT_TENANT_ID } from '../auth/tenant.js';
import { createId } from '../common/ids.js';
import type { RowCounts } from './archive.events.js';
import type { BackupFormat } from './backup.name.js';
import type { BackupProgress } from './backup.progress.js';
import type { BackupCheck } from './backup.verdict.js';
import type { MoneySums } from './money.sums.js';

export type BackupStatus = 'pending' | 'running' | 'completed' | 'failed';
export type BackupOrigin = 'manual' | 'schedule';

/** A row of `backups`. */
export interface BackupRecord {
  readonly id: string;
  readonly status: BackupStatus;
  readonly format: BackupFormat | null;
  readonly origin: BackupOrigin;
  readonly fileName: string | null;
  readonly sizeBytes: number | null;
  /** Hex. */
  readonly sha256: string | null;
  readonly rowCounts: RowCounts | null;
  readonly migration: string | null;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
  /** Null: it has not begun. */
  readonly progress: BackupProgress | null;
  /** Null: it is not encrypted. */
  readonly encryptionKeyId: string | null;
  readonly money: MoneySums | null;
  /** Null: nobody has looked since it was made. */
  readonly verification: StoredVerification | null;
  /** Its object in the bucket; null: there is none. */
  readonly remoteKey: string | null;
  readonly remoteAt: Date | null;
  /** Why the last try to upload it failed. */
  readonly remoteError: string | null;
  /** Set: retention took the file from this machine. */
  readonly localRemovedAt: Date | null;
}

export interface CompletedBackup {
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly rowCounts: RowCounts;
  readonly migration: string | null;
  readonly money: MoneySums;
}

/** What somebody found who looked at a backup. */
export interface StoredVerification {
  /** RFC 3339. */
  readonly at: string;
  readonly deep: boolean;
  readonly ok: boolean;
  readonly code: string | null;
  readonly checks: readonly BackupCheck[];
}

/** How a backup is begun. */
export interface BackupStart {
  readonly format: BackupFormat;
  readonly fileName: string;
  readonly encryptionKeyId: string | null;
}

/** The pool, or a transaction of the caller's. */
type Connection = Pick<ClientBase, 'query'>;

/** Where a page begins: after the backup of that time and id, newest first. */
export interface BackupPosition {
  readonly createdAt: Date;
  readonly id: string;
}

const COLUMNS = `id, status, format, origin, file_name AS "fileName", size_bytes::float8 AS "sizeBytes", sha256,
  row_counts AS "rowCounts", migration, error, created_at AS "createdAt", started_at AS "startedAt", finished_at AS "finishedAt", progress,
  encryption_key_id AS "encryptionKeyId", money, verification, remote_key AS "remoteKey", remote_at AS "remoteAt",
  remote_error AS "remoteError", local_removed_at AS "localRemovedAt"`;

/** The rows of `backups`. Every change of a status says which one it expects, and answers whether it was so. */
export class BackupsRepository {
  constructor(private readonly pool: Pool) {}

  async insert(origin: BackupOrigin, connection: Connection = this.pool): Promise<BackupRecord> {
    const now = new Date();
    const { rows } = await connection.query<BackupRecord>(
      `INSERT INTO backups (id, tenant_id, status, origin, created_at) VALUES ($1, $2, 'pending', $3, $4) RETURNING ${COLUMNS}`,
      [createId('bkp', now.getTime()), DEFAULT_TENANT_ID, origin, now],
    );
    return rows[0] as BackupRecord;
  }

  async find(id: string): Promise<BackupRecord | null> {
    const { rows } = await this.pool.query<BackupRecord>(`SELECT ${COLUMNS} FROM backups WHERE id = $1`, [id]);
    return rows[0] ?? null;
  }

  /** Newest first. */
  async page(limit: number, after: BackupPosition | null): Promise<BackupRecord[]> {
    const { rows } = await this.pool.query<BackupRecord>(
      `SELECT ${COLUMNS} FROM backups WHERE $2::timestamptz IS NULL OR (created_at, id) < ($2, $3::text)
        ORDER BY created_at DESC, id DESC LIMIT $1`,
      [limit, after?.createdAt ?? null, after?.id ?? null],
    );
    return rows;
  }

  /** `pending` → `running`; also a `running` one of the same id, whose process died. Null when it is over already. */
  async start(id: string, { format, fileName, encryptionKeyId }: BackupStart): Promise<BackupRecord | null> {
    const { rows } = await this.pool.query<BackupRecord>(
      `UPDATE backups SET status = 'running', format = $2, file_name = $3, encryption_key_id = $4, started_at = now(),
              error = NULL, progress = NULL
        WHERE id = $1 AND status IN ('pending', 'running') RETURNING ${COLUMNS}`,
      [id, format, fileName, encryptionKeyId],
    );
    return rows[0] ?? null;
  }

  async progress(id: string, progress: BackupProgress): Promise<void> {
    await this.pool.query('UPDATE backups SET progress = $2 WHERE id = $1', [id, JSON.stringify(progress)]);
  }

  async complete(id: string, result: CompletedBackup): Promise<boolean> {
    const { rowCount } = await this.pool.query(
      `UPDATE backups SET status = 'completed', size_bytes = $2, sha256 = $3, row_counts = $4, migration = $5, money = $6,
              finished_at = now()
        WHERE id = $1 AND status = 'running'`,
      [
        id,
        result.sizeBytes,
        result.sha256,
        JSON.stringify(result.rowCounts),
        result.migration,
        JSON.stringify(result.money),
      ],
    );
    return rowCount === 1;
  }

  async verified(id: string, verification: StoredVerification, connection: Connection = this.pool): Promise<void> {
    await connection.query('UPDATE backups SET verification = $2 WHERE id = $1', [id, JSON.stringify(verification)]);
  }

  /** Completed ones, newest first, that lie here and are neither in the bucket nor older than `keep` others. */
  async missingRemotely(keep: number): Promise<BackupRecord[]> {
    const { rows } = await this.pool.query<BackupRecord>(
      `SELECT * FROM (SELECT ${COLUMNS} FROM backups WHERE status = 'completed' ORDER BY created_at DESC, id DESC LIMIT $1) newest
        WHERE "remoteKey" IS NULL AND "localRemovedAt" IS NULL`,
      [keep],
    );
    return rows;
  }

  async remoteTried(id: string): Promise<void> {
    await this.pool.query('UPDATE backups SET remote_tried_at = now() WHERE id = $1', [id]);
  }

  async remoteStored(id: string, key: string): Promise<void> {
    await this.pool.query('UPDATE backups SET remote_key = $2, remote_at = now(), remote_error = NULL WHERE id = $1', [
      id,
      key,
    ]);
  }

  async remoteFailed(id: string, reason: string): Promise<void> {
    await this.pool.query('UPDATE backups SET remote_error = $2 WHERE id = $1', [id, reason]);
  }

  /** Objects are gone from the bucket: so are the rows that have no file here either. */
  async forgetRemote(keys: readonly string[]): Promise<void> {
    await this.pool.query('DELETE FROM backups WHERE remote_key = ANY($1) AND local_removed_at IS NOT NULL', [keys]);
    await this.pool.query('UPDATE backups SET remote_key = NULL, remote_at = NULL WHERE remote_key = ANY($1)', [keys]);
  }

  async localRemoved(id: string): Promise<void> {
    await this.pool.query('UPDATE backups SET local_removed_at = now() WHERE id = $1', [id]);
  }

  /** The file has been fetched again. */
  async localBack(id: string): Promise<void> {
    await this.pool.query('UPDATE backups SET local_removed_at = NULL WHERE id = $1', [id]);
  }

  /** Whose upload was tried so long ago and did not come to an end; from now on they are being tried. */
  async takeUploadsToRetry(triedBefore: Date): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `UPDATE backups SET remote_tried_at = now() WHERE status = 'completed' AND remote_key IS NULL
          AND local_removed_at IS NULL AND remote_tried_at < $1 RETURNING id`,
      [triedBefore],
    );
    return rows.map(({ id }) => id);
  }

  /** The newest one that is completed, or null. */
  async newestCompleted(): Promise<BackupRecord | null> {
    const { rows } = await this.pool.query<BackupRecord>(
      `SELECT ${COLUMNS} FROM backups WHERE status = 'completed' ORDER BY created_at DESC, id DESC LIMIT 1`,
    );
    return rows[0] ?? null;
  }

  async fail(id: string, error: string): Promise<void> {
    await this.pool.query(
      `UPDATE backups SET status = 'failed', error = $2, finished_at = now()
        WHERE id = $1 AND status IN ('pending', 'running')`,
      [id, error],
    );
  }

  async running(): Promise<BackupRecord[]> {
    const { rows } = await this.pool.query<BackupRecord>(`SELECT ${COLUMNS} FROM backups WHERE status = 'running'`);
    return rows;
  }

  /** Newest first, by when they were made. */
  async finished(): Promise<BackupRecord[]> {
    const { rows } = await this.pool.query<BackupRecord>(
      `SELECT ${COLUMNS} FROM backups WHERE status IN ('completed', 'failed') ORDER BY created_at DESC, id DESC`,
    );
    return rows;
  }

  async delete(id: string): Promise<void> {
    await this.pool.query(`DELETE FROM backups WHERE id = $1 AND status IN ('completed', 'failed')`, [id]);
  }

  /** Pending ones that were asked for before `before`: the queue may have lost their jobs. */
  async pendingSince(before: Date): Promise<string[]> {
    const { rows } = await this.pool.query<{ id: string }>(
      `SELECT id FROM backups WHERE status = 'pending' AND created_at < $1 ORDER BY created_at LIMIT 100`,
      [before],
    );
    return rows.map(({ id }) => id);
  }

  async last(): Promise<{ finishedAt: Date; status: 'completed' | 'failed' } | null> {
    const { rows } = await this.pool.query<{ finishedAt: Date; status: 'completed' | 'failed' }>(
      `SELECT finished_at AS "finishedAt", status FROM backups
        WHERE status IN ('completed', 'failed') AND finished_at IS NOT NULL ORDER BY finished_at DESC LIMIT 1`,
    );
    return rows[0] ?? null;
  }
}
