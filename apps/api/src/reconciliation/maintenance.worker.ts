import { Inject, Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { SessionService } from '../auth/session.service.js';
import { BackupsService } from '../backups/backups.service.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { QUEUE_NAMES } from '../queue/queue.names.js';
import { QueueService } from '../queue/queue.service.js';
import { MaintenanceService } from './maintenance.service.js';

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
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  onModuleInit(): void {
    this.queues.process(QUEUE_NAMES.maintenance, async () => {
      await this.maintenance.run();
      // A backup that was asked for while the queue was away has a row and no job.
      await this.backups.enqueueForgotten(FORGOTTEN_MS);
      await this.sessions.purge(MAX_SESSIONS);
    });
  }

  async onApplicationBootstrap(): Promise<void> {
    const repeat = { everyMs: this.config.orders.maintenanceIntervalMs };
    try {
      await this.queues.schedule(QUEUE_NAMES.maintenance, 'maintenance', repeat, {});
    } catch {
      this.logger.warn('the maintenance could not be scheduled: the queue does not answer');
    }
  }
}
