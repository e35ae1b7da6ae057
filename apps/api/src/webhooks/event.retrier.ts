import { Injectable } from '@nestjs/common';
import type { AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { createId } from '../common/ids.js';
import { DatabaseService } from '../database/database.service.js';
import type { EventFilter } from './event.filter.js';
import { EventRetryRepository, type RetriedEvent } from './event-retry.repository.js';
import { WebhookEnqueuer } from './webhook.enqueuer.js';

/** A retry of many events, begun. */
export interface BegunRetry {
  readonly id: string;
  readonly queued: number;
}

const BATCH = 1_000;
/** One call retries at most this many batches; the next call goes on. */
const MAX_BATCHES = 100;

/**
 * Gives events another set of attempts because a human said so. The dedup of the door has no say in it: the row is there, and
 * whatever an event brings twice the money path applies once.
 */
@Injectable()
export class EventRetrier {
  constructor(
    private readonly database: DatabaseService,
    private readonly retries: EventRetryRepository,
    private readonly audit: AuditLog,
    private readonly enqueuer: WebhookEnqueuer,
  ) {}

  /** Retries one event, whatever became of it. Returns 0 when somebody works it right now. */
  async retryOne(source: AuditSource, id: string): Promise<number> {
    const retried = await this.database.transaction(async (tx) => {
      const events = await this.retries.retryOne(tx, source.tenantId, id);
      const details = { queued: events.length };
      await this.audit.record(
        { ...source, action: 'event.retried', objectKind: 'webhook_event', objectId: id, details },
        tx,
      );
      return events;
    });
    return this.handOver(retried);
  }

  /** Retries exactly these events, whatever became of them, but for those that somebody works right now. */
  async retryChosen(source: AuditSource, ids: readonly string[]): Promise<BegunRetry> {
    const { id } = await this.begin(source, { chosen: ids.length });
    const queued = this.handOver(await this.retries.retryChosen(source.tenantId, id, ids));
    await this.retries.gathered(id);
    return { id, queued };
  }

  /** Retries what matches and has failed so far, oldest first. */
  async retryFailed(source: AuditSource, filter: EventFilter): Promise<BegunRetry> {
    const { id, startedAt } = await this.begin(source, wordsOf(filter));
    let queued = 0;
    for (let batch = 0; batch < MAX_BATCHES; batch++) {
      const events = await this.retries.retryFailed(source.tenantId, id, filter, startedAt, BATCH);
      queued += this.handOver(events);
      if (events.length < BATCH) break;
    }
    await this.retries.gathered(id);
    return { id, queued };
  }

  private async begin(
    source: AuditSource,
    details: Readonly<Record<string, string | number>>,
  ): Promise<{ readonly id: string; readonly startedAt: string }> {
    const id = createId('rty');
    return this.database.transaction(async (tx) => {
      const startedAt = await this.retries.begin(tx, source.tenantId, id, source.actor);
      await this.audit.record(
        { ...source, action: 'events.retried', objectKind: 'event_retry', objectId: id, details },
        tx,
      );
      return { id, startedAt };
    });
  }

  private handOver(events: readonly RetriedEvent[]): number {
    for (const { id, provider } of events) this.enqueuer.push(provider, id);
    return events.length;
  }
}

/** What was asked for. */
function wordsOf({ provider, type, reference, error_code, since, until }: EventFilter): Record<string, string> {
  const words = Object.entries({ provider, type, reference, error_code, since, until });
  return Object.fromEntries(words.filter((word): word is [string, string] => word[1] !== undefined));
}
