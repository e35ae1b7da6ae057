import { backupPath } from './backup.name.js';
import { fileSize, removeFile } from './backup.file.js';
import type { BackupRecord, BackupsRepository } from './backups.repository.js';

/**
 * Keeps the newest `keep` completed backups whose files are there, at least one, and all that is newer than the oldest of
 * those; removes what is older, the file before the row, so that a crash between leaves a row to try again. The row of what is
 * in the bucket too stays. Returns the ids that are gone.
 */
export async function applyRetention(
  repository: BackupsRepository,
  directory: string,
  keep: number,
): Promise<string[]> {
  const limit = Math.max(1, keep);
  const removed: string[] = [];
  let good = 0;
  for (const backup of await repository.finished()) {
    if (good < limit) {
      if (await isGood(backup, directory)) good++;
      continue;
    }
    const path = pathOf(backup, directory);
    if (path !== null) await removeFile(path);
    if (backup.remoteKey === null) {
      await repository.delete(backup.id);
      removed.push(backup.id);
    } else if (backup.localRemovedAt === null) await repository.localRemoved(backup.id);
  }
  return removed;
}

/** Where the backup's file lies, or null when it has none. */
export function pathOf(backup: BackupRecord, directory: string): string | null {
  return backup.fileName === null ? null : backupPath(directory, backup.fileName);
}

async function isGood(backup: BackupRecord, directory: string): Promise<boolean> {
  const path = pathOf(backup, directory);
  return backup.status === 'completed' && path !== null && (await fileSize(path)) === backup.sizeBytes;
}
