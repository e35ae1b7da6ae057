import { PermanentError } from '../common/errors.js';
import type { RowCounts } from './archive.events.js';
import { checkBackupFile } from './backup.check.js';
import { BackupCorruptedError, BackupNotFoundError, describeFailure } from './backup.errors.js';
import { ensureDirectory, publishFile, removeFile, removeUnfinished, writeSyncedFile } from './backup.file.js';
import { withBackupLock } from './backup.lock.js';
import { backupPath, formatBackupName, unfinishedName, type BackupFormat } from './backup.name.js';
import { ProgressKeeper, type ProgressTeller } from './backup.progress.js';
import { applyRetention, pathOf } from './backup.retention.js';
import type { BackupRecord, BackupsRepository, CompletedBackup } from './backups.repository.js';
import type { BackupBucket } from './bucket/backup.bucket.js';
import { BackupUploader } from './bucket/backup.uploader.js';
import { connectForJob, withDatabaseSnapshot, type DatabaseSnapshot } from './database.snapshot.js';
import { NO_KEYS, type EncryptionKeys } from './encryption.keys.js';
import { sumMoney } from './money.sums.js';
import { chooseFormat, findPgClient, PROGRAMS_IN_PATH, type PgClientPrograms } from './pg-client.tools.js';
import { pgDumpBytes } from './pg-dump.writer.js';
import { snapshotBytes } from './snapshot.writer.js';

export interface BackupRunnerOptions {
  readonly databaseUrl: string;
  readonly directory: string;
  /** How many completed backups are kept. */
  readonly retention: number;
  /** How long to wait for another instance's backup to end. */
  readonly lockWaitMs?: number;
  readonly programs?: PgClientPrograms;
  /** The newest one encrypts; without any, backups are not encrypted. */
  readonly keys?: EncryptionKeys;
  /** Where backups are uploaded to. */
  readonly bucket?: BackupBucket | null;
}

const LOCK_WAIT_MS = 60_000;

/** Makes one backup at a time, whatever the number of instances, and cleans up after those that died. */
export class BackupRunner {
  private readonly programs: PgClientPrograms;
  private readonly keys: EncryptionKeys;
  private readonly uploader: BackupUploader | null;

  constructor(
    private readonly repository: BackupsRepository,
    private readonly options: BackupRunnerOptions,
  ) {
    this.programs = options.programs ?? PROGRAMS_IN_PATH;
    this.keys = options.keys ?? NO_KEYS;
    const { bucket = null, directory } = options;
    this.uploader = bucket === null ? null : new BackupUploader(repository, bucket, directory);
  }

  /**
   * Makes the backup that the row asks for and returns it completed; one that is over already is returned as it is. Then what
   * is not in the bucket yet is uploaded: a backup that could not be is completed all the same, and its row says why.
   * @throws BackupNotFoundError without such a row; BackupBusyError (retryable, the row stays pending) when another
   *   instance does not end in time; PermanentError `backup_failed` when it failed: the row says why, no file is left.
   */
  async run(id: string): Promise<BackupRecord> {
    const { databaseUrl, directory, retention, lockWaitMs = LOCK_WAIT_MS } = this.options;
    return withBackupLock(databaseUrl, lockWaitMs, async (assertLockHeld) => {
      const known = await this.repository.find(id);
      if (known === null) throw new BackupNotFoundError();
      await this.failing(id, async () => {
        await ensureDirectory(directory);
        await this.cleanUp(id);
      });
      const started = await this.start(known);
      if (started !== null) await this.failing(id, () => this.make(started, assertLockHeld));
      await this.uploader?.run();
      await applyRetention(this.repository, directory, retention);
      return (await this.repository.find(id)) ?? known;
    });
  }

  /** With the lock in hand whatever is `running` belongs to a process that died. */
  private async cleanUp(ownId: string): Promise<void> {
    await removeUnfinished(this.options.directory);
    for (const dead of await this.repository.running()) {
      if (dead.id !== ownId)
        await this.repository.fail(dead.id, 'interrupted: the process ended before the backup did');
    }
    for (const backup of [...(await this.repository.running()), ...(await this.repository.finished())]) {
      const path = backup.status === 'completed' ? null : pathOf(backup, this.options.directory);
      if (path !== null) await removeFile(path);
    }
  }

  private async start(known: BackupRecord): Promise<BackupRecord | null> {
    if (known.status === 'completed' || known.status === 'failed') return null;
    const format = await this.failing(known.id, () => this.format());
    const encryptionKeyId = this.keys.newest?.id ?? null;
    const fileName = formatBackupName({ id: known.id, format, at: new Date(), encrypted: encryptionKeyId !== null });
    return this.repository.start(known.id, { format, fileName, encryptionKeyId });
  }

  private async format(): Promise<BackupFormat> {
    const client = await connectForJob(this.options.databaseUrl, 'pasarela-backup');
    try {
      const { rows } = await client.query<{ server_version_num: string }>('SHOW server_version_num');
      return chooseFormat(Number(rows[0]?.server_version_num), await findPgClient(this.programs));
    } finally {
      await client.end().catch(() => undefined);
    }
  }

  private async make(backup: BackupRecord, assertLockHeld: () => Promise<void>): Promise<void> {
    const { directory } = this.options;
    const path = backupPath(directory, backup.fileName ?? '');
    if (path === null || backup.format === null) throw new RangeError('a started backup has a file name');
    const unfinished = unfinishedName(path);
    const progress = new ProgressKeeper((news) => this.repository.progress(backup.id, news));
    try {
      const result = await this.write(unfinished, path, backup.format, progress);
      progress.tell({ phase: 'checking' });
      await this.check(unfinished, backup, result);
      await assertLockHeld();
      await publishFile(unfinished, path, directory);
      await this.complete(backup.id, path, result);
      progress.tell({ phase: 'done' });
    } catch (error) {
      await removeFile(unfinished);
      throw error;
    } finally {
      await progress.stop();
    }
  }

  /** A commit whose answer was lost has still completed the row: then the file stays. In doubt the next run cleans up. */
  private async complete(id: string, path: string, result: CompletedBackup): Promise<void> {
    try {
      if (await this.repository.complete(id, result)) return;
      throw new Error('the row of the backup is not running any more');
    } catch (error) {
      const now = await this.repository.find(id);
      if (now?.status === 'completed') return;
      await removeFile(path);
      throw error;
    }
  }

  private async write(
    unfinished: string,
    path: string,
    format: BackupFormat,
    progress: ProgressTeller,
  ): Promise<CompletedBackup> {
    return withDatabaseSnapshot(this.options.databaseUrl, async (snapshot) => {
      const counts: { rows: RowCounts } = { rows: {} };
      const bytes = remember(this.bytesOf(snapshot, path, format, progress), counts);
      const file = await writeSyncedFile(unfinished, bytes, {
        compress: format === 'snapshot',
        key: this.keys.newest,
        onBytes: (written) => progress.add({ bytes: written }),
      });
      const money = await sumMoney(snapshot.client);
      return { ...file, rowCounts: counts.rows, migration: snapshot.migration, money };
    });
  }

  private bytesOf(
    snapshot: DatabaseSnapshot,
    path: string,
    format: BackupFormat,
    progress: ProgressTeller,
  ): AsyncGenerator<Buffer, RowCounts> {
    if (format === 'snapshot') return snapshotBytes(snapshot, progress);
    const { databaseUrl } = this.options;
    const passwordFile = unfinishedName(`${path}.pgpass`);
    return pgDumpBytes(snapshot, { program: this.programs.dump, databaseUrl, passwordFile }, progress);
  }

  /** What cannot be read back is no backup. */
  private async check(
    path: string,
    { id, encryptionKeyId, format }: BackupRecord,
    written: CompletedBackup,
  ): Promise<void> {
    const { programs, keys } = this;
    const expected = { id, encryptionKeyId, ...written };
    const verdict = await checkBackupFile(path, format ?? 'snapshot', expected, { programs, keys });
    const wrong = verdict.checks.filter(({ ok }) => !ok);
    if (wrong.length > 0)
      throw new BackupCorruptedError(wrong.map(({ name, detail }) => `${name}: ${detail}`).join('; '));
  }

  private async failing<T>(id: string, work: () => Promise<T>): Promise<T> {
    try {
      return await work();
    } catch (error) {
      const reason = describeFailure(error, secretsOf(this.options.databaseUrl));
      // Without a database the row stays `running`, and the next run marks it.
      await this.repository.fail(id, reason).catch(() => undefined);
      throw new PermanentError('backup_failed', `Backup ${id} failed: ${reason}`, { cause: error });
    }
  }
}

/** Passes the bytes on and keeps what the generator returns at its end. */
async function* remember(bytes: AsyncGenerator<Buffer, RowCounts>, into: { rows: RowCounts }): AsyncGenerator<Buffer> {
  into.rows = yield* bytes;
}

function secretsOf(databaseUrl: string): string[] {
  const { password } = new URL(databaseUrl);
  return [databaseUrl, password, decodeURIComponent(password)];
}
