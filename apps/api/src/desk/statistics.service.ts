import { Inject, Injectable } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { DomainError } from '../common/errors.js';
import { DatabaseService } from '../database/database.service.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import type { StatisticsQuery } from './desk.dto.js';
import { HOUR_MS, PaymentHours } from './payment.hours.js';
import { sumOf } from './payment.sum.js';
import { type PaymentHour, StatisticsRepository } from './statistics.repository.js';
import {
  type BucketView,
  type MethodShareView,
  type StatisticsView,
  type TotalsView,
  totalsView,
} from './statistics.view.js';

const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;
const STEPS = { hour: HOUR_MS, day: DAY_MS } as const;
/** Three gateways over a month by the hour: what a chart can show and an answer may weigh. */
const MAX_STEPS = 24 * 31;

interface Period {
  readonly since: Date;
  readonly until: Date;
}

interface Counted {
  readonly hours: readonly PaymentHour[];
  readonly webhooks: readonly { readonly hour: Date; readonly provider: string; readonly count: number }[];
}

/** How it went: by gateway over time, by method, and compared with a week earlier. */
@Injectable()
export class StatisticsService {
  constructor(
    private readonly hours: PaymentHours,
    private readonly rows: StatisticsRepository,
    private readonly database: DatabaseService,
    private readonly gateways: GatewayRegistry,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError 400 `period_too_long`, `period_empty`. */
  async read(tenantId: string, query: StatisticsQuery): Promise<StatisticsView> {
    const period = periodOf(query, this.clock.now());
    const step = query.step ?? 'hour';
    if (spanOf(period) > MAX_STEPS * STEPS[step]) {
      throw new DomainError('period_too_long', `At most ${MAX_STEPS} steps at once`, { status: 400 });
    }
    const providers = query.provider === undefined ? this.gateways.all().map(({ name }) => name) : [query.provider];
    const [now, before] = await Promise.all([
      this.count(tenantId, providers, period),
      this.count(tenantId, providers, weekBefore(period)),
    ]);
    return {
      since: period.since.toISOString(),
      until: period.until.toISOString(),
      step,
      buckets: bucketsOf(now, providers, period, STEPS[step]),
      methods: providers.flatMap((provider) => methodsOf(now.hours, provider)),
      totals: totalsOf(now),
      previous: totalsOf(before),
    };
  }

  private async count(tenantId: string, providers: readonly string[], { since, until }: Period): Promise<Counted> {
    const [hours, webhooks] = await Promise.all([
      this.hours.read(tenantId, since, until),
      this.rows.webhooks(this.database.pool, tenantId, providers, since, until),
    ]);
    return { hours: hours.filter(({ provider }) => providers.includes(provider)), webhooks };
  }
}

function periodOf({ since, until }: StatisticsQuery, now: Date): Period {
  const end = until === undefined ? now : new Date(until);
  const period = { since: since === undefined ? new Date(end.getTime() - DAY_MS) : new Date(since), until: end };
  if (spanOf(period) <= 0) throw new DomainError('period_empty', '`since` is before `until`', { status: 400 });
  return period;
}

function spanOf({ since, until }: Period): number {
  return until.getTime() - since.getTime();
}

function weekBefore({ since, until }: Period): Period {
  return { since: new Date(since.getTime() - WEEK_MS), until: new Date(until.getTime() - WEEK_MS) };
}

/** Steps are counted from the full hour of the beginning, so that the days of a shop begin when its own do. */
function bucketsOf(
  counted: Counted,
  providers: readonly string[],
  { since, until }: Period,
  step: number,
): BucketView[] {
  const start = Math.floor(since.getTime() / HOUR_MS) * HOUR_MS;
  const steps = Math.ceil((until.getTime() - start) / step);
  const keyOf = (provider: string, at: Date | number): string =>
    `${provider} ${Math.floor((Number(at) - start) / step)}`;
  const hours = groupBy(counted.hours, ({ provider, hour }) => keyOf(provider, hour));
  const webhooks = groupBy(counted.webhooks, ({ provider, hour }) => keyOf(provider, hour));
  return Array.from({ length: steps }, (_, index) => start + index * step).flatMap((at) =>
    providers.map((provider) => {
      const key = keyOf(provider, at);
      const totals = totalsOf({ hours: hours.get(key) ?? [], webhooks: webhooks.get(key) ?? [] });
      return { at: new Date(at).toISOString(), provider, ...totals };
    }),
  );
}

function totalsOf({ hours, webhooks }: Counted): TotalsView {
  return totalsView(
    sumOf(hours),
    webhooks.reduce((sum, { count }) => sum + count, 0),
  );
}

function methodsOf(hours: readonly PaymentHour[], provider: string): MethodShareView[] {
  const own = hours.filter((hour) => hour.provider === provider);
  const all = sumOf(own).approved;
  return [...groupBy(own, ({ method }) => method)]
    .map(([method, some]) => ({ method: method === '' ? null : method, count: sumOf(some).approved }))
    .filter(({ count }) => count > 0)
    .map(({ method, count }) => ({ provider, method, count, share: Number((count / all).toFixed(4)) }))
    .sort((a, b) => b.count - a.count);
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [item]);
    else group.push(item);
  }
  return groups;
}
