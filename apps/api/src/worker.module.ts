import { Module, type OnApplicationBootstrap } from '@nestjs/common';
import { BackupWorker } from './backups/backup.worker.js';
import { BackupsModule } from './backups/backups.module.js';
import { NotificationWorker } from './notifications/notification.worker.js';
import { NotificationsModule } from './notifications/notifications.module.js';
import { OperationsModule } from './operations/operations.module.js';
import { OperationWorker } from './operations/operation.worker.js';
import { QueueService } from './queue/queue.service.js';
import { MaintenanceWorker } from './reconciliation/maintenance.worker.js';
import { ReconciliationModule } from './reconciliation/reconciliation.module.js';
import { BreakerKeeper } from './webhooks/breaker.keeper.js';
import { WebhookWorker } from './webhooks/webhook.worker.js';
import { WebhooksModule } from './webhooks/webhooks.module.js';

/** What works the queues. Features register their processors while they are made; then all workers start at once. */
@Module({
  imports: [BackupsModule, NotificationsModule, OperationsModule, WebhooksModule, ReconciliationModule],
  providers: [BackupWorker, BreakerKeeper, MaintenanceWorker, NotificationWorker, OperationWorker, WebhookWorker],
})
export class WorkerModule implements OnApplicationBootstrap {
  constructor(private readonly queues: QueueService) {}

  onApplicationBootstrap(): void {
    this.queues.start();
  }
}
