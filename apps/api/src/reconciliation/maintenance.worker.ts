import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { SessionService } from '../auth/session.service.js';
import { DEFAULT_TENANT_ID } from '../auth/tenant.js';
import { BackupsService } from '../backups/backups.service.js';
import { DomainError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { QUEUE_NAMES } from '../queue/queue.names.js';
import { QueueService } from '../queue/queue.service.js';
import { MaintenanceService } from './maintenance.service.js';
import {
  CATCH_UP_TASK,
  type MaintenanceJob,
  RECONCILIATION_TASK,
  SCHEDULED_RECONCILIATION_TASK,
} from './maintenance.tasks.js';
import { ReconciliationService } from './reconciliation.service.js';
import { RestoreCatchUp } from './restore-catch-up.service.js';

const FORGOTTEN_MS = 60_000;
const MAX_SESSIONS = 1_000;

/** Runs the maintenance on its schedule: one job for all workers, however many there are. */
@Injectable()
export class MaintenanceWorker implements OnModuleInit, OnApplicationBootstrap {
  private readonly logger = new Logger('Maintenance');

  constructor(
    private readonly queues: QueueService,
    private readonly maintenance: MaintenanceService,
    private readonly backups: BackupsService,
    private readonly sessions: SessionService,
    private readonly reconciliation: ReconciliationService,
    private readonly catchUp: RestoreCatchUp,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  onModuleInit(): void {
    // Two at once: a reconciliation takes its time, and orders expire meanwhile.
    this.queues.process<MaintenanceJob>(QUEUE_NAMES.maintenance, (job) => this.work(job), 2);
  }

  async onApplicationBootstrap(): Promise<void> {
    const { maintenance } = QUEUE_NAMES;
    const repeat = { everyMs: this.config.orders.maintenanceIntervalMs };
    const cron = this.config.reconciliation.schedule;
    try {
      await this.queues.schedule(maintenance, 'maintenance', repeat, {});
      await this.queues.schedule(maintenance, 'reconciliation', { cron }, { task: SCHEDULED_RECONCILIATION_TASK });
      // A restored database asks the gateways at once, whenever the schedule is due.
      await this.queues.enqueue(maintenance, { task: CATCH_UP_TASK });
    } catch {
      this.logger.warn('the maintenance could not be scheduled: the queue does not answer');
    }
  }

  private async work({ task, runId }: Partial<MaintenanceJob>): Promise<void> {
    if (task === RECONCILIATION_TASK && runId !== undefined) {
      await this.reconciliation.run(runId);
      return this.catchUp.run();
    }
    if (task === SCHEDULED_RECONCILIATION_TASK) return this.reconcile();
    if (task === CATCH_UP_TASK) return this.catchUp.run();
    await this.catchUp.run();
    await this.maintenance.run();
    // What was asked for while the queue was away, or whose worker died, has a row and no job.
    await this.backups.enqueueForgotten(FORGOTTEN_MS);
    await this.reconciliation.enqueueForgotten(FORGOTTEN_MS);
    await this.sessions.purge(MAX_SESSIONS);
  }

  /** The schedule's run; one that is going on already will do. */
  private async reconcile(): Promise<void> {
    try {
      await this.reconciliation.startScheduled(DEFAULT_TENANT_ID);
    } catch (error) {
      if (!(error instanceof DomainError) || error.code !== 'reconciliation_running') throw error;
    }
  }
}
