import { Injectable } from '@nestjs/common';
import type { BackupJob } from './backup.queue.js';
import { BackupsService } from './backups.service.js';

/** Works the jobs of the `backup` queue. */
@Injectable()
export class BackupProcessor {
  constructor(private readonly backups: BackupsService) {}

  /** @throws DomainError whose `retryable` says whether the job is worth another attempt. */
  async run({ backupId }: BackupJob): Promise<void> {
    await this.backups.run(backupId);
  }
}
