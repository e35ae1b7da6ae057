import { basename } from 'node:path';
import type { ArchiveSummary } from './archive.events.js';
import { checkBackupFile } from './backup.check.js';
import { RestoreError } from './backup.errors.js';
import { fileSize } from './backup.file.js';
import { withBackupLock } from './backup.lock.js';
import { formatOfFile, type BackupFormat } from './backup.name.js';
import type { BackupVerdict } from './backup.verdict.js';
import { replaceContent } from './restore.content.js';
import { markOnceMigrated } from './restore.mark.js';
import type { CheckedFile, Migrator, RestoreOptions, RestoreResult } from './restore.options.js';
import { assertRestorable, inspectTarget } from './restore.target.js';

/** Somebody waits at a terminal: better to be told soon. */
const LOCK_WAIT_MS = 3_000;

/**
 * Restores a backup. The whole file is read and checked before the database is touched; then everything happens in one
 * transaction, so that a failure leaves the content as it was (the schema of an older or empty database has by then been
 * migrated to the backup's). Sessions and refresh tokens are restored as they were.
 * @throws RestoreError (nothing restored) or BackupBusyError.
 */
export async function restoreBackup(
  databaseUrl: string,
  file: string,
  options: RestoreOptions,
): Promise<RestoreResult> {
  if ((await fileSize(file)) === null) throw new RestoreError('restore_file_not_found', 'No such file', { path: file });
  const format = formatOf(file);
  const verdict = await checkBackupFile(file, format, options.expected ?? {}, options);
  return restoreChecked(databaseUrl, { path: file, format, summary: wholeSummary(verdict) }, options);
}

/** The same of a file that was checked just now. @throws RestoreError, BackupBusyError. */
export async function restoreChecked(
  databaseUrl: string,
  file: Omit<CheckedFile, 'migration'>,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const checked = { ...file, migration: await knownMigration(file.summary, options.migrator) };
  return withBackupLock(databaseUrl, options.lockWaitMs ?? LOCK_WAIT_MS, async () => {
    const target = await inspectTarget(databaseUrl);
    assertRestorable(target, checked.migration, options.force === true);
    if (target.migration !== checked.migration) await options.migrator.apply(databaseUrl, checked.migration);
    const result = await replaceContent(databaseUrl, checked, options);
    await options.migrator.apply(databaseUrl);
    await markOnceMigrated(databaseUrl, result.mark);
    return result;
  });
}

async function knownMigration({ migration }: ArchiveSummary, migrator: Migrator): Promise<string> {
  if (migration !== null && (await migrator.known()).includes(migration)) return migration;
  const facts = { migration: migration ?? '?' };
  throw new RestoreError('restore_migration_unknown', 'The backup belongs to an unknown migration', facts);
}

/** An archive whose structure nobody could read (no pg_restore) is not whole either. */
function wholeSummary({ code, checks, summary }: BackupVerdict): ArchiveSummary {
  if (code === null && summary !== null) return summary;
  const reason = checks.find((check) => check.code === code && !check.ok) ?? checks.at(-1);
  throw new RestoreError('restore_file_damaged', 'The file is not a whole backup', {
    reason: reason?.detail ?? '',
    damage: code ?? '',
  });
}

function formatOf(path: string): BackupFormat {
  const format = formatOfFile(basename(path));
  if (format === null) throw new RestoreError('restore_file_unknown', 'Neither .dump nor .snapshot.gz', { path });
  return format;
}
