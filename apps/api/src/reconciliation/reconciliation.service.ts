import { Inject, Injectable, Logger } from '@nestjs/common';
import type { AuditEntry, AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { DomainError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import type { Gateway } from '../gateways/gateway.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { QUEUE_NAMES } from '../queue/queue.names.js';
import { QueueService } from '../queue/queue.service.js';
import { GatewayReconciler } from './gateway.reconciler.js';
import { RECONCILIATION_TASK } from './maintenance.tasks.js';
import { ReportBuilder } from './reconciliation.report.js';
import { ReconciliationRunRepository, type RunWindow, type StoredRun } from './reconciliation-run.repository.js';

/** Begins runs and works them. A run that is worked twice, or again after its worker died, changes nothing more. */
@Injectable()
export class ReconciliationService {
  private readonly logger = new Logger('Reconciliation');

  constructor(
    private readonly database: DatabaseService,
    private readonly audit: AuditLog,
    private readonly runs: ReconciliationRunRepository,
    private readonly reconciler: GatewayReconciler,
    private readonly gateways: GatewayRegistry,
    private readonly queues: QueueService,
    private readonly metrics: MetricsService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Begins the run that somebody asks for; it is worked in the background.
   * @throws DomainError 409 `reconciliation_running`, 422 `unknown_gateway` or `invalid_window`.
   */
  async start(by: AuditSource, wanted: Partial<RunWindow> = {}): Promise<StoredRun> {
    const window = this.windowOf(wanted);
    const run = await this.database.transaction(async (tx) => {
      const begun = await this.runs.start(tx, by.tenantId, 'manual', window);
      if (begun !== null) await this.audit.record(entryOf(by, begun), tx);
      return begun;
    });
    return this.begun(run);
  }

  /** Begins the run whose time has come. @throws DomainError 409 `reconciliation_running`. */
  async startScheduled(tenantId: string): Promise<StoredRun> {
    return this.begun(await this.runs.start(this.database.pool, tenantId, 'schedule', this.windowOf({})));
  }

  /**
   * Begins a run over what a restored backup is too old to know; `bind` notes in the same transaction whose run it is.
   * @throws DomainError 409 `reconciliation_running`.
   */
  async startAfterRestore(
    tenantId: string,
    window: Pick<RunWindow, 'since' | 'until'>,
    bind: (tx: Transaction, runId: string) => Promise<void>,
  ): Promise<StoredRun> {
    const run = await this.database.transaction(async (tx) => {
      const begun = await this.runs.start(tx, tenantId, 'restore', this.windowOf(window));
      if (begun !== null) await bind(tx, begun.id);
      return begun;
    });
    return this.begun(run);
  }

  /** Hands runs to the queue again whose job it may have lost; one that is being worked is left alone by whoever gets it. */
  async enqueueForgotten(olderThanMs: number): Promise<void> {
    for (const id of await this.runs.forgotten(olderThanMs)) await this.enqueue(id);
  }

  /** Works a run to its end, unless another process does. */
  async run(id: string): Promise<void> {
    await this.runs.whileLocked(id, async () => {
      const run = await this.runs.findRunning(id);
      if (run !== null) await this.work(run);
    });
  }

  private async begun(run: StoredRun | null): Promise<StoredRun> {
    if (run === null) {
      throw new DomainError('reconciliation_running', 'A reconciliation is running', { status: 409, retryable: true });
    }
    await this.enqueue(run.id);
    return run;
  }

  private async work(run: StoredRun): Promise<void> {
    const report = new ReportBuilder();
    for (const gateway of this.gatewaysOf(run)) await this.workGateway(gateway, run, report);
    const { failures } = report;
    const status = failures.length === 0 ? 'completed' : 'failed';
    const error =
      failures.length === 0 ? null : failures.map(({ provider, code }) => `${provider}: ${code}`).join(', ');
    const built = report.build();
    await this.runs.finish(run.id, status, built, error);
    this.metrics.reconciliationRuns.inc({ outcome: status });
    const { asked, applied, failed } = built;
    this.logger.log({ runId: run.id, origin: run.origin, status, asked, applied, failed }, 'reconciliation');
  }

  /** One gateway that cannot be asked does not keep the others from it. */
  private async workGateway(gateway: Gateway, run: StoredRun, report: ReportBuilder): Promise<void> {
    try {
      await this.reconciler.run(gateway, run, report);
    } catch (error) {
      const known = error instanceof DomainError;
      if (!known) this.logger.error({ err: error, runId: run.id, provider: gateway.name }, 'reconciliation failed');
      report.fail(gateway.name, known ? error.code : 'internal_error');
    }
  }

  private gatewaysOf({ provider }: RunWindow): readonly Gateway[] {
    if (provider === null) return this.gateways.all();
    const gateway = this.gateways.get(provider);
    return gateway === null ? [] : [gateway];
  }

  private windowOf({ since, until, provider }: Partial<RunWindow>): RunWindow {
    const end = until ?? new Date();
    const begin = since ?? new Date(end.getTime() - this.config.reconciliation.windowMs);
    if (begin > end) throw new DomainError('invalid_window', 'since must not be after until', { status: 422 });
    const gateway = provider === null || provider === undefined ? null : this.gateways.get(provider);
    if (gateway === null && typeof provider === 'string') {
      throw new DomainError('unknown_gateway', 'No such gateway is configured', { status: 422 });
    }
    return { since: begin, until: end, provider: gateway?.name ?? null };
  }

  private async enqueue(runId: string): Promise<void> {
    try {
      await this.queues.enqueue(QUEUE_NAMES.maintenance, { task: RECONCILIATION_TASK, runId });
    } catch {
      this.metrics.enqueueFailures.inc({ queue: QUEUE_NAMES.maintenance });
    }
  }
}

function entryOf(by: AuditSource, { id, provider, since, until }: StoredRun): AuditEntry {
  const details = { provider, since: since.toISOString(), until: until.toISOString() };
  return { ...by, action: 'reconciliation.started', objectKind: 'reconciliation_run', objectId: id, details };
}
