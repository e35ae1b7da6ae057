import { Module } from '@nestjs/common';
import { QUEUE_NAMES } from '../queue/queue.names.js';
import { QueueService } from '../queue/queue.service.js';
import { BackupProcessor } from './backup.processor.js';
import { BACKUP_QUEUE, type BackupQueue } from './backup.queue.js';
import { BackupSchedule } from './backup.schedule.js';
import { BackupsInspector } from './backups.inspector.js';
import { BackupsService } from './backups.service.js';
import { DrillService } from './drill/drill.service.js';

const QUEUE = {
  provide: BACKUP_QUEUE,
  inject: [QueueService],
  useFactory: (queue: QueueService): BackupQueue => ({
    enqueue: (backupId) => queue.enqueue(QUEUE_NAMES.backup, { backupId }),
  }),
};
const PARTS = [BackupsService, BackupsInspector, BackupProcessor, BackupSchedule, DrillService];

/** Backups; whoever works the `backup` queue hands its jobs to BackupProcessor. */
@Module({ providers: [QUEUE, ...PARTS], exports: PARTS })
export class BackupsModule {}
