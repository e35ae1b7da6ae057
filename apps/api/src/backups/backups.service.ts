import { Inject, Injectable, Logger } from '@nestjs/common';
import type { AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { TransientError } from '../common/errors.js';
import { ID_PATTERN } from '../common/ids.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { backupEntry } from './backup.audit.js';
import { BackupNotFoundError, describeFailure } from './backup.errors.js';
import { BACKUP_QUEUE, type BackupQueue } from './backup.queue.js';
import { BackupRunner } from './backup.runner.js';
import { BackupsRepository, type BackupPosition, type BackupRecord } from './backups.repository.js';
import { BackupBucket } from './bucket/backup.bucket.js';
import { EncryptionKeys } from './encryption.keys.js';

export interface BackupPage {
  readonly backups: readonly BackupRecord[];
  /** Where the next page begins; null on the last one. */
  readonly next: BackupPosition | null;
}

const UPLOAD_RETRY_MS = 10 * 60_000;

/** Asks for backups, makes them, lists them. */
@Injectable()
export class BackupsService {
  private readonly logger = new Logger('Backups');
  private readonly repository: BackupsRepository;
  private readonly runner: BackupRunner;
  private readonly hasBucket: boolean;

  constructor(
    @Inject(APP_CONFIG) config: AppConfig,
    private readonly database: DatabaseService,
    private readonly audit: AuditLog,
    @Inject(BACKUP_QUEUE) private readonly queue: BackupQueue,
  ) {
    const { directory, retention, encryptionKeys, bucket } = config.backups;
    this.hasBucket = bucket !== null;
    this.repository = new BackupsRepository(database.pool);
    this.runner = new BackupRunner(this.repository, {
      databaseUrl: config.database.url,
      directory,
      retention,
      keys: new EncryptionKeys(encryptionKeys),
      bucket: bucket === null ? null : new BackupBucket(bucket),
    });
  }

  /**
   * Records the wish for a backup, and whose it is, and hands it to the queue.
   * @throws TransientError `queue_unavailable` when the queue does not take it; the row then says so.
   */
  async requestBackup(by: AuditSource): Promise<BackupRecord> {
    const backup = await this.database.transaction(async (tx) => {
      const row = await this.repository.insert('manual', tx);
      await this.audit.record(backupEntry(by, 'backup.requested', row.id), tx);
      return row;
    });
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

  /**
   * Hands the queue again what it lost, rows pending for longer than `olderThanMs`, and what could not be uploaded a while ago.
   * Returns how many.
   */
  async enqueueForgotten(olderThanMs: number): Promise<number> {
    const ids = await this.repository.pendingSince(new Date(Date.now() - olderThanMs));
    if (this.hasBucket) ids.push(...(await this.repository.takeUploadsToRetry(new Date(Date.now() - UPLOAD_RETRY_MS))));
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

  /** How the last one ended, for the metrics; null before the first. */
  async lastBackup(): Promise<{ finishedAt: Date; status: 'completed' | 'failed' } | null> {
    return this.repository.last();
  }
}
