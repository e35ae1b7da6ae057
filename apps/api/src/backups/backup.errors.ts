import { DomainError, PermanentError, TransientError } from '../common/errors.js';

/** Why a file is no good backup; `backup_corrupted`: cut or altered, it cannot be told which. */
export type DamageCode =
  | 'backup_file_missing'
  | 'backup_key_unknown'
  | 'backup_swapped'
  | 'backup_truncated'
  | 'backup_altered'
  | 'backup_corrupted'
  | 'backup_rows_differ'
  | 'backup_money_differs'
  | 'backup_not_restorable';

/** The file is not what was written: cut, altered, of another kind. The message names what was found, never the content. */
export class BackupCorruptedError extends PermanentError {
  readonly damage: DamageCode;

  constructor(message: string, cause?: unknown, damage: DamageCode = 'backup_corrupted') {
    super(damage, message, { status: 422, cause });
    this.damage = damage;
  }
}

/** The file is encrypted with a key that nobody told us. */
export class BackupKeyUnknownError extends BackupCorruptedError {
  constructor(keyId: string) {
    super(`encrypted with key ${keyId}, which is not in BACKUP_ENCRYPTION_KEY`, undefined, 'backup_key_unknown');
  }
}

export class BackupNotFoundError extends PermanentError {
  constructor() {
    super('backup_not_found', 'No such backup', { status: 404 });
  }
}

/** The row is there, the file is not (removed by hand, another machine's disk). */
export class BackupFileMissingError extends PermanentError {
  constructor() {
    super('backup_file_missing', 'The file of this backup is not in the backup directory', { status: 404 });
  }
}

export class BackupNotCompletedError extends PermanentError {
  constructor() {
    super('backup_not_completed', 'This backup is not completed', { status: 409 });
  }
}

/** Another instance backs up or restores right now. */
export class BackupBusyError extends TransientError {
  constructor() {
    super('backup_busy', 'Another backup or restore is running');
  }
}

export type RestoreRefusal =
  | 'restore_file_not_found'
  | 'restore_file_unknown'
  | 'restore_file_damaged'
  | 'restore_migration_unknown'
  | 'restore_target_foreign'
  | 'restore_target_newer'
  | 'restore_target_not_empty'
  | 'restore_target_busy'
  | 'restore_schema_differs'
  | 'restore_load_failed'
  | 'restore_counts_differ';

/** Why nothing was restored. The database is as it was. `facts` fill in the message that a person reads. */
export class RestoreError extends PermanentError {
  readonly facts: Readonly<Record<string, string>>;

  constructor(code: RestoreRefusal, message: string, facts: Readonly<Record<string, string>> = {}, cause?: unknown) {
    super(code, message, { status: 409, cause });
    this.facts = facts;
  }
}

const REASON_LENGTH = 300;

/**
 * Why a backup failed, in one line that may be stored and shown: only errors' messages and codes (PostgreSQL puts row
 * contents in `detail` and `where`, which are left out), without the secrets named.
 */
export function describeFailure(error: unknown, secrets: readonly string[] = []): string {
  const message = hasText(error, 'message') ? error.message : String(error);
  const code = error instanceof DomainError ? null : errorCode(error);
  let text = `${message}${code === null ? '' : ` (${code})`}`.replace(/\s+/g, ' ').trim();
  for (const secret of secrets) if (secret !== '') text = text.replaceAll(secret, '***');
  return text.length > REASON_LENGTH ? `${text.slice(0, REASON_LENGTH)}…` : text;
}

/** The `code` of an error of Node or of PostgreSQL (`ENOENT`, `55P03`), or null. */
export function errorCode(error: unknown): string | null {
  return hasText(error, 'code') ? error.code : null;
}

function hasText<K extends string>(value: unknown, key: K): value is Record<K, string> {
  return typeof value === 'object' && value !== null && typeof Reflect.get(value, key) === 'string';
}
