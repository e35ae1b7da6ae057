import { Injectable, Logger } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { DELIVERY_TIMEOUT_MS, DeliveryError } from './channel.js';
import { Channels } from './channels.js';
import type { OutgoingNotification } from './notification.js';
import { NotificationOutbox } from './notification.outbox.js';
import { type AttemptEnd, NotificationRepository } from './notification.repository.js';
import { notificationWaitMs } from './retry.schedule.js';

/** An exchange by mail has several steps, each with half the deadline. */
const LEASE_MS = 4 * DELIVERY_TIMEOUT_MS;

export interface Delivery {
  readonly notification: OutgoingNotification;
  readonly end: AttemptEnd;
}

/** Tells what is in the outbox. Who claims a row tells it; where its process dies, the lease ends and somebody else does. */
@Injectable()
export class NotificationDeliverer {
  private readonly logger = new Logger('Notifications');

  constructor(
    private readonly database: DatabaseService,
    private readonly notifications: NotificationRepository,
    private readonly channels: Channels,
    private readonly outbox: NotificationOutbox,
    private readonly metrics: MetricsService,
  ) {}

  /** Makes the attempt that is due and says how it ended; null when none is, or another has it. */
  async deliver(id: string): Promise<Delivery | null> {
    const { pool } = this.database;
    const notification = await this.notifications.claim(pool, id, LEASE_MS);
    if (notification === null) return null;
    const end = await this.attempt(notification);
    if (await this.notifications.end(pool, notification, end)) {
      this.report(notification, end);
      if (end.nextInMs !== null) await this.outbox.push([id], end.nextInMs);
      else await this.outbox.push(await this.notifications.waitingFor(pool, notification));
    }
    return { notification, end };
  }

  /** Sends it once and says how that ended; a test that fails is not repeated. */
  private async attempt(notification: OutgoingNotification): Promise<AttemptEnd> {
    try {
      return { status: 'sent', answer: await this.send(notification), nextInMs: null };
    } catch (error) {
      const nextInMs = notification.kind === 'test' ? null : notificationWaitMs(notification.attempts);
      return { status: nextInMs === null ? 'failed' : 'pending', answer: describe(error), nextInMs };
    }
  }

  /** Counts and logs, with ids and words of ours alone. */
  private report({ id, channel, kind, attempts }: OutgoingNotification, { status, answer }: AttemptEnd): void {
    this.metrics.notifications.inc({ channel, result: status === 'pending' ? 'retried' : status });
    const line = { notificationId: id, channel, kind, attempts, status };
    if (status === 'sent') this.logger.log(line, 'notification sent');
    else this.logger.warn({ ...line, reason: answer }, 'notification not sent');
  }

  private async send(notification: OutgoingNotification): Promise<string> {
    const channel = this.channels.get(notification.channel);
    if (channel === null) throw new DeliveryError('channel_not_configured', 'This process does not know the channel');
    return channel.send(notification);
  }
}

function describe(error: unknown): string {
  return error instanceof DeliveryError ? `${error.code}: ${error.message}` : 'unexpected error';
}
