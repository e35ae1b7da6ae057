import type pg from 'pg';
import type { Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { startApplication, type ApplicationOptions, type TestApplication } from './application.js';
import { checkInvariants, type Violation } from './checker.js';
import { sendLoad, type LoadOptions, type PlannedDelivery, type SentDelivery } from './load.js';
import { Market } from './market.js';
import { until } from './until.js';
import { testPool } from './pool.js';

/** Short waits, so that a test sees an event through all its attempts. */
const QUICK = {
  WEBHOOK_LEASE: '1s',
  GATEWAY_TIMEOUT: '300ms',
  WEBHOOK_SWEEP_INTERVAL: '100ms',
  WEBHOOK_BACKOFF: '50ms,100ms',
  WEBHOOK_BREAKER_OPEN: '200ms',
  RATE_LIMIT_ENABLED: 'false',
};

/** The application in this process, with sandbox gateways, a market and the checker. */
export class LocalStage {
  readonly sent: SentDelivery[] = [];
  readonly market: Market;

  private constructor(
    readonly application: TestApplication,
    readonly sandbox: Sandbox,
    readonly pool: pg.Pool,
  ) {
    this.market = new Market(sandbox, () => application.url);
  }

  static async set(options: ApplicationOptions = {}): Promise<LocalStage> {
    const application = await startApplication({ ...options, sandbox: true, env: { ...QUICK, ...options.env } });
    if (!application.sandbox) throw new Error('the sandbox was asked for');
    const pool = testPool(application.database.url, { max: 3 });
    return new LocalStage(application, application.sandbox, pool);
  }

  get url(): string {
    return this.application.url;
  }

  /** Sends deliveries and remembers what came of them. */
  async send(plan: readonly PlannedDelivery[], options: Partial<LoadOptions> = {}): Promise<SentDelivery[]> {
    const sent = await sendLoad(plan, { url: () => this.url, concurrency: 8, ...options });
    this.sent.push(...sent);
    return sent;
  }

  async untilQuiet(limitMs = 15_000): Promise<void> {
    await until('every event is worked', async () => (await this.counts()).open === 0, limitMs);
  }

  /** How many events are open (pending or processing), ended well, ended as failed. */
  async counts(): Promise<{ open: number; success: number; failed: number }> {
    const { rows } = await this.pool.query<{ open: number; success: number; failed: number }>(
      `SELECT (count(*) FILTER (WHERE status IN ('pending', 'processing')))::int AS open,
         (count(*) FILTER (WHERE status = 'success'))::int AS success,
         (count(*) FILTER (WHERE status = 'failed'))::int AS failed FROM webhook_events`,
    );
    return rows[0] ?? { open: 0, success: 0, failed: 0 };
  }

  /** Why events failed, and how many of each. */
  async failures(): Promise<Readonly<Record<string, number>>> {
    const rows = await this.rows<{ code: string; count: number }>(
      `SELECT last_error_code AS code, count(*)::int AS count FROM webhook_events WHERE status = 'failed' GROUP BY 1`,
    );
    return Object.fromEntries(rows.map(({ code, count }) => [code, count]));
  }

  /** Completes the carts that are open, waits until all is worked, and compares with what everybody knows. */
  async violations(): Promise<Violation[]> {
    await this.untilQuiet();
    await this.market.completeAll();
    const { truth, completed } = this.market;
    return checkInvariants(this.pool, { sent: this.sent, truth, completed });
  }

  async rows<R extends pg.QueryResultRow>(text: string, values: unknown[] = []): Promise<R[]> {
    return (await this.pool.query<R>(text, values)).rows;
  }

  async clear(): Promise<void> {
    await this.pool.end();
    await this.application.close();
  }
}
