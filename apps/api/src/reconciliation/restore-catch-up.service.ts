import { Inject, Injectable, Logger } from '@nestjs/common';
import { DomainError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { ReconciliationRunRepository } from './reconciliation-run.repository.js';
import { ReconciliationService } from './reconciliation.service.js';
import { RestoreRepository, type OpenRestore } from './restore.repository.js';

const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 60 * 60_000;
const MAX_HALVINGS = 6;

/**
 * After a restore the database is as old as its backup: the gateways are asked about all that has happened since, a window of
 * time after the other, until the moment of the restore is reached. What webhooks and schedules bring meanwhile is theirs.
 */
@Injectable()
export class RestoreCatchUp {
  private readonly logger = new Logger('Reconciliation');

  constructor(
    private readonly restores: RestoreRepository,
    private readonly runs: ReconciliationRunRepository,
    private readonly reconciliation: ReconciliationService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** One step for every restore that is due: notes how its run ended, and begins the next. Doing it twice changes nothing more. */
  async run(): Promise<void> {
    for (const restore of await this.restores.due()) {
      if (restore.runId === null) await this.begin(restore);
      else await this.conclude(restore, restore.runId);
    }
  }

  private async conclude({ id, failures }: OpenRestore, runId: string): Promise<void> {
    const run = await this.runs.outcome(runId);
    if (run?.status === 'running') return;
    if (run?.status === 'completed') {
      await this.restores.reached(id, runId, run.until);
      this.logger.log({ restoreId: id, runId, until: run.until }, 'caught up after a restore');
      return this.run();
    }
    await this.restores.failed(id, runId, Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS));
  }

  /** Looks as far back from what is known as ahead of it: what changed since may have been made before. */
  private async begin({ id, tenantId, reachedAt, failures }: OpenRestore): Promise<void> {
    const { windowMs } = this.config.reconciliation;
    // A window in which there is too much to tell becomes smaller.
    const stepMs = windowMs / 2 ** Math.min(failures, MAX_HALVINGS);
    const since = new Date(reachedAt.getTime() - stepMs);
    const until = new Date(Math.min(reachedAt.getTime() + stepMs, Date.now()));
    try {
      await this.reconciliation.startAfterRestore(tenantId, { since, until }, (tx, runId) =>
        this.restores.asks(tx, id, runId),
      );
    } catch (error) {
      // One is running: the next look finds it over.
      if (!(error instanceof DomainError) || error.code !== 'reconciliation_running') throw error;
    }
  }
}
