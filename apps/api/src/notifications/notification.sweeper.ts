import {
  Inject,
  Injectable,
  Logger,
  type BeforeApplicationShutdown,
  type OnApplicationBootstrap,
} from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { NotificationDeliverer } from './notification.deliverer.js';
import { NotificationRepository } from './notification.repository.js';

const BATCH = 20;
/** A process without workers leaves them this many of its own sweeps: if nobody tells it by then, it does. */
const PATIENCE = 12;

/**
 * Finds what is due and still not told: its job was lost, or whoever had it died. A timer of every process, the API's too: that
 * nobody works is among the things that have to be told.
 */
@Injectable()
export class NotificationSweeper implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('NotificationSweeper');
  private readonly intervalMs: number;
  private readonly overdueMs: number;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly database: DatabaseService,
    private readonly notifications: NotificationRepository,
    private readonly deliverer: NotificationDeliverer,
    @Inject(APP_CONFIG) { role, webhooks }: AppConfig,
  ) {
    this.intervalMs = webhooks.sweepIntervalMs;
    this.overdueMs = role === 'api' ? this.intervalMs * PATIENCE : this.intervalMs;
  }

  onApplicationBootstrap(): void {
    this.timer = setTimeout(() => {
      this.running = this.sweepQuietly().finally(() => {
        if (!this.stopped) this.onApplicationBootstrap();
      });
    }, this.intervalMs).unref();
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** One sweep. Returns how many it found. */
  async sweep(): Promise<number> {
    const due = await this.notifications.due(this.database.pool, this.overdueMs, BATCH);
    for (const id of due) {
      if (this.stopped) break;
      await this.deliverer.deliver(id);
    }
    return due.length;
  }

  private async sweepQuietly(): Promise<void> {
    try {
      await this.sweep();
    } catch (error) {
      this.logger.warn(`sweep failed: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }
}
