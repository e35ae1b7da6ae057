import type { ArchiveEvent } from './archive.events.js';
import type { BackupFormat } from './backup.name.js';
import { NO_KEYS, type EncryptionKeys } from './encryption.keys.js';
import { PROGRAMS_IN_PATH, type PgClientPrograms } from './pg-client.tools.js';
import { readPgDump } from './pg-dump.reader.js';
import { readSnapshot } from './snapshot.reader.js';

/** What it takes to read backups. */
export interface ReadingTools {
  /** What opens those that are encrypted. */
  readonly keys?: EncryptionKeys;
  readonly programs?: PgClientPrograms;
}

/**
 * What a backup holds, whichever its format, encrypted or not.
 * @throws BackupCorruptedError when the file is damaged, BackupKeyUnknownError; Error `ENOENT` when it, or pg_restore, is not
 *   there.
 */
export function readArchive(
  path: string,
  format: BackupFormat,
  { keys = NO_KEYS, programs = PROGRAMS_IN_PATH }: ReadingTools = {},
): AsyncGenerator<ArchiveEvent> {
  return format === 'snapshot' ? readSnapshot(path, keys) : readPgDump(path, programs.restore, keys);
}
