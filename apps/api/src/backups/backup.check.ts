import { basename } from 'node:path';
import { summarizeArchive, totalOf, type ArchiveSummary, type RowCounts } from './archive.events.js';
import { readArchive, type ReadingTools } from './archive.reader.js';
import { readBackupBytes, sealedKeyId } from './backup.bytes.js';
import { BackupCorruptedError, describeFailure, type DamageCode } from './backup.errors.js';
import { fileSize, hashFile } from './backup.file.js';
import { isEncryptedName, parseBackupName, type BackupFormat } from './backup.name.js';
import { passed, refused, verdictOf, type BackupCheck, type BackupVerdict } from './backup.verdict.js';
import { NO_KEYS } from './encryption.keys.js';
import { findPgClient, PROGRAMS_IN_PATH } from './pg-client.tools.js';

/** What was recorded when the backup was made; what is missing is not compared. */
export interface ExpectedFile {
  readonly id?: string;
  readonly sizeBytes?: number | null;
  readonly sha256?: string | null;
  readonly encryptionKeyId?: string | null;
  readonly rowCounts?: RowCounts | null;
}

/** Reads the whole file back and compares it with what was recorded. Damage is an answer, not an exception. */
export async function checkBackupFile(
  path: string,
  format: BackupFormat,
  expected: ExpectedFile,
  tools: ReadingTools = {},
): Promise<BackupVerdict> {
  const sizeBytes = await fileSize(path);
  const checks = [checkFile(sizeBytes, expected.sizeBytes ?? null)];
  if (sizeBytes === null) return verdictOf(checks, null);
  if (expected.sha256) checks.push(await checkHash(path, expected.sha256));
  const encryption = await checkEncryption(path, expected, tools);
  if (encryption !== null) checks.push(encryption);
  if (encryption?.ok === false) return verdictOf(checks, null);
  const { check, summary } = await checkStructure(path, format, tools);
  checks.push(check);
  if (summary !== null) checks.push(...checkContent(path, summary, expected));
  return verdictOf(checks, summary);
}

function checkFile(found: number | null, recorded: number | null): BackupCheck {
  if (found === null) return refused('file', 'backup_file_missing', 'the file is missing');
  if (recorded === null || found === recorded) return passed('file', `${found} bytes`);
  const code: DamageCode = found < recorded ? 'backup_truncated' : 'backup_altered';
  return refused('file', code, `${found} bytes instead of ${recorded}`);
}

async function checkHash(path: string, recorded: string): Promise<BackupCheck> {
  const found = await hashFile(path);
  if (found === recorded) return passed('sha256', found);
  return refused('sha256', 'backup_altered', `${found} instead of ${recorded}`);
}

/** Null when nobody says that the file is encrypted, and it is not. */
async function checkEncryption(
  path: string,
  { encryptionKeyId }: ExpectedFile,
  { keys = NO_KEYS }: ReadingTools,
): Promise<BackupCheck | null> {
  const keyId = await sealedKeyId(path);
  if (keyId === null) {
    const isExpected = encryptionKeyId || isEncryptedName(basename(path));
    return isExpected ? refused('encryption', 'backup_corrupted', 'not an encrypted file, which it should be') : null;
  }
  if (!keys.has(keyId)) return refused('encryption', 'backup_key_unknown', `the key ${keyId} is not known`);
  if (encryptionKeyId && encryptionKeyId !== keyId)
    return refused('encryption', 'backup_swapped', `the key ${keyId} instead of ${encryptionKeyId}`);
  return passed('encryption', `AES-256-GCM, key ${keyId}`);
}

async function checkStructure(
  path: string,
  format: BackupFormat,
  tools: ReadingTools,
): Promise<{ check: BackupCheck; summary: ArchiveSummary | null }> {
  try {
    if (format === 'pg_dump' && (await findPgClient(tools.programs ?? PROGRAMS_IN_PATH)) === null) {
      await readToTheEnd(readBackupBytes(path, tools.keys ?? NO_KEYS));
      return { check: passed('structure', 'not read: pg_restore is not on this machine'), summary: null };
    }
    const summary = await summarizeArchive(readArchive(path, format, tools));
    const tables = Object.keys(summary.rowCounts).length;
    return { check: passed('structure', `${tables} tables, ${totalOf(summary.rowCounts)} rows`), summary };
  } catch (error) {
    if (!(error instanceof BackupCorruptedError)) throw error;
    return { check: refused('structure', error.damage, describeFailure(error)), summary: null };
  }
}

/** What is encrypted proves itself while it is read. */
async function readToTheEnd(bytes: AsyncGenerator<Buffer>): Promise<void> {
  while ((await bytes.next()).done !== true);
}

function checkContent(path: string, summary: ArchiveSummary, expected: ExpectedFile): BackupCheck[] {
  const id = expected.id ?? parseBackupName(basename(path))?.id ?? null;
  return [
    ...(id === null || summary.backupId === null ? [] : [checkIdentity(summary.backupId, id)]),
    ...(expected.rowCounts ? [checkRowCounts(summary.rowCounts, expected.rowCounts)] : []),
  ];
}

/** A good file under the name of another one. */
function checkIdentity(found: string, id: string): BackupCheck {
  if (found === id) return passed('identity', id);
  return refused('identity', 'backup_swapped', `the file is the backup ${found}`);
}

/** A table that one side lacks is a difference too. */
function checkRowCounts(found: RowCounts, recorded: RowCounts): BackupCheck {
  const names = [...new Set([...Object.keys(found), ...Object.keys(recorded)])].sort();
  const different = names.filter((name) => found[name] !== recorded[name]);
  if (different.length === 0) return passed('row_counts', `${names.length} tables agree`);
  const detail = different.map((name) => `${name}: ${found[name] ?? 'none'} instead of ${recorded[name] ?? 'none'}`);
  return refused('row_counts', 'backup_rows_differ', detail.join('; '));
}
