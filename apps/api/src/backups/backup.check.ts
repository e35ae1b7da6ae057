import { summarizeArchive, type ArchiveSummary, type RowCounts } from './archive.events.js';
import { readArchive } from './archive.reader.js';
import { BackupCorruptedError, describeFailure } from './backup.errors.js';
import { fileSize, hashFile } from './backup.file.js';
import type { BackupFormat } from './backup.name.js';
import { findPgClient, PROGRAMS_IN_PATH, type PgClientPrograms } from './pg-client.tools.js';

export type CheckName = 'file' | 'sha256' | 'structure' | 'row_counts';

export interface BackupCheck {
  readonly name: CheckName;
  readonly ok: boolean;
  readonly detail: string;
}

export interface BackupVerdict {
  readonly ok: boolean;
  readonly checks: readonly BackupCheck[];
  /** What the file holds, when it could be read to its end. */
  readonly summary: ArchiveSummary | null;
}

/** What was recorded when the backup was made; what is missing is not compared. */
export interface ExpectedFile {
  readonly sizeBytes?: number | null;
  readonly sha256?: string | null;
  readonly rowCounts?: RowCounts | null;
}

/** Reads the whole file back and compares it with what was recorded. Damage is an answer, not an exception. */
export async function checkBackupFile(
  path: string,
  format: BackupFormat,
  expected: ExpectedFile,
  programs: PgClientPrograms = PROGRAMS_IN_PATH,
): Promise<BackupVerdict> {
  const sizeBytes = await fileSize(path);
  const checks = [checkFile(sizeBytes, expected.sizeBytes ?? null)];
  if (sizeBytes === null) return verdictOf(checks, null);
  if (expected.sha256) checks.push(await checkHash(path, expected.sha256));
  const { check, summary } = await checkStructure(path, format, programs);
  checks.push(check);
  if (summary !== null && expected.rowCounts) checks.push(checkRowCounts(summary.rowCounts, expected.rowCounts));
  return verdictOf(checks, summary);
}

function verdictOf(checks: readonly BackupCheck[], summary: ArchiveSummary | null): BackupVerdict {
  return { ok: checks.every(({ ok }) => ok), checks, summary };
}

function checkFile(found: number | null, recorded: number | null): BackupCheck {
  if (found === null) return { name: 'file', ok: false, detail: 'the file is missing' };
  const ok = recorded === null || found === recorded;
  return { name: 'file', ok, detail: ok ? `${found} bytes` : `${found} bytes instead of ${recorded}` };
}

async function checkHash(path: string, recorded: string): Promise<BackupCheck> {
  const found = await hashFile(path);
  const ok = found === recorded;
  return { name: 'sha256', ok, detail: ok ? found : `${found} instead of ${recorded}` };
}

async function checkStructure(
  path: string,
  format: BackupFormat,
  programs: PgClientPrograms,
): Promise<{ check: BackupCheck; summary: ArchiveSummary | null }> {
  if (format === 'pg_dump' && (await findPgClient(programs)) === null) {
    return {
      check: { name: 'structure', ok: true, detail: 'not read: pg_restore is not on this machine' },
      summary: null,
    };
  }
  try {
    const summary = await summarizeArchive(readArchive(path, format, programs));
    const tables = Object.keys(summary.rowCounts).length;
    const rows = Object.values(summary.rowCounts).reduce((sum, count) => sum + count, 0);
    return { check: { name: 'structure', ok: true, detail: `${tables} tables, ${rows} rows` }, summary };
  } catch (error) {
    if (!(error instanceof BackupCorruptedError)) throw error;
    return { check: { name: 'structure', ok: false, detail: describeFailure(error) }, summary: null };
  }
}

/** A table that one side lacks is a difference too. */
function checkRowCounts(found: RowCounts, recorded: RowCounts): BackupCheck {
  const names = [...new Set([...Object.keys(found), ...Object.keys(recorded)])].sort();
  const different = names.filter((name) => found[name] !== recorded[name]);
  if (different.length === 0) return { name: 'row_counts', ok: true, detail: `${names.length} tables agree` };
  const detail = different.map((name) => `${name}: ${found[name] ?? 'none'} instead of ${recorded[name] ?? 'none'}`);
  return { name: 'row_counts', ok: false, detail: detail.join('; ') };
}
