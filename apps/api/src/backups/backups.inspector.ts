import { Inject, Injectable } from '@nestjs/common';
import { open } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import type { AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { backupEntry } from './backup.audit.js';
import { checkBackupFile } from './backup.check.js';
import { BackupFileMissingError, BackupNotCompletedError, errorCode } from './backup.errors.js';
import { BackupFiles } from './backup.files.js';
import { withScratchLock } from './backup.lock.js';
import { pathOf } from './backup.retention.js';
import type { BackupVerdict } from './backup.verdict.js';
import { BackupsRepository, type BackupRecord, type StoredVerification } from './backups.repository.js';
import { BackupsService } from './backups.service.js';
import { checkDeeply } from './deep.check.js';
import { EncryptionKeys } from './encryption.keys.js';

/** A finished backup, opened: it can be read to its end even when retention removes it meanwhile. */
export interface OpenBackup {
  readonly fileName: string;
  readonly sizeBytes: number;
  readonly stream: Readable;
}

const SCRATCH_WAIT_MS = 3_000;

/** Looks at the backups that there are: whether they are good, and what is in their files. */
@Injectable()
export class BackupsInspector {
  private readonly repository: BackupsRepository;
  private readonly files: BackupFiles;
  private readonly keys: EncryptionKeys;

  constructor(
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    private readonly backups: BackupsService,
    private readonly database: DatabaseService,
    private readonly audit: AuditLog,
  ) {
    this.repository = new BackupsRepository(database.pool);
    this.files = new BackupFiles(config.backups);
    this.keys = new EncryptionKeys(config.backups.encryptionKeys);
  }

  /**
   * Reads the backup's file back, compares it with its row, and notes there what was found. `deep`: restores it, too.
   * @throws BackupNotFoundError, BackupNotCompletedError; for a deep look BackupBusyError and ScratchNotPermittedError.
   */
  async verify(by: AuditSource, id: string, deep: boolean): Promise<StoredVerification> {
    const backup = await this.finished(id);
    const { ok, code, checks } = await this.files.withFile(backup, 'local', ({ path }) =>
      this.look(backup, path, deep),
    );
    const verification = { at: new Date().toISOString(), deep, ok, code, checks };
    await this.database.transaction(async (tx) => {
      await this.repository.verified(id, verification, tx);
      await this.audit.record(backupEntry(by, 'backup.verified', id, { deep, ok, code }), tx);
    });
    return verification;
  }

  /**
   * Writes down that somebody takes the backup away, then opens its file, or the object in the bucket when it is only there; the
   * caller reads it or closes it.
   * @throws BackupNotFoundError, BackupNotCompletedError, BackupFileMissingError.
   */
  async openFile(by: AuditSource, id: string): Promise<OpenBackup> {
    const backup = await this.finished(id);
    await this.audit.record(backupEntry(by, 'backup.downloaded', id));
    const path = pathOf(backup, this.files.directory);
    if (path === null) throw new BackupFileMissingError();
    const fileName = backup.fileName ?? '';
    try {
      const file = await open(path, 'r');
      const { size } = await file.stat();
      // The length is a promise: what is appended meanwhile is not sent.
      return { fileName, sizeBytes: size, stream: file.createReadStream({ start: 0, end: Math.max(0, size - 1) }) };
    } catch (error) {
      if (errorCode(error) !== 'ENOENT') throw error;
      if (this.files.bucket === null || backup.remoteKey === null) throw new BackupFileMissingError();
      return { fileName, ...(await this.files.bucket.open(backup.remoteKey)) };
    }
  }

  private look(backup: BackupRecord, path: string, deep: boolean): Promise<BackupVerdict> {
    const { keys } = this;
    const format = backup.format ?? 'snapshot';
    if (!deep) return checkBackupFile(path, format, backup, { keys });
    const { url: databaseUrl } = this.config.database;
    const { scratchUrl } = this.config.backups;
    return withScratchLock(databaseUrl, SCRATCH_WAIT_MS, () =>
      checkDeeply(path, format, backup, { keys, databaseUrl, scratchUrl }),
    );
  }

  private async finished(id: string): Promise<BackupRecord> {
    const backup = await this.backups.find(id);
    if (backup.fileName !== null && pathOf(backup, this.files.directory) === null) throw new BackupFileMissingError();
    if (backup.status !== 'completed') throw new BackupNotCompletedError();
    return backup;
  }
}
