import type pg from 'pg';
import type { ArchiveTable } from './archive.events.js';
import { RestoreError } from './backup.errors.js';
import { connectForJob, qualified, readMigration, readTables } from './database.snapshot.js';

export interface RestoreTarget {
  readonly tables: readonly ArchiveTable[];
  readonly migration: string | null;
  /** Tables with rows that a restore would replace. */
  readonly filled: readonly string[];
}

const MIGRATIONS = '_prisma_migrations';
/** Migrations make the first two; the others tell of backups and of who did what, and are merged, not replaced. */
const NOT_DATA = new Set(['tenants', MIGRATIONS, 'backups', 'restores', 'restore_drills', 'audit_log']);

/** What the database holds now. */
export async function inspectTarget(databaseUrl: string): Promise<RestoreTarget> {
  const client = await connectForJob(databaseUrl, 'pasarela-restore');
  try {
    const tables = await readTables(client);
    return { tables, migration: await readMigration(client, tables), filled: await filledTables(client, tables) };
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** The tables that hold rows of somebody's. */
export async function filledTables(client: pg.ClientBase, tables: readonly ArchiveTable[]): Promise<string[]> {
  const filled: string[] = [];
  for (const { name } of tables.filter((table) => !NOT_DATA.has(table.name))) {
    const { rows } = await client.query<{ filled: boolean }>(
      `SELECT EXISTS (SELECT FROM ${qualified(name)}) AS filled`,
    );
    if (rows[0]?.filled) filled.push(name);
  }
  return filled;
}

/**
 * @throws RestoreError `restore_target_foreign` for another program's database, `restore_target_newer` when its schema is
 *   ahead of the backup's (rows cannot be migrated backwards), `restore_target_not_empty` when it has data.
 */
export function assertRestorable(target: RestoreTarget, migration: string, force: boolean): void {
  if (target.tables.length > 0 && target.migration === null) {
    throw new RestoreError('restore_target_foreign', 'The database has tables that are not of Pasarela');
  }
  if (target.migration !== null && target.migration > migration) {
    const facts = { backup: migration, database: target.migration };
    throw new RestoreError('restore_target_newer', 'The schema of the database is newer than the backup', facts);
  }
  if (!force) assertEmpty(target.filled);
}

/** @throws RestoreError `restore_target_not_empty` when there are any. */
export function assertEmpty(filled: readonly string[]): void {
  if (filled.length === 0) return;
  throw new RestoreError('restore_target_not_empty', 'The database has data', { tables: filled.join(', ') });
}
