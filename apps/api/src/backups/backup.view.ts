import type { BackupDto } from './backup.dto.js';
import type { BackupPosition, BackupRecord } from './backups.repository.js';

/** A row as HTTP shows it. */
export function viewBackup(backup: BackupRecord): BackupDto {
  return {
    id: backup.id,
    status: backup.status,
    format: backup.format,
    origin: backup.origin,
    size_bytes: backup.sizeBytes,
    sha256: backup.sha256,
    row_counts: backup.rowCounts,
    migration: backup.migration,
    error: backup.error,
    progress: backup.progress,
    encrypted: backup.encryptionKeyId !== null,
    encryption_key_id: backup.encryptionKeyId,
    stored: {
      local: backup.status === 'completed' && backup.localRemovedAt === null,
      s3: backup.remoteKey !== null,
      s3_error: backup.remoteError,
    },
    verification: backup.verification,
    created_at: backup.createdAt.toISOString(),
    started_at: backup.startedAt?.toISOString() ?? null,
    finished_at: backup.finishedAt?.toISOString() ?? null,
  };
}

const CURSOR = /^(\d{1,14})\.([A-Za-z0-9_-]{1,64})$/;

/** An opaque word for a position in the list. */
export function formatCursor(position: BackupPosition): string {
  return Buffer.from(`${position.createdAt.getTime()}.${position.id}`).toString('base64url');
}

/** The position of a cursor, or null when {@link formatCursor} did not make it. */
export function parseCursor(cursor: string): BackupPosition | null {
  const match = CURSOR.exec(Buffer.from(cursor, 'base64url').toString());
  return match ? { createdAt: new Date(Number(match[1])), id: match[2] ?? '' } : null;
}
