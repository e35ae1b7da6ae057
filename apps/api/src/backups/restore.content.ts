import { basename, dirname, resolve } from 'node:path';
import type pg from 'pg';
import { sqlState } from '../database/database.errors.js';
import type { RowCounts } from './archive.events.js';
import { readArchive } from './archive.reader.js';
import { RestoreError } from './backup.errors.js';
import { fileSize, hashFile } from './backup.file.js';
import { parseBackupName } from './backup.name.js';
import { connectForJob, countTables, PLAIN_TEXT_SETTINGS, qualified, readTables } from './database.snapshot.js';
import { recordRestore } from './restore.audit.js';
import { withoutConstraints } from './restore.constraints.js';
import { loadArchive, restoreSequences } from './restore.loader.js';
import { markRestored } from './restore.mark.js';
import {
  doubtOperations,
  KEPT,
  keepBackupRows,
  keepRows,
  mergeBackupRows,
  mergeRows,
  releaseInterrupted,
} from './restore.mending.js';
import type { CheckedFile, RestoreOptions, RestoreResult } from './restore.options.js';
import { assertEmpty, filledTables } from './restore.target.js';

/** The schema's own bookkeeping: it describes the database, not its content. */
export const NOT_LOADED: ReadonlySet<string> = new Set(['_prisma_migrations']);

/** A lock that was not given in time, a deadlock with whoever uses the tables. */
const IN_USE = ['55P03', '40P01'];

/**
 * Puts the backup's rows in the place of all others, in one transaction.
 * @throws RestoreError; then the content is as it was.
 */
export async function replaceContent(
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
  // A backup of before there was such a table comes into a database that has none either.
  const kept = KEPT.filter((table) => tables.some(({ name }) => name === table));
  await keepBackupRows(client);
  for (const table of kept) await keepRows(client, table);
  const loaded = await withoutConstraints(client, async () => {
    await client.query(`TRUNCATE ${names}`);
    const events = readArchive(checked.path, checked.format, options);
    return loadArchive(client, events, tables, NOT_LOADED);
  });
  await restoreSequences(client, loaded.sequences);
  assertCounts(checked.summary.rowCounts, await countTables(client, Object.keys(loaded.rowCounts)));
  await options.inspect?.(client);
  const mark = await markRestored(client, checked.path);
  const releasedEvents = await releaseInterrupted(client);
  await doubtOperations(client);
  await mergeBackupRows(client, await ownRow(checked, options.directory));
  for (const table of kept) await mergeRows(client, table);
  if (kept.includes('audit_log') && options.actor !== undefined) {
    await recordRestore(client, options.actor, checked.path);
  }
  return { migration: checked.migration, rowCounts: loaded.rowCounts, releasedEvents, mark };
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
