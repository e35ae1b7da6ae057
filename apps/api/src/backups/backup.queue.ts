/** The payload of a job of the `backup` queue. */
export interface BackupJob {
  readonly backupId: string;
}

/** Where backups wait for a worker. */
export interface BackupQueue {
  /** @throws when the job could not be stored within a bounded time. */
  enqueue(backupId: string): Promise<void>;
}

export const BACKUP_QUEUE = Symbol('BackupQueue');
