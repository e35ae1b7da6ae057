import type { ArchiveEvent } from './archive.events.js';
import type { BackupFormat } from './backup.name.js';
import { PROGRAMS_IN_PATH, type PgClientPrograms } from './pg-client.tools.js';
import { readPgDump } from './pg-dump.reader.js';
import { readSnapshot } from './snapshot.reader.js';

/**
 * What a backup holds, whichever its format.
 * @throws BackupCorruptedError when the file is damaged; Error `ENOENT` when it, or pg_restore, is not there.
 */
export function readArchive(
  path: string,
  format: BackupFormat,
  programs: PgClientPrograms = PROGRAMS_IN_PATH,
): AsyncGenerator<ArchiveEvent> {
  return format === 'snapshot' ? readSnapshot(path) : readPgDump(path, programs.restore);
}
