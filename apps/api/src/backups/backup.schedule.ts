import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { BackupsService } from './backups.service.js';

/** The automatic backup: when, and what then happens. The queue's job scheduler keeps it to one instance. */
@Injectable()
export class BackupSchedule {
  /** Cron expression, UTC; null: no automatic backups. */
  readonly pattern: string | null;

  constructor(
    @Inject(APP_CONFIG) config: AppConfig,
    private readonly backups: BackupsService,
  ) {
    this.pattern = config.backups.auto ? config.backups.schedule : null;
  }

  /** Makes a scheduled backup, from its row to its file. */
  async runScheduled(): Promise<void> {
    await this.backups.runScheduled();
  }
}
