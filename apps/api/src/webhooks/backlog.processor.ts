import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { EventRepository } from './event.repository.js';
import { WebhookProcessor } from './webhook.processor.js';

/** What one round did, in events. */
export interface RoundReport {
  /** Due events that this round claimed; others had the rest. */
  readonly claimed: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Given back: they are due again later. */
  readonly waiting: number;
}

/** Bounds what a round that was told to stop still finishes. */
const ROUND_SIZE = 200;

/** Works what is due straight from PostgreSQL, oldest first, whether or not there is a queue. Beside workers it is harmless. */
@Injectable()
export class BacklogProcessor {
  constructor(
    private readonly database: DatabaseService,
    private readonly events: EventRepository,
    private readonly gateways: GatewayRegistry,
    private readonly processor: WebhookProcessor,
  ) {}

  /** The database's time. */
  async now(): Promise<Date> {
    const { rows } = await this.database.pool.query<{ now: Date }>('SELECT now()');
    return (rows[0] as { now: Date }).now;
  }

  /**
   * One round over the oldest due events; null when nothing is due. Events of a gateway that is not configured stay.
   * @param asOf leaves out what became due later, so that rounds over a backlog end although a gateway is down; null: now.
   */
  async round(asOf: Date | null = null): Promise<RoundReport | null> {
    const providers = this.gateways.all().map(({ name }) => name);
    const due = await this.events.due(this.database.pool, providers, ROUND_SIZE, asOf);
    if (due.length === 0) return null;
    const works = providers.map((provider) => {
      const ids = due.filter((event) => event.provider === provider).map(({ id }) => id);
      return this.processor.process(provider, ids);
    });
    const claimed = (await Promise.all(works)).reduce((sum, count) => sum + count, 0);
    const ids = due.map(({ id }) => id);
    const { success = 0, failed = 0, pending = 0 } = await this.events.countByStatus(this.database.pool, ids);
    return { claimed, succeeded: success, failed, waiting: pending };
  }
}
