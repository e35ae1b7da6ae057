import type { Pool } from 'pg';
import { DomainError } from '../../common/errors.js';
import type { BackupsConfig } from '../../config/app-config.js';
import type { ReadingTools } from '../archive.reader.js';
import { BackupBusyError, describeFailure } from '../backup.errors.js';
import { BackupFiles } from '../backup.files.js';
import { withScratchLock } from '../backup.lock.js';
import { BackupsRepository, type BackupRecord } from '../backups.repository.js';
import { checkDeeply } from '../deep.check.js';
import { EncryptionKeys } from '../encryption.keys.js';
import { DrillRepository, type DrillEnd, type DrillOrigin, type DrillRecord } from './drill.repository.js';

export interface DrillOptions extends Pick<BackupsConfig, 'directory' | 'bucket' | 'encryptionKeys' | 'scratchUrl'> {
  readonly databaseUrl: string;
  readonly lockWaitMs?: number;
  readonly programs?: ReadingTools['programs'];
}

const LOCK_WAIT_MS = 3_000;
const NOTHING: Omit<DrillEnd, 'errorCode' | 'error'> = { backupId: null, source: null, checks: null };

/**
 * The rehearsal of a restore: the newest backup, from where it would come if this machine were lost, is restored into a database
 * of its own and compared with what was recorded when it was made. How it went is a row.
 */
export class DrillRunner {
  private readonly backups: BackupsRepository;
  private readonly drills: DrillRepository;
  private readonly files: BackupFiles;

  constructor(
    pool: Pool,
    private readonly options: DrillOptions,
  ) {
    this.backups = new BackupsRepository(pool);
    this.drills = new DrillRepository(pool);
    this.files = new BackupFiles(options);
  }

  /**
   * @param backupId which one; null: the newest that is completed.
   * @throws BackupBusyError while another one is on. Whatever else goes wrong is a drill that failed.
   */
  async run(origin: DrillOrigin, backupId: string | null = null): Promise<DrillRecord> {
    const { databaseUrl, lockWaitMs = LOCK_WAIT_MS } = this.options;
    return withScratchLock(databaseUrl, lockWaitMs, async () => {
      const id = await this.drills.start(origin);
      return this.drills.finish(id, await this.tryOut(backupId));
    });
  }

  private async tryOut(backupId: string | null): Promise<DrillEnd> {
    const backup = await (backupId === null ? this.backups.newestCompleted() : this.backups.find(backupId));
    if (backup?.status !== 'completed') {
      return { ...NOTHING, errorCode: 'no_backup', error: 'there is no completed backup to restore' };
    }
    try {
      return await this.restore(backup);
    } catch (error) {
      if (error instanceof BackupBusyError) throw error;
      const errorCode = error instanceof DomainError ? error.code : 'internal_error';
      return { ...NOTHING, backupId: backup.id, errorCode, error: describeFailure(error) };
    }
  }

  private async restore(backup: BackupRecord): Promise<DrillEnd> {
    const { databaseUrl, scratchUrl, encryptionKeys, programs } = this.options;
    const keys = new EncryptionKeys(encryptionKeys);
    const tools = { databaseUrl, scratchUrl, keys, ...(programs && { programs }) };
    return this.files.withFile(backup, 's3', async ({ path, source }) => {
      const { ok, code, checks } = await checkDeeply(path, backup.format ?? 'snapshot', backup, tools);
      await this.backups.verified(backup.id, { at: new Date().toISOString(), deep: true, ok, code, checks });
      const wrong = checks.find((check) => !check.ok && check.code === code);
      return { backupId: backup.id, source, checks, errorCode: code, error: wrong?.detail ?? null };
    });
  }
}
