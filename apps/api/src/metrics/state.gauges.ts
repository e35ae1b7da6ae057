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
  private readonly jobs = this.gauge('pasarela_queue_jobs', 'Jobs by queue and state', ['queue', 'state']);
  private readonly backupAge = this.gauge('pasarela_backup_age_seconds', 'Since the last backup ended', ['status']);

  constructor(private readonly metrics: MetricsService) {
    collectDefaultMetrics({ register: metrics.registry });
  }

  set({ installation, queues, lastBackup }: CollectedState): void {
    for (const gauge of [this.awaiting, this.reviews, this.orphans]) gauge.remove();
    for (const gauge of [this.events, this.oldest, this.breakers, this.jobs, this.backupAge]) gauge.reset();
    this.databaseUp.set(installation === null ? 0 : 1);
    if (installation !== null) this.setInstallation(installation);
    for (const [queue, counts] of Object.entries(queues)) {
      for (const [state, count] of Object.entries(counts ?? {})) this.jobs.set({ queue, state }, Number(count));
    }
    if (lastBackup === null) return;
    this.backupAge.set({ status: lastBackup.status }, (Date.now() - lastBackup.finishedAt.getTime()) / 1000);
  }

  private setInstallation(installation: InstallationState): void {
    this.awaiting.set(installation.ordersAwaiting);
    this.reviews.set(installation.ordersRequiringReview);
    this.orphans.set(installation.orphanPayments);
    for (const { provider, state } of installation.breakers) {
      for (const each of BREAKER_STATES) this.breakers.set({ provider, state: each }, each === state ? 1 : 0);
    }
    for (const { provider, status, count, oldestSeconds } of installation.events) {
      this.events.set({ provider, status }, count);
      if (status === 'pending') this.oldest.set({ provider }, oldestSeconds);
    }
  }

  private gauge<T extends string>(name: string, help: string, labelNames: readonly T[] = []): Gauge<T> {
    return new Gauge({ name, help, labelNames, registers: [this.metrics.registry] });
  }
}
