import type pg from 'pg';
import type { CompletedBackup } from './backups.repository.js';

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
 * Sets aside what is written down of who did what: a restore takes the data back to an earlier moment, not the responsibility.
 */
export async function keepAuditRows(client: pg.Client): Promise<void> {
  await client.query('CREATE TEMPORARY TABLE kept_audit_log ON COMMIT DROP AS SELECT * FROM public.audit_log');
}

/** Adds the rows set aside to those of the backup. */
export async function mergeAuditRows(client: pg.Client): Promise<void> {
  await client.query('INSERT INTO public.audit_log SELECT * FROM kept_audit_log ON CONFLICT (id) DO NOTHING');
}
