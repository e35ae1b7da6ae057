import pg from 'pg';
import type { CompletedBackup } from './backups.repository.js';
import { qualified } from './database.snapshot.js';

/** Sets aside the rows of the backups that exist: what they say of the files on the disk is newer than any backup. */
export async function keepBackupRows(client: pg.Client): Promise<void> {
  await client.query('CREATE TEMPORARY TABLE kept_backups ON COMMIT DROP AS SELECT * FROM public.backups');
}

/**
 * Joins the rows set aside with those of the backup. A loaded one that was not over belongs to a process of that time:
 * `own` (the backup that is being restored) is completed, others were interrupted.
 */
export async function mergeBackupRows(
  client: pg.Client,
  own: (Omit<CompletedBackup, 'money'> & { id: string }) | null,
): Promise<void> {
  if (own !== null) {
    await client.query(
      `UPDATE public.backups SET status = 'completed', size_bytes = $2, sha256 = $3, row_counts = $4, migration = $5,
              error = NULL, finished_at = coalesce(started_at, created_at) WHERE id = $1 AND status = 'running'`,
      [own.id, own.sizeBytes, own.sha256, JSON.stringify(own.rowCounts), own.migration],
    );
  }
  await client.query(
    `UPDATE public.backups SET status = 'failed', error = 'interrupted: the database was restored', finished_at = now()
      WHERE status IN ('pending', 'running')`,
  );
  await client.query('DELETE FROM public.backups WHERE id IN (SELECT id FROM kept_backups)');
  await client.query('INSERT INTO public.backups SELECT * FROM kept_backups');
}

/** Whoever worked these events is gone: they are pending at once, not when a lease of the past runs out. */
export async function releaseInterrupted(client: pg.Client): Promise<number> {
  const { rowCount } = await client.query(
    `UPDATE public.webhook_events SET status = 'pending', lease_token = NULL, lease_until = NULL, swept_at = NULL
      WHERE status = 'processing'`,
  );
  return rowCount ?? 0;
}

/**
 * What was asked of a gateway after the backup may have been done, though its row says that nobody has asked yet: with a code,
 * the operation is looked for at the gateway before it is asked again.
 */
export async function doubtOperations(client: pg.Client): Promise<void> {
  if (!(await exists(client, 'payment_operations'))) return;
  await client.query(
    `UPDATE public.payment_operations SET error_code = 'restored', error = 'the database was restored'
      WHERE status = 'pending' AND error_code IS NULL`,
  );
}

/**
 * What is kept beside what the backup has: a restore takes the data back to an earlier moment, not the responsibility for what
 * was done since, nor the knowledge of whether backups can be restored.
 */
export const KEPT: readonly string[] = ['audit_log', 'restore_drills'];

/** Sets the rows of such a table aside. */
export async function keepRows(client: pg.Client, table: string): Promise<void> {
  const name = pg.escapeIdentifier(`kept_${table}`);
  await client.query(`CREATE TEMPORARY TABLE ${name} ON COMMIT DROP AS SELECT * FROM ${qualified(table)}`);
}

/** Adds the rows set aside to those of the backup. */
export async function mergeRows(client: pg.Client, table: string): Promise<void> {
  const name = pg.escapeIdentifier(`kept_${table}`);
  await client.query(`INSERT INTO ${qualified(table)} SELECT * FROM ${name} ON CONFLICT (id) DO NOTHING`);
}

/** False for a table that came with a later migration than the backup's. */
export async function exists(client: pg.ClientBase, table: string): Promise<boolean> {
  const { rows } = await client.query<{ exists: boolean }>('SELECT to_regclass($1) IS NOT NULL AS exists', [
    qualified(table),
  ]);
  return rows[0]?.exists === true;
}
