import { Injectable, type OnModuleInit } from '@nestjs/common';
import { ModuleRef } from '@nestjs/core';
import { BackupsService } from '../backups/backups.service.js';
import type { DrillSummary } from '../backups/drill/drill.repository.js';
import { DrillService } from '../backups/drill/drill.service.js';
import { type QueueCounts, QueueService } from '../queue/queue.service.js';
import { type InstallationState, StateRepository } from './state.repository.js';

export interface LastBackup {
  readonly status: 'completed' | 'failed';
  readonly finishedAt: Date;
}

/** What is not counted as it happens but looked up when somebody asks. */
export interface CollectedState {
  readonly collectedAt: Date;
  /** Null: PostgreSQL did not answer in time. */
  readonly installation: InstallationState | null;
  /** By name; null: that queue did not answer in time. */
  readonly queues: Readonly<Record<string, QueueCounts | null>>;
  /** Null: there is none, or nobody could be asked. */
  readonly lastBackup: LastBackup | null;
  /** Null: there was none, or nobody could be asked. */
  readonly drills: DrillSummary | null;
}

/** However many scrape, PostgreSQL is asked this often at most. */
const CACHE_MS = 5_000;
/** What answers later than this is taken as away: a scraper gives up after ten seconds. */
const BUDGET_MS = 2_500;

/** Looks the state of the installation up, in bounded time and not too often. */
@Injectable()
export class StateCollector implements OnModuleInit {
  private backups: BackupsService | null = null;
  private drills: DrillService | null = null;
  private collected: CollectedState | null = null;
  private running: Promise<CollectedState> | null = null;

  constructor(
    private readonly state: StateRepository,
    private readonly queues: QueueService,
    private readonly modules: ModuleRef,
  ) {}

  onModuleInit(): void {
    try {
      this.backups = this.modules.get(BackupsService, { strict: false });
      this.drills = this.modules.get(DrillService, { strict: false });
    } catch {
      // This process was composed without backups; their metrics are then left out.
    }
  }

  /** The state, at most five seconds old. Answers within three seconds whoever is away, and never fails. */
  async collect(): Promise<CollectedState> {
    if (this.collected && Date.now() - this.collected.collectedAt.getTime() < CACHE_MS) return this.collected;
    this.running ??= this.look().finally(() => {
      this.running = null;
    });
    return this.running;
  }

  private async look(): Promise<CollectedState> {
    const [installation, queues, lastBackup, drills] = await Promise.all([
      orNull(this.state.read()),
      this.queues.counts(),
      orNull(this.backups?.lastBackup() ?? Promise.resolve(null)),
      orNull(this.drills?.summary() ?? Promise.resolve(null)),
    ]);
    this.collected = { collectedAt: new Date(), installation, queues, lastBackup, drills };
    return this.collected;
  }
}

/** What `work` comes to, or null when it fails or takes longer than the budget. */
async function orNull<T>(work: Promise<T>): Promise<T | null> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<null>((resolve) => {
    timer = setTimeout(() => resolve(null), BUDGET_MS);
  });
  return Promise.race([work.catch(() => null), late]).finally(() => clearTimeout(timer));
}
