import { basename, dirname, resolve } from 'node:path';
import type pg from 'pg';
import type { AuditActor } from '../audit/audit.entry.js';
import { sqlState } from '../database/database.errors.js';
import type { ArchiveSummary, RowCounts } from './archive.events.js';
import { readArchive } from './archive.reader.js';
import { checkBackupFile, type ExpectedFile } from './backup.check.js';
import { RestoreError } from './backup.errors.js';
import { fileSize, hashFile } from './backup.file.js';
import { withBackupLock } from './backup.lock.js';
import { formatOfFile, parseBackupName, type BackupFormat } from './backup.name.js';
import type { BackupVerdict } from './backup.verdict.js';
import { connectForJob, countTables, PLAIN_TEXT_SETTINGS, qualified, readTables } from './database.snapshot.js';
import type { EncryptionKeys } from './encryption.keys.js';
import type { PgClientPrograms } from './pg-client.tools.js';
import { withoutConstraints } from './restore.constraints.js';
import { loadArchive, restoreSequences } from './restore.loader.js';
import { recordRestore } from './restore.audit.js';
import {
  keepAuditRows,
  keepBackupRows,
  mergeAuditRows,
  mergeBackupRows,
  releaseInterrupted,
} from './restore.mending.js';
import { assertEmpty, assertRestorable, filledTables, inspectTarget } from './restore.target.js';

/** How the schema is brought to where the backup's was, and then to now. */
export interface Migrator {
  /** All migrations that this program knows, oldest first. */
  known(): Promise<readonly string[]>;
  /** Applies what the database lacks, up to and including `upTo`, or all. */
  apply(databaseUrl: string, upTo?: string): Promise<void>;
}

export interface RestoreOptions {
  readonly migrator: Migrator;
  /** Replace what the database holds. */
  readonly force?: boolean;
  /** What the row of the backup says of the file, when there is one. */
  readonly expected?: ExpectedFile;
  /** Where backups live: a file from there is listed as completed afterwards. */
  readonly directory?: string;
  readonly lockWaitMs?: number;
  readonly programs?: PgClientPrograms;
  /** What opens backups that are encrypted. */
  readonly keys?: EncryptionKeys;
  /** Who restores, for the audit log; without it nothing is written there. */
  readonly actor?: AuditActor;
}

export interface RestoreResult {
  readonly migration: string;
  /** Rows that were loaded, by table. */
  readonly rowCounts: RowCounts;
  /** Events that were being processed at the moment of the backup and are pending again. */
  readonly releasedEvents: number;
}

interface CheckedFile {
  readonly path: string;
  readonly format: BackupFormat;
  readonly summary: ArchiveSummary;
  readonly migration: string;
}

/** Somebody waits at a terminal: better to be told soon. */
const LOCK_WAIT_MS = 3_000;

/** The schema's own bookkeeping: it describes the database, not its content. */
const NOT_LOADED: ReadonlySet<string> = new Set(['_prisma_migrations']);

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
  const checked = await checkFile(file, options);
  return withBackupLock(databaseUrl, options.lockWaitMs ?? LOCK_WAIT_MS, async () => {
    const target = await inspectTarget(databaseUrl);
    assertRestorable(target, checked.migration, options.force === true);
    if (target.migration !== checked.migration) await options.migrator.apply(databaseUrl, checked.migration);
    const result = await replaceContent(databaseUrl, checked, options);
    await options.migrator.apply(databaseUrl);
    return result;
  });
}

async function checkFile(path: string, options: RestoreOptions): Promise<CheckedFile> {
  if ((await fileSize(path)) === null) throw new RestoreError('restore_file_not_found', 'No such file', { path });
  const format = formatOf(path);
  const summary = wholeSummary(await checkBackupFile(path, format, options.expected ?? {}, options));
  const { migration } = summary;
  if (migration === null || !(await options.migrator.known()).includes(migration)) {
    const facts = { migration: migration ?? '?' };
    throw new RestoreError('restore_migration_unknown', 'The backup belongs to an unknown migration', facts);
  }
  return { path, format, summary, migration };
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

/** A lock that was not given in time, a deadlock with whoever uses the tables. */
const IN_USE = ['55P03', '40P01'];

async function replaceContent(
  databaseUrl: string,
  checked: CheckedFile,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const client = await connectForJob(databaseUrl, 'pasarela-restore');
  try {
    await client.query(PLAIN_TEXT_SETTINGS);
    await client.query(`SET lock_timeout = '15s'`);
    await client.query('BEGIN');
    const result = await loadInTransaction(client, checked, options);
    await client.query('COMMIT');
    await client.query('ANALYZE');
    return result;
  } catch (error) {
    if (!IN_USE.includes(sqlState(error) ?? '')) throw error;
    throw new RestoreError('restore_target_busy', 'Tables of the database are in use', {}, error);
  } finally {
    // What was not committed is rolled back with its connection.
    await client.end().catch(() => undefined);
  }
}

async function loadInTransaction(
  client: pg.Client,
  checked: CheckedFile,
  options: RestoreOptions,
): Promise<RestoreResult> {
  const tables = (await readTables(client)).filter(({ name }) => !NOT_LOADED.has(name));
  const names = tables.map(({ name }) => qualified(name)).join(', ');
  await client.query(`LOCK TABLE ${names} IN ACCESS EXCLUSIVE MODE`);
  if (options.force !== true) assertEmpty(await filledTables(client, tables));
  await keepBackupRows(client);
  // A backup of before there was an audit log comes into a database that has none either.
  const isAudited = tables.some(({ name }) => name === 'audit_log');
  if (isAudited) await keepAuditRows(client);
  const loaded = await withoutConstraints(client, async () => {
    await client.query(`TRUNCATE ${names}`);
    const events = readArchive(checked.path, checked.format, options);
    return loadArchive(client, events, tables, NOT_LOADED);
  });
  await restoreSequences(client, loaded.sequences);
  assertCounts(checked.summary.rowCounts, await countTables(client, Object.keys(loaded.rowCounts)));
  const releasedEvents = await releaseInterrupted(client);
  await mergeBackupRows(client, await ownRow(checked, options.directory));
  if (isAudited) await mergeAuditRows(client);
  if (isAudited && options.actor !== undefined) await recordRestore(client, options.actor, checked.path);
  return { migration: checked.migration, rowCounts: loaded.rowCounts, releasedEvents };
}

/** @throws RestoreError when the tables do not hold exactly what the file was found to hold. */
function assertCounts(expected: RowCounts, found: RowCounts): void {
  const different = Object.keys(expected).filter((name) => !NOT_LOADED.has(name) && expected[name] !== found[name]);
  if (different.length === 0) return;
  throw new RestoreError('restore_counts_differ', 'Loaded rows differ from the file', { tables: different.join(', ') });
}

/** The backup itself is `running` inside of itself; when its file lies among the backups, it is known to be a good one. */
async function ownRow({ path, summary, migration }: CheckedFile, directory: string | undefined) {
  const named = parseBackupName(basename(path));
  if (named === null || directory === undefined || dirname(resolve(path)) !== resolve(directory)) return null;
  const sizeBytes = (await fileSize(path)) ?? 0;
  return { id: named.id, sizeBytes, sha256: await hashFile(path), rowCounts: summary.rowCounts, migration };
}
