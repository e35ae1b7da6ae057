import type pg from 'pg';
import { BackupBusyError } from './backup.errors.js';
import { connectForJob } from './database.snapshot.js';

/** "pasarela backup" in the space of PostgreSQL's advisory locks. */
const BACKUP_LOCK = '7020411938';
/** Who restores into a scratch database: one at a time, beside any backup. */
const SCRATCH_LOCK = '7020411939';
const POLL_MS = 200;

/**
 * Runs `work` while no other instance on this database backs up or restores. The lock lives in a connection of its own, so
 * it ends with the process however that ends; `assertHeld` throws when that connection was lost meanwhile.
 * Asks again and again rather than waiting inside PostgreSQL: a waiting statement would hold back its vacuum.
 * @throws BackupBusyError when the lock is not free within `waitMs`.
 */
export function withBackupLock<T>(databaseUrl: string, waitMs: number, work: LockedWork<T>): Promise<T> {
  return withLock(BACKUP_LOCK, databaseUrl, waitMs, work);
}

/** The same for whoever restores a backup only to look at it. @throws BackupBusyError. */
export function withScratchLock<T>(databaseUrl: string, waitMs: number, work: LockedWork<T>): Promise<T> {
  return withLock(SCRATCH_LOCK, databaseUrl, waitMs, work);
}

type LockedWork<T> = (assertHeld: () => Promise<void>) => Promise<T>;

async function withLock<T>(lock: string, databaseUrl: string, waitMs: number, work: LockedWork<T>): Promise<T> {
  const client = await connectForJob(databaseUrl, 'pasarela-backup-lock');
  try {
    const deadline = Date.now() + waitMs;
    while (!(await tryLock(client, lock))) {
      if (Date.now() >= deadline) throw new BackupBusyError();
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    return await work(async () => {
      await client.query('SELECT 1');
    });
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function tryLock(client: pg.Client, lock: string): Promise<boolean> {
  const { rows } = await client.query<{ locked: boolean }>('SELECT pg_try_advisory_lock($1) AS locked', [lock]);
  return rows[0]?.locked === true;
}
