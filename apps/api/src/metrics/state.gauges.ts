import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Gauge } from 'prom-client';
import { MetricsService } from './metrics.service.js';
import type { CollectedState } from './state.collector.js';
import type { BreakerReport, InstallationState } from './state.repository.js';

const BREAKER_STATES: readonly BreakerReport['state'][] = ['closed', 'half_open', 'open'];

/** The gauges: set from what was collected, just before they are read. What is not known is absent, never zero. */
@Injectable()
export class StateGauges {
  private readonly databaseUp = this.gauge('pasarela_database_up', 'PostgreSQL answered');
  private readonly events = this.gauge('pasarela_webhook_events', 'Events that have not ended well', [
    'provider',
    'status',
  ]);
  private readonly oldest = this.gauge('pasarela_webhook_oldest_pending_seconds', 'Age of the oldest pending event', [
    'provider',
  ]);
  private readonly breakers = this.gauge('pasarela_gateway_breaker', '1 for the state that the breaker is in', [
    'provider',
    'state',
  ]);
  private readonly awaiting = this.gauge('pasarela_orders_awaiting', 'Orders that wait for their money');
  private readonly reviews = this.gauge('pasarela_orders_requires_review', 'Orders that wait for a human');
  private readonly orphans = this.gauge('pasarela_payments_orphan', 'Captured payments without an order');
  private readonly silent = this.gauge(
    'pasarela_gateway_silent',
    '1 while checkouts are open at a gateway that has told nothing for GATEWAY_SILENCE_ALERT',
    ['provider'],
  );
  private readonly openOperations = this.gauge(
    'pasarela_payment_operations_open',
    'Captures, refunds and voids that are not decided',
  );
  private readonly oldestOperation = this.gauge(
    'pasarela_payment_operation_oldest_open_seconds',
    'Age of the oldest of them',
  );
  private readonly reconciled = this.gauge(
    'pasarela_reconciliation_age_seconds',
    'Since a reconciliation heard all gateways',
  );
  private readonly recentPayments = this.gauge(
    'pasarela_payments_recent',
    'Of the newest thousand payments of the last hour: decided, and of these failed (not refused by a bank)',
    ['provider', 'outcome'],
  );
  private readonly openAlerts = this.gauge('pasarela_alerts_open', "Pasarela's own alerts that are open", [
    'condition',
    'severity',
  ]);
  private readonly jobs = this.gauge('pasarela_queue_jobs', 'Jobs by queue and state', ['queue', 'state']);
  private readonly backupAge = this.gauge('pasarela_backup_age_seconds', 'Since the last backup ended', ['status']);
  private readonly drillAge = this.gauge('pasarela_restore_drill_age_seconds', 'Since a restore drill last passed');
  private readonly drillOk = this.gauge(
    'pasarela_restore_drill_ok',
    '1 when the last restore drill passed, 0 when not',
  );
  private readonly catchingUp = this.gauge(
    'pasarela_restore_catching_up',
    'Restores after which the gateways have not been asked yet about what the backup is too old to know',
  );

  private readonly single = [
    this.drillAge,
    this.drillOk,
    this.catchingUp,
    this.awaiting,
    this.reviews,
    this.orphans,
    this.openOperations,
    this.oldestOperation,
    this.reconciled,
  ];
  private readonly labelled = [
    this.events,
    this.oldest,
    this.breakers,
    this.silent,
    this.recentPayments,
    this.openAlerts,
    this.jobs,
    this.backupAge,
  ];

  constructor(private readonly metrics: MetricsService) {
    collectDefaultMetrics({ register: metrics.registry });
  }

  set({ installation, queues, lastBackup, drills }: CollectedState): void {
    for (const gauge of this.single) gauge.remove();
    for (const gauge of this.labelled) gauge.reset();
    this.databaseUp.set(installation === null ? 0 : 1);
    if (installation !== null) {
      this.setInstallation(installation);
      this.setTrouble(installation);
    }
    for (const [queue, counts] of Object.entries(queues)) {
      for (const [state, count] of Object.entries(counts ?? {})) this.jobs.set({ queue, state }, Number(count));
    }
    this.setBackups(lastBackup, drills);
  }

  private setBackups(lastBackup: CollectedState['lastBackup'], drills: CollectedState['drills']): void {
    if (lastBackup !== null) this.backupAge.set({ status: lastBackup.status }, secondsSince(lastBackup.finishedAt));
    if (drills === null) return;
    this.drillOk.set(drills.isOk ? 1 : 0);
    if (drills.passedAt !== null) this.drillAge.set(secondsSince(drills.passedAt));
  }

  private setInstallation(installation: InstallationState): void {
    this.awaiting.set(installation.ordersAwaiting);
    this.reviews.set(installation.ordersRequiringReview);
    this.orphans.set(installation.orphanPayments);
    this.openOperations.set(installation.openOperations);
    this.catchingUp.set(installation.openRestores);
    if (installation.oldestOperationSeconds !== null) this.oldestOperation.set(installation.oldestOperationSeconds);
    if (installation.reconciledSeconds !== null) this.reconciled.set(installation.reconciledSeconds);
    for (const { provider, silent } of installation.hearing) this.silent.set({ provider }, silent ? 1 : 0);
    for (const { provider, state } of installation.breakers) {
      for (const each of BREAKER_STATES) this.breakers.set({ provider, state: each }, each === state ? 1 : 0);
    }
    for (const { provider, status, count, oldestSeconds } of installation.events) {
      this.events.set({ provider, status }, count);
      if (status === 'pending') this.oldest.set({ provider }, oldestSeconds);
    }
  }

  private setTrouble({ recentPayments, openAlerts }: InstallationState): void {
    for (const { provider, decided, failed } of recentPayments) {
      this.recentPayments.set({ provider, outcome: 'decided' }, decided);
      this.recentPayments.set({ provider, outcome: 'failed' }, failed);
    }
    for (const { condition, severity, count } of openAlerts) {
      this.openAlerts.set({ condition, severity }, count);
    }
  }

  private gauge<T extends string>(name: string, help: string, labelNames: readonly T[] = []): Gauge<T> {
    return new Gauge({ name, help, labelNames, registers: [this.metrics.registry] });
  }
}

function secondsSince(at: Date): number {
  return (Date.now() - at.getTime()) / 1000;
}
