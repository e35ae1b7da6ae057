import { basename } from 'node:path';
import type pg from 'pg';
import { DEFAULT_TENANT_ID } from '../auth/tenant.js';
import { createId } from '../common/ids.js';
import { parseBackupName } from './backup.name.js';
import { connectForJob } from './database.snapshot.js';
import { exists } from './restore.mending.js';

/** That a database was restored, and to which moment: what happened since is to be asked of the gateways. */
export interface RestoreMark {
  readonly id: string;
  readonly backupId: string | null;
  /** The moment that the restored content shows. */
  readonly takenAt: Date;
}

/**
 * Marks the database whose tables have just been loaded, before anything in them is mended: the backup's own row is still
 * running there and tells when it began. A backup of before there were marks leaves that to {@link markOnceMigrated}.
 */
export async function markRestored(client: pg.Client, path: string): Promise<RestoreMark> {
  const named = parseBackupName(basename(path));
  const { rows } = await client.query<{ id: string; takenAt: Date | null }>(
    `SELECT id, started_at AS "takenAt" FROM public.backups WHERE status = 'running' ORDER BY started_at LIMIT 1`,
  );
  const takenAt = rows[0]?.takenAt ?? named?.at ?? (await newestEvent(client));
  const mark = { id: createId('rst'), backupId: rows[0]?.id ?? named?.id ?? null, takenAt };
  if (await exists(client, 'restores')) await insertMark(client, mark);
  return mark;
}

/** Marks a database whose schema has the table for it only now; once, however often it is called. */
export async function markOnceMigrated(databaseUrl: string, mark: RestoreMark): Promise<void> {
  const client = await connectForJob(databaseUrl, 'pasarela-restore');
  try {
    await insertMark(client, mark);
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function insertMark(client: pg.ClientBase, { id, backupId, takenAt }: RestoreMark): Promise<void> {
  await client.query(
    `INSERT INTO public.restores (id, tenant_id, backup_id, taken_at, reached_at) VALUES ($1, $2, $3, $4, $4)
     ON CONFLICT (id) DO NOTHING`,
    [id, DEFAULT_TENANT_ID, backupId, takenAt],
  );
}

/** A file that nobody named, of a database that nobody was backing up: its newest event is as far as it knows. */
async function newestEvent(client: pg.Client): Promise<Date> {
  const { rows } = await client.query<{ at: Date | null }>('SELECT max(received_at) AS at FROM public.webhook_events');
  return rows[0]?.at ?? new Date();
}
