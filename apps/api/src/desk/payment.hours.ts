import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';
import { type PaymentHour, StatisticsRepository } from './statistics.repository.js';

export const HOUR_MS = 60 * 60_000;

/** What is still being written when an hour ends is written long before it is summed. */
const SETTLING_MS = 5 * 60_000;
/** One transaction sums so many hours at most: of a day of a large shop it takes a second or two. */
const HOURS_AT_ONCE = 24;

/**
 * What happened with payments, by hour. The history is append-only, so that an hour that is over is summed once and kept; what
 * is asked of later times, and of parts of hours, is read from the history itself.
 */
@Injectable()
export class PaymentHours {
  constructor(
    private readonly database: DatabaseService,
    private readonly rows: StatisticsRepository,
  ) {}

  /** What happened from `since` until before `until`, in hours and parts of hours. */
  async read(tenantId: string, since: Date, until: Date): Promise<PaymentHour[]> {
    const { pool } = this.database;
    const keptUntil = (await this.rows.keptUntil(pool, tenantId)) ?? new Date(0);
    const from = new Date(Math.ceil(since.getTime() / HOUR_MS) * HOUR_MS);
    const to = new Date(Math.min(Math.floor(until.getTime() / HOUR_MS) * HOUR_MS, keptUntil.getTime()));
    if (from >= to) return this.rows.summed(pool, tenantId, since, until);
    const [before, kept, after] = await Promise.all([
      since < from ? this.rows.summed(pool, tenantId, since, from) : [],
      this.rows.kept(pool, tenantId, from, to),
      to < until ? this.rows.summed(pool, tenantId, to, until) : [],
    ]);
    return [...before, ...kept, ...after];
  }

  /** Sums hours that are over, at most a day of them. Returns whether there may be more. */
  async keep(tenantId: string, now: Date): Promise<boolean> {
    return this.database.transaction(async (tx) => {
      const keptUntil = await this.rows.claim(tx, tenantId);
      if (keptUntil === undefined) return false;
      const since = keptUntil ?? (await this.rows.beginning(tx, tenantId));
      const over = Math.floor((now.getTime() - SETTLING_MS) / HOUR_MS) * HOUR_MS;
      if (since === null || since.getTime() >= over) return false;
      const until = new Date(Math.min(over, since.getTime() + HOURS_AT_ONCE * HOUR_MS));
      await this.rows.keep(tx, tenantId, since, until);
      return until.getTime() < over;
    });
  }
}
