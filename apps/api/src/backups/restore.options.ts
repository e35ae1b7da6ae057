import type pg from 'pg';
import type { AuditActor } from '../audit/audit.entry.js';
import type { ArchiveSummary, RowCounts } from './archive.events.js';
import type { ExpectedFile } from './backup.check.js';
import type { BackupFormat } from './backup.name.js';
import type { EncryptionKeys } from './encryption.keys.js';
import type { PgClientPrograms } from './pg-client.tools.js';
import type { RestoreMark } from './restore.mark.js';

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
  /** Looks at what was loaded before anything in it is mended. What it throws undoes the restore. */
  readonly inspect?: (client: pg.ClientBase) => Promise<void>;
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
  /** What is left to ask the gateways about. */
  readonly mark: RestoreMark;
}

/** A file that was read to its end and found whole. */
export interface CheckedFile {
  readonly path: string;
  readonly format: BackupFormat;
  readonly summary: ArchiveSummary;
  readonly migration: string;
}
