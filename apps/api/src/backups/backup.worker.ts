import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { QUEUE_NAMES } from '../queue/queue.names.js';
import { QueueService } from '../queue/queue.service.js';
import { BackupProcessor } from './backup.processor.js';
import { BackupSchedule } from './backup.schedule.js';

const SCHEDULE_ID = 'automatic-backup';
const SCHEDULED = 'scheduled';

/** A job names the backup it makes; the scheduler's jobs, which are all alike, name none. */
interface QueuedBackup {
  readonly [key: string]: string;
  readonly backupId: string;
}

/** Connects the `backup` queue with the processor, and keeps the schedule as configured. Only in processes that work. */
@Injectable()
export class BackupWorker implements OnModuleInit, OnApplicationBootstrap {
  private readonly logger = new Logger('Backups');

  constructor(
    private readonly queues: QueueService,
    private readonly processor: BackupProcessor,
    private readonly schedule: BackupSchedule,
  ) {}

  onModuleInit(): void {
    this.queues.process<QueuedBackup>(QUEUE_NAMES.backup, (job) =>
      job.backupId === SCHEDULED ? this.schedule.runScheduled() : this.processor.run(job),
    );
  }

  async onApplicationBootstrap(): Promise<void> {
    const cron = this.schedule.pattern;
    try {
      if (cron === null) await this.queues.unschedule(QUEUE_NAMES.backup, SCHEDULE_ID);
      else await this.queues.schedule(QUEUE_NAMES.backup, SCHEDULE_ID, { cron }, { backupId: SCHEDULED });
    } catch {
      this.logger.warn('the automatic backup could not be scheduled: the queue does not answer');
    }
  }
}
