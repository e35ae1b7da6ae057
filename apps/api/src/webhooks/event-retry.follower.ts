import { Injectable } from '@nestjs/common';
import { EventRetryRepository, type RetryProgress } from './event-retry.repository.js';

/** Of fewer events every look is a fresh one. */
const MANY = 10_000;
/** Whoever follows many events takes no more than this part of a database connection, however many they are. */
const PART = 5;
const MAX_KEPT = 100;

interface Kept {
  readonly untilMs: number;
  readonly progress: RetryProgress;
}

/** How far retries are, for people who look every second. Counting very many takes a moment, so that is not done each time. */
@Injectable()
export class EventRetryFollower {
  private readonly kept = new Map<string, Kept>();

  constructor(private readonly retries: EventRetryRepository) {}

  /** Null when there is no such retry. */
  async read(tenantId: string, id: string): Promise<RetryProgress | null> {
    const key = `${tenantId} ${id}`;
    const known = this.kept.get(key);
    if (known !== undefined && performance.now() < known.untilMs) return known.progress;
    const startedMs = performance.now();
    const progress = await this.retries.progress(tenantId, id);
    const endedMs = performance.now();
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    if (progress === null || progress.total < MANY) this.kept.delete(key);
    else this.kept.set(key, { untilMs: endedMs + (endedMs - startedMs) * PART, progress });
    return progress;
  }
}
