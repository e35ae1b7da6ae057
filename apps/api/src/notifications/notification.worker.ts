import { Injectable, type OnModuleInit } from '@nestjs/common';
import { type NotificationJob, QUEUE_NAMES } from '../queue/queue.names.js';
import { QueueService } from '../queue/queue.service.js';
import { NotificationDeliverer } from './notification.deliverer.js';

/** A receiver that hangs must not hold the others up. */
const CONCURRENCY = 4;

/** Connects the `notifications` queue with the deliverer. Only in processes that work. */
@Injectable()
export class NotificationWorker implements OnModuleInit {
  constructor(
    private readonly queues: QueueService,
    private readonly deliverer: NotificationDeliverer,
  ) {}

  onModuleInit(): void {
    const work = async ({ notificationId }: NotificationJob): Promise<void> => {
      await this.deliverer.deliver(notificationId);
    };
    this.queues.process(QUEUE_NAMES.notifications, work, CONCURRENCY);
  }
}
