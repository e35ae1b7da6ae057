import { Inject, Injectable, Logger } from '@nestjs/common';
import { open, type FileHandle } from 'node:fs/promises';
import { TransientError } from '../common/errors.js';
import { ID_PATTERN } from '../common/ids.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { checkBackupFile } from './backup.check.js';
import {
  BackupFileMissingError,
  BackupNotCompletedError,
  BackupNotFoundError,
  describeFailure,
  errorCode,
} from './backup.errors.js';
import { BACKUP_QUEUE, type BackupQueue } from './backup.queue.js';
import { pathOf } from './backup.retention.js';
import { BackupRunner } from './backup.runner.js';
import {
  BackupsRepository,
  type BackupOrigin,
  type BackupPosition,
  type BackupRecord,
  type StoredVerification,
} from './backups.repository.js';
import { EncryptionKeys } from './encryption.keys.js';

export interface BackupPage {
  readonly backups: readonly BackupRecord[];
  /** Where the next page begins; null on the last one. */
  readonly next: BackupPosition | null;
}

/** A finished backup, opened: it can be read to its end even when retention removes it meanwhile. */
export interface OpenBackup {
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly file: FileHandle;
}

/** Asks for backups, makes them, looks after them. */
@Injectable()
export class BackupsService {
  private readonly logger = new Logger('Backups');
  private readonly repository: BackupsRepository;
  private readonly runner: BackupRunner;
  private readonly directory: string;
  private readonly keys: EncryptionKeys;

  constructor(
    @Inject(APP_CONFIG) config: AppConfig,
    database: DatabaseService,
    @Inject(BACKUP_QUEUE) private readonly queue: BackupQueue,
  ) {
    const { directory, retention, encryptionKeys } = config.backups;
    this.directory = directory;
    this.keys = new EncryptionKeys(encryptionKeys);
    this.repository = new BackupsRepository(database.pool);
    const { keys } = this;
    this.runner = new BackupRunner(this.repository, { databaseUrl: config.database.url, directory, retention, keys });
  }

  /**
   * Records the wish for a backup and hands it to the queue.
   * @throws TransientError `queue_unavailable` when the queue does not take it; the row then says so.
   */
  async requestBackup(origin: BackupOrigin): Promise<BackupRecord> {
    const backup = await this.repository.insert(origin);
    try {
      await this.queue.enqueue(backup.id);
      return backup;
    } catch (error) {
      await this.repository.fail(backup.id, 'the queue did not take the job');
      throw new TransientError('queue_unavailable', 'The queue does not take jobs at the moment', { cause: error });
    }
  }

  /**
   * Makes the backup of that id, waiting for another instance's to end (see BackupRunner.run).
   * @throws BackupBusyError (worth a retry), PermanentError `backup_failed` or BackupNotFoundError (not worth one).
   */
  async run(backupId: string): Promise<BackupRecord> {
    const startedMs = Date.now();
    try {
      const backup = await this.runner.run(backupId);
      const { status, sizeBytes } = backup;
      this.logger.log({ message: 'backup over', backupId, status, sizeBytes, durationMs: Date.now() - startedMs });
      return backup;
    } catch (error) {
      this.logger.error({ message: 'backup not made', backupId, reason: describeFailure(error) });
      throw error;
    }
  }

  /** What the clock asked for: a new row, made at once. */
  async runScheduled(): Promise<BackupRecord> {
    return this.run((await this.repository.insert('schedule')).id);
  }

  /** Hands the queue again what it lost: rows pending for longer than `olderThanMs`. Returns how many. */
  async enqueueForgotten(olderThanMs: number): Promise<number> {
    const ids = await this.repository.pendingSince(new Date(Date.now() - olderThanMs));
    for (const id of ids) await this.queue.enqueue(id);
    return ids.length;
  }

  /** @throws BackupNotFoundError also for what cannot be an id, without asking the database. */
  async find(id: string): Promise<BackupRecord> {
    const backup = ID_PATTERN.test(id) ? await this.repository.find(id) : null;
    if (backup === null) throw new BackupNotFoundError();
    return backup;
  }

  /** Newest first. */
  async list(limit: number, after: BackupPosition | null): Promise<BackupPage> {
    const rows = await this.repository.page(limit + 1, after);
    const backups = rows.slice(0, limit);
    const last = backups.at(-1);
    const next = rows.length > limit && last !== undefined ? { createdAt: last.createdAt, id: last.id } : null;
    return { backups, next };
  }

  /**
   * Reads the backup's file back, compares it with its row, and notes there what was found.
   * @throws BackupNotFoundError, BackupNotCompletedError.
   */
  async verify(id: string): Promise<StoredVerification> {
    const backup = await this.find(id);
    const path = this.finishedPath(backup);
    const { keys } = this;
    const { ok, code, checks } = await checkBackupFile(path, backup.format ?? 'snapshot', backup, { keys });
    const verification = { at: new Date().toISOString(), deep: false, ok, code, checks };
    await this.repository.verified(id, verification);
    return verification;
  }

  /**
   * Opens the backup's file; the caller closes it.
   * @throws BackupNotFoundError, BackupNotCompletedError, BackupFileMissingError.
   */
  async openFile(id: string): Promise<OpenBackup> {
    const backup = await this.find(id);
    const path = this.finishedPath(backup);
    const file = await open(path, 'r').catch((error: unknown) => {
      if (errorCode(error) === 'ENOENT') throw new BackupFileMissingError();
      throw error;
    });
    return { fileName: backup.fileName ?? '', sizeBytes: (await file.stat()).size, file };
  }

  /** How the last one ended, for the metrics; null before the first. */
  async lastBackup(): Promise<{ finishedAt: Date; status: 'completed' | 'failed' } | null> {
    return this.repository.last();
  }

  private finishedPath(backup: BackupRecord): string {
    const path = pathOf(backup, this.directory);
    if (backup.status !== 'completed') throw new BackupNotCompletedError();
    if (path === null) throw new BackupFileMissingError();
    return path;
  }
}
