import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Repeater } from '../common/repeater.js';
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
  private readonly repeater: Repeater;

  constructor(
    private readonly database: DatabaseService,
    private readonly operations: OperationRepository,
    private readonly queue: OperationQueue,
    private readonly performer: OperationPerformer,
    @Inject(APP_CONFIG) config: AppConfig,
  ) {
    this.repeater = new Repeater('OperationSweeper', config.webhooks.sweepIntervalMs, () => this.sweep());
  }

  start(): void {
    this.repeater.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.repeater.stop();
  }

  /** One sweep. Returns how many operations it found. */
  async sweep(): Promise<number> {
    const due = await this.operations.due(this.database.pool, BATCH);
    for (const { id } of due) if (!(await this.queue.push(id))) await this.performer.perform(id);
    return due.length;
  }
}
