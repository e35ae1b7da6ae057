import { Inject, Injectable, Logger, type BeforeApplicationShutdown } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { OperationPerformer } from './operation.performer.js';
import { OperationQueue } from './operation.queue.js';
import { OperationRepository } from './operation.repository.js';

const BATCH = 100;

/**
 * Finds operations that are due: those whose job the queue lost, whose worker died, that wait for the gateway's decision or
 * for a gateway that was away. A timer of this process, not a job, like the sweeper of events.
 */
@Injectable()
export class OperationSweeper implements BeforeApplicationShutdown {
  private readonly logger = new Logger('OperationSweeper');
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> = Promise.resolve();
  private stopped = false;

  constructor(
    private readonly database: DatabaseService,
    private readonly operations: OperationRepository,
    private readonly queue: OperationQueue,
    private readonly performer: OperationPerformer,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  start(): void {
    this.timer = setTimeout(() => {
      this.running = this.sweepQuietly().finally(() => {
        if (!this.stopped) this.start();
      });
    }, this.config.webhooks.sweepIntervalMs);
  }

  async beforeApplicationShutdown(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await this.running;
  }

  /** One sweep. Returns how many operations it found. */
  async sweep(): Promise<number> {
    const due = await this.operations.due(this.database.pool, BATCH);
    for (const { id } of due) if (!(await this.queue.push(id))) await this.performer.perform(id);
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
