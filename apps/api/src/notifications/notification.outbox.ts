import { Injectable } from '@nestjs/common';
import { createId } from '../common/ids.js';
import type { Transaction } from '../database/database.service.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { QUEUE_NAMES } from '../queue/queue.names.js';
import { QueueService } from '../queue/queue.service.js';
import { Channels } from './channels.js';
import type { Message } from './notification.js';
import { NotificationRepository } from './notification.repository.js';

/**
 * Where whoever has something to tell puts it: in the transaction of what it tells of, so that neither is without the other.
 * What is put there is told, at least once on each channel and under one id.
 */
@Injectable()
export class NotificationOutbox {
  constructor(
    private readonly notifications: NotificationRepository,
    private readonly channels: Channels,
    private readonly queues: QueueService,
    private readonly metrics: MetricsService,
  ) {}

  /** Adds the message for every channel. Returns the new rows' ids, to be handed to `push` after the commit. */
  async add(tx: Transaction, tenantId: string, message: Message): Promise<string[]> {
    const ids: string[] = [];
    for (const channel of this.channels.names()) {
      const id = createId('ntf');
      if (await this.notifications.insert(tx, tenantId, { ...message, id, channel })) ids.push(id);
    }
    return ids;
  }

  /** Says to whoever works that these are there. What the queue does not take is found by the sweeper. */
  async push(ids: readonly string[], delayMs?: number): Promise<void> {
    const options = delayMs === undefined ? {} : { delayMs };
    for (const notificationId of ids) {
      try {
        await this.queues.enqueue(QUEUE_NAMES.notifications, { notificationId }, options);
      } catch {
        this.metrics.enqueueFailures.inc({ queue: QUEUE_NAMES.notifications });
      }
    }
  }
}
