import { Injectable, Logger, type BeforeApplicationShutdown, type OnApplicationBootstrap } from '@nestjs/common';
import { DEFAULT_TENANT_ID } from '../auth/tenant.js';
import { DatabaseService } from '../database/database.service.js';
import { DoorCountRepository } from './door-count.repository.js';

/** The outcome of a delivery that was authentic and new. */
export const RECEIVED = 'received';

/** How often the counts are written. */
const WRITE_INTERVAL_MS = 5_000;
/** Removing what is too old to look at is looked at this often. */
const CLEAN_INTERVAL_MS = 60 * 60_000;
/** While the database is away counts gather, a handful for each minute; beyond this many they wait in their counters. */
const MAX_GATHERED = 2_000;
const MINUTE_MS = 60_000;

/** Some deliveries of one minute with one outcome. */
export interface DoorCount {
  readonly provider: string;
  /** `received`, or why it was refused. */
  readonly outcome: string;
  readonly minuteMs: number;
  readonly count: number;
  readonly lastMs: number;
}

/** What counts one outcome at one gateway: the door adds to the number, and that is all it does. */
export interface DoorCounter {
  readonly provider: string;
  readonly outcome: string;
  count: number;
}

/**
 * Counts what comes to the door, for the whole installation to see over time. The door only adds to a number in memory; every
 * few seconds the numbers are written in one statement, under the minute of that moment. A process that is killed takes its
 * last seconds with it.
 */
@Injectable()
export class DoorTally implements OnApplicationBootstrap, BeforeApplicationShutdown {
  private readonly logger = new Logger('DoorTally');
  private readonly counters = new Map<string, DoorCounter>();
  /** What the database did not take, by minute and counter. */
  private readonly unwritten = new Map<string, DoorCount>();
  private timer: NodeJS.Timeout | undefined;
  private writing: Promise<void> = Promise.resolve();
  private cleanedMs = 0;

  constructor(
    private readonly database: DatabaseService,
    private readonly rows: DoorCountRepository,
  ) {}

  /** The counter of an outcome at a gateway. Outcomes are words of ours, so that there are few. */
  counter(provider: string, outcome: string): DoorCounter {
    const key = `${provider} ${outcome}`;
    const known = this.counters.get(key) ?? { provider, outcome, count: 0 };
    this.counters.set(key, known);
    return known;
  }

  onApplicationBootstrap(): void {
    this.timer = setInterval(() => void this.write(), WRITE_INTERVAL_MS).unref();
  }

  /** Before the database is let go. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.timer);
    await this.write();
  }

  /** Writes what was counted so far, after what is on its way. Never fails: what is not taken is kept for the next time. */
  write(): Promise<void> {
    this.writing = this.writing.then(() => this.writeNow());
    return this.writing;
  }

  private async writeNow(): Promise<void> {
    this.gather(Date.now());
    const counts = [...this.unwritten.values()];
    try {
      if (counts.length > 0) await this.rows.add(this.database.pool, DEFAULT_TENANT_ID, counts);
      this.unwritten.clear();
      await this.clean();
    } catch (error) {
      this.logger.warn(`counts not written: ${error instanceof Error ? error.message : 'unknown error'}`);
    }
  }

  private gather(nowMs: number): void {
    const minuteMs = nowMs - (nowMs % MINUTE_MS);
    for (const counter of this.counters.values()) {
      const { provider, outcome } = counter;
      const key = `${provider} ${outcome} ${minuteMs}`;
      const before = this.unwritten.get(key)?.count ?? 0;
      if (counter.count === 0 || (before === 0 && this.unwritten.size >= MAX_GATHERED)) continue;
      this.unwritten.set(key, { provider, outcome, minuteMs, count: before + counter.count, lastMs: nowMs });
      counter.count = 0;
    }
  }

  private async clean(): Promise<void> {
    if (Date.now() - this.cleanedMs < CLEAN_INTERVAL_MS) return;
    this.cleanedMs = Date.now();
    await this.rows.removeOld(this.database.pool);
  }
}
