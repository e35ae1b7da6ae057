import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { REJECTION_REASONS } from '../gateways/gateway.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { type InstallationState, StateRepository } from '../metrics/state.repository.js';
import { QueueInspector, type QueueReport } from '../queue/queue.inspector.js';
import { eventsView, stuckReasons } from './overview.events.js';
import { type DeskState, OverviewRepository } from './overview.repository.js';
import type { DayView, OverviewGatewayView, OverviewView } from './overview.view.js';
import { HOUR_MS, PaymentHours } from './payment.hours.js';
import { successRate, sumOf } from './payment.sum.js';
import { type QueueView, queueView } from './queues.view.js';
import type { PaymentHour } from './statistics.repository.js';
import { moneyViews } from './statistics.view.js';

const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
/** However many look, the database is asked this often at most. */
const KEPT_MS = 1_000;
/** A page is not kept waiting for a queue that does not answer. */
const QUEUE_BUDGET_MS = 300;
/** As many days as people look at at once, each with its own midnight. */
const MAX_KEPT = 50;

interface Kept {
  readonly atMs: number;
  readonly view: Promise<OverviewView>;
}

/** Whether money is stuck, and why, in one answer. */
@Injectable()
export class OverviewService {
  private readonly kept = new Map<string, Kept>();

  constructor(
    private readonly state: StateRepository,
    private readonly rows: OverviewRepository,
    private readonly hours: PaymentHours,
    private readonly queues: QueueInspector,
    private readonly gateways: GatewayRegistry,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** At most a second old. @param todaySince when the shop's day began; null: midnight UTC. */
  read(tenantId: string, todaySince: Date | null): Promise<OverviewView> {
    const now = this.clock.now();
    const today = todaySince ?? new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS);
    const key = `${tenantId} ${today.getTime()}`;
    const known = this.kept.get(key);
    if (known !== undefined && now.getTime() - known.atMs < KEPT_MS) return known.view;
    if (this.kept.size >= MAX_KEPT) this.kept.clear();
    const view = this.look(tenantId, today, now);
    this.kept.set(key, { atMs: now.getTime(), view });
    // What could not be answered is asked again by the next one.
    view.catch(() => this.kept.delete(key));
    return view;
  }

  private async look(tenantId: string, today: Date, now: Date): Promise<OverviewView> {
    const providers = this.gateways.all().map(({ name }) => name);
    const weekAgo = (time: Date): Date => new Date(time.getTime() - WEEK_MS);
    const [state, desk, lastDay, queues, thisDay, sameDay] = await Promise.all([
      this.state.read(),
      this.rows.read(tenantId, this.config.orders.paymentTimeoutMs, providers, REJECTION_REASONS),
      this.hours.read(tenantId, new Date(now.getTime() - DAY_MS), now),
      this.countQueues(),
      this.day(tenantId, today, now),
      this.day(tenantId, weekAgo(today), weekAgo(now)),
    ]);
    const events = eventsView(state.events, providers);
    const reasons = stuckReasons(events, state, desk);
    return {
      stuck: reasons.length > 0,
      stuck_reasons: reasons,
      events,
      payments: { orphan: state.orphanPayments },
      orders: { awaiting: state.ordersAwaiting, overdue: desk.overdue, requires_review: state.ordersRequiringReview },
      operations: { open: state.openOperations, oldest_open_seconds: rounded(state.oldestOperationSeconds) },
      gateways: providers.map((provider) => gatewayView(provider, state, desk, lastDay)),
      queues,
      backup: { last_completed_at: timeOf(desk.lastBackup?.finishedAt), status: desk.backupStatus },
      reconciliation: {
        last_completed_at: timeOf(desk.lastReconciliation?.finishedAt),
        drift: desk.lastReconciliation?.drift ?? null,
      },
      today: thisDay,
      last_week_same_time: sameDay,
    };
  }

  private async day(tenantId: string, since: Date, until: Date): Promise<DayView> {
    if (since >= until) return { orders: 0, captured: [], failed_payments: 0 };
    const [orders, hours] = await Promise.all([
      this.rows.orders(tenantId, since, until),
      this.hours.read(tenantId, since, until),
    ]);
    const sum = sumOf(hours);
    return { orders, captured: moneyViews(sum.captured), failed_payments: sum.declined };
  }

  private async countQueues(): Promise<QueueView[]> {
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<QueueReport[]>((resolve) => {
      timer = setTimeout(() => resolve(this.queues.unanswered()), QUEUE_BUDGET_MS);
    });
    const reports = await Promise.race([this.queues.list(), late]).finally(() => clearTimeout(timer));
    return reports.map((report) => queueView(report, this.queues.backend));
  }
}

function gatewayView(
  provider: string,
  state: InstallationState,
  desk: DeskState,
  lastDay: readonly PaymentHour[],
): OverviewGatewayView {
  const breaker = state.breakers.find((one) => one.provider === provider);
  const door = desk.doors.find((one) => one.provider === provider);
  return {
    provider,
    breaker: breaker?.state ?? 'closed',
    breaker_reason: breaker?.reason ?? null,
    open_until: timeOf(breaker?.openUntil),
    silent: state.hearing.some((one) => one.provider === provider && one.silent),
    last_event_at: timeOf(door?.lastEventAt),
    signature_failures_1h: door?.failuresLastHour ?? 0,
    last_signature_failure_at: timeOf(door?.lastFailureAt),
    success_rate_24h: successRate(sumOf(lastDay.filter((hour) => hour.provider === provider))),
  };
}

function timeOf(time: Date | string | null | undefined): string | null {
  return time === null || time === undefined ? null : new Date(time).toISOString();
}

function rounded(seconds: number | null): number | null {
  return seconds === null ? null : Math.round(seconds);
}
