import { Inject, Injectable, type BeforeApplicationShutdown } from '@nestjs/common';
import { Repeater } from '../common/repeater.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { EventRepository } from './event.repository.js';
import { WebhookEnqueuer } from './webhook.enqueuer.js';
import { WebhookProcessor } from './webhook.processor.js';

const BATCH = 500;
/** Of the events of one sweep a job gets this many, so that a stopping worker is done with its job soon. */
const IDS_PER_JOB = 50;
/** An event is given this many sweep intervals to be worked before the queue is taken to have lost it. */
const GRACE_INTERVALS = 3;

/**
 * Makes the queue disposable: finds in PostgreSQL what nobody works (the queue lost it, a worker died with it) and hands it
 * over again; where the queue takes nothing, it works the events itself. A timer of this process, not a job: it must run when
 * the queue does not. Every worker process has one; they find different rows.
 */
@Injectable()
export class WebhookSweeper implements BeforeApplicationShutdown {
  private readonly repeater: Repeater;

  constructor(
    private readonly database: DatabaseService,
    private readonly events: EventRepository,
    private readonly enqueuer: WebhookEnqueuer,
    private readonly processor: WebhookProcessor,
    private readonly metrics: MetricsService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {
    this.repeater = new Repeater('WebhookSweeper', config.webhooks.sweepIntervalMs, () => this.sweep());
  }

  start(): void {
    this.repeater.start();
  }

  beforeApplicationShutdown(): Promise<void> {
    return this.repeater.stop();
  }

  /** One sweep. Returns how many events it found. */
  async sweep(graceMs: number = this.config.webhooks.sweepIntervalMs * GRACE_INTERVALS): Promise<number> {
    let found = 0;
    for (;;) {
      const rows = await this.events.sweep(this.database.pool, graceMs, BATCH);
      found += rows.length;
      for (const [provider, ids] of byProvider(rows)) {
        this.metrics.swept.inc({ provider }, ids.length);
        for (let start = 0; start < ids.length; start += IDS_PER_JOB) {
          await this.handOver(provider, ids.slice(start, start + IDS_PER_JOB));
        }
      }
      if (rows.length < BATCH || this.repeater.isStopped) return found;
    }
  }

  private async handOver(provider: string, ids: readonly string[]): Promise<void> {
    try {
      await this.enqueuer.send(provider, ids);
    } catch {
      await this.processor.process(provider, ids);
    }
  }
}

function byProvider(rows: readonly { id: string; provider: string }[]): Map<string, string[]> {
  const groups = new Map<string, string[]>();
  for (const { id, provider } of rows) groups.set(provider, [...(groups.get(provider) ?? []), id]);
  return groups;
}
