import { Inject, Injectable, Logger } from '@nestjs/common';
import { AuditLog } from '../../audit/audit.log.js';
import type { AppConfig } from '../../config/app-config.js';
import { APP_CONFIG } from '../../config/app-config.token.js';
import { DatabaseService } from '../../database/database.service.js';
import { actingAlone, backupEntry } from '../backup.audit.js';
import { DrillRepository, type DrillRecord, type DrillSummary } from './drill.repository.js';
import { DrillRunner } from './drill.runner.js';

/** Restore drills: when, and how they went. */
@Injectable()
export class DrillService {
  /** Cron expression, UTC; null: no drills but by hand. */
  readonly pattern: string | null;

  private readonly logger = new Logger('Backups');
  private readonly repository: DrillRepository;
  private readonly runner: DrillRunner;

  constructor(
    @Inject(APP_CONFIG) config: AppConfig,
    database: DatabaseService,
    private readonly audit: AuditLog,
  ) {
    this.pattern = config.backups.drillSchedule;
    this.repository = new DrillRepository(database.pool);
    this.runner = new DrillRunner(database.pool, { ...config.backups, databaseUrl: config.database.url });
  }

  /** What the clock asked for. A drill that failed is told by its row and the metrics; trying again would tell the same. */
  async runScheduled(): Promise<DrillRecord> {
    const drill = await this.runner.run('schedule');
    const { id: drillId, backupId, status, errorCode } = drill;
    if (status === 'passed') this.logger.log({ message: 'restore drill passed', drillId, backupId });
    else this.logger.error({ message: 'restore drill failed', drillId, backupId, errorCode });
    const details = { drill_id: drillId, status, error_code: errorCode };
    await this.audit.record(backupEntry(actingAlone('system'), 'backup.drilled', backupId, details));
    return drill;
  }

  /** Newest first. */
  async newest(limit: number): Promise<readonly DrillRecord[]> {
    return this.repository.newest(limit);
  }

  /** For the metrics; null before the first one has ended. */
  async summary(): Promise<DrillSummary | null> {
    return this.repository.summary();
  }
}
