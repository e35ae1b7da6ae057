import { Injectable, Logger, type OnApplicationBootstrap, type OnModuleInit } from '@nestjs/common';
import { QUEUE_NAMES } from '../queue/queue.names.js';
import { QueueService } from '../queue/queue.service.js';
import { BackupProcessor } from './backup.processor.js';
import { BackupSchedule } from './backup.schedule.js';
import { DrillService } from './drill/drill.service.js';

const SCHEDULE_ID = 'automatic-backup';
const SCHEDULED = 'scheduled';
const DRILL_ID = 'restore-drill';
const DRILL = 'drill';

/** A job names the backup it makes; the schedulers' jobs, which are all alike, name what they are for. */
interface QueuedBackup {
  readonly [key: string]: string;
  readonly backupId: string;
}

/** Connects the `backup` queue with the processor, and keeps the schedules as configured. Only in processes that work. */
@Injectable()
export class BackupWorker implements OnModuleInit, OnApplicationBootstrap {
  private readonly logger = new Logger('Backups');

  constructor(
    private readonly queues: QueueService,
    private readonly processor: BackupProcessor,
    private readonly schedule: BackupSchedule,
    private readonly drills: DrillService,
  ) {}

  onModuleInit(): void {
    this.queues.process<QueuedBackup>(QUEUE_NAMES.backup, (job) => this.work(job));
  }

  async onApplicationBootstrap(): Promise<void> {
    try {
      await this.keep(SCHEDULE_ID, this.schedule.pattern, SCHEDULED);
      await this.keep(DRILL_ID, this.drills.pattern, DRILL);
    } catch {
      this.logger.warn('backups and drills could not be scheduled: the queue does not answer');
    }
  }

  private async work(job: QueuedBackup): Promise<void> {
    if (job.backupId === SCHEDULED) await this.schedule.runScheduled();
    else if (job.backupId === DRILL) await this.drills.runScheduled();
    else await this.processor.run(job);
  }

  private async keep(id: string, cron: string | null, backupId: string): Promise<void> {
    if (cron === null) await this.queues.unschedule(QUEUE_NAMES.backup, id);
    else await this.queues.schedule(QUEUE_NAMES.backup, id, { cron }, { backupId });
  }
}
