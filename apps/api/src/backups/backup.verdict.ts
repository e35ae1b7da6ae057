import type { ArchiveSummary } from './archive.events.js';
import type { DamageCode } from './backup.errors.js';

export const CHECK_NAMES = [
  'file',
  'sha256',
  'encryption',
  'structure',
  'identity',
  'row_counts',
  'restore',
  'restored_rows',
  'money',
] as const;
export type CheckName = (typeof CHECK_NAMES)[number];

export interface BackupCheck {
  readonly name: CheckName;
  readonly ok: boolean;
  /** Why it failed; null when it did not. */
  readonly code: DamageCode | null;
  readonly detail: string;
}

export interface BackupVerdict {
  readonly ok: boolean;
  /** What is the matter in one word, where several checks failed; null when none did. */
  readonly code: DamageCode | null;
  readonly checks: readonly BackupCheck[];
  /** What the file holds, when it could be read to its end. */
  readonly summary: ArchiveSummary | null;
}

/** One cause makes several checks fail: what explains the others comes first. */
const BY_MEANING: readonly DamageCode[] = [
  'backup_file_missing',
  'backup_key_unknown',
  'backup_swapped',
  'backup_truncated',
  'backup_altered',
  'backup_corrupted',
  'backup_rows_differ',
  'backup_not_restorable',
  'backup_money_differs',
];

export function passed(name: CheckName, detail: string): BackupCheck {
  return { name, ok: true, code: null, detail };
}

export function refused(name: CheckName, code: DamageCode, detail: string): BackupCheck {
  return { name, ok: false, code, detail };
}

export function verdictOf(checks: readonly BackupCheck[], summary: ArchiveSummary | null): BackupVerdict {
  const code = BY_MEANING.find((each) => checks.some((check) => check.code === each)) ?? null;
  return { ok: code === null, code, checks, summary };
}
