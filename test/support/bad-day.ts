import type { GatewayName } from '../../apps/sandbox/src/sandbox.js';
import { DashboardStage } from './dashboard.stage.js';
import { type PlannedDelivery, sendLoad } from './load.js';
import { Market } from './market.js';
import { until } from './until.js';

const CONCURRENCY = 16;

/** Pasarela with sandbox gateways on a day on which they fail, and the dashboard at which somebody finds out. */
export class BadDay {
  private constructor(
    readonly stage: DashboardStage,
    readonly market: Market,
  ) {}

  /** An event is given up at its first failure, so that nobody waits for a day to become bad. */
  static async open(env: Readonly<Record<string, string>> = {}): Promise<BadDay> {
    const quick = { WEBHOOK_MAX_ATTEMPTS: '1', WEBHOOK_SWEEP_INTERVAL: '500ms', RATE_LIMIT_ENABLED: 'false' };
    const stage = await DashboardStage.open({ sandbox: true, env: { ...quick, ...env } });
    const { sandbox } = stage.api;
    if (sandbox === null) throw new Error('the sandbox was asked for');
    return new BadDay(stage, new Market(sandbox, () => stage.api.url));
  }

  /** So many payments of which the gateway tells while its API refuses every question: their events fail. */
  async outage(gateway: GatewayName, count: number): Promise<void> {
    const before = await this.count('failed');
    this.answer(gateway, { mode: 'error', status: 400 });
    await this.tell(await this.paid(gateway, count));
    await until(`${count} events have failed`, async () => (await this.count('failed')) === before + count, 60_000);
    this.answer(gateway, { mode: 'ok' });
  }

  /** What a gateway tells of so many payments, signed; not sent yet. */
  async paid(gateway: GatewayName, count: number): Promise<PlannedDelivery[]> {
    const payments = await this.market.payments(count, [gateway]);
    return payments.flatMap(({ deliveries }) => deliveries.slice(0, 1));
  }

  async tell(deliveries: readonly PlannedDelivery[]): Promise<void> {
    await sendLoad(deliveries, { url: () => this.stage.api.url, concurrency: CONCURRENCY });
  }

  /** The same as somebody sends it who has another secret. */
  forged({ provider, request }: PlannedDelivery): PlannedDelivery {
    const spoilt = Object.entries(request.headers).map(([name, value]) => [name, spoil(value)] as const);
    return { provider, request: { ...request, headers: Object.fromEntries(spoilt) } };
  }

  async count(status: string): Promise<number> {
    const { rows } = await this.stage.staff.sql.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM webhook_events WHERE status = $1',
      [status],
    );
    return rows[0]?.count ?? 0;
  }

  async close(): Promise<void> {
    await this.stage.close();
  }

  private answer(
    gateway: GatewayName,
    how: { readonly mode: 'ok' } | { readonly mode: 'error'; status: number },
  ): void {
    this.stage.api.sandbox?.control.setFault({ gateway, ...how });
  }
}

/** Another signature of the same form. */
function spoil(header: string): string {
  return header.replace(/[0-9a-f]{64}/, (signature) => signature.replace(/./g, (digit) => (digit === '0' ? '1' : '0')));
}
