import type pg from 'pg';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { checkInvariants, type Violation } from '../support/checker.js';
import type { SentDelivery } from '../support/load.js';
import { Market } from '../support/market.js';
import { startPasarela, type PasarelaOptions, type PasarelaProcess } from '../support/process.js';
import { testDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { testPool } from '../support/pool.js';

export interface StageOptions {
  /** A database of the caller's, who also removes it. Default: one of the tests' PostgreSQL. */
  readonly databaseUrl?: string;
}

/** What a scenario plays on: a database, the gateways, a market, and as many processes as it starts. */
export class Stage {
  readonly market: Market;
  readonly processes: PasarelaProcess[] = [];
  readonly sent: SentDelivery[] = [];

  private constructor(
    readonly databaseUrl: string,
    readonly sandbox: Sandbox,
    readonly pool: pg.Pool,
    private readonly dropDatabase: () => Promise<void>,
  ) {
    this.market = new Market(sandbox, () => this.front.url);
  }

  static async set(options: StageOptions = {}): Promise<Stage> {
    const own = options.databaseUrl === undefined ? await testDatabase() : null;
    const databaseUrl = options.databaseUrl ?? own?.url ?? '';
    const pool = testPool(databaseUrl, { max: 3 });
    return new Stage(databaseUrl, await startSandbox({ timeFactor: 1_000 }), pool, async () => own?.drop());
  }

  /** The process that storefronts and gateways reach by default: the first. */
  get front(): PasarelaProcess {
    const [first] = this.processes;
    if (!first) throw new Error('no process was started');
    return first;
  }

  async start(options: Partial<PasarelaOptions> = {}): Promise<PasarelaProcess> {
    const pasarela = await startPasarela({ databaseUrl: this.databaseUrl, sandbox: this.sandbox, ...options });
    this.processes.push(pasarela);
    return pasarela;
  }

  /** Resolves once no event is left to work. */
  async untilQuiet(limitMs = 30_000): Promise<void> {
    await until('every event is worked', async () => (await this.countEvents('pending', 'processing')) === 0, limitMs);
  }

  async countEvents(...statuses: string[]): Promise<number> {
    const { rows } = await this.pool.query<{ count: number }>(
      'SELECT count(*)::int AS count FROM webhook_events WHERE status = ANY($1::text[])',
      [statuses],
    );
    return rows[0]?.count ?? 0;
  }

  /** Completes the carts that are open, waits until all is worked, and compares with what everybody knows. */
  async violations(limitMs?: number): Promise<Violation[]> {
    await this.untilQuiet(limitMs);
    await this.market.completeAll();
    return this.check();
  }

  check(): Promise<Violation[]> {
    const { truth, completed } = this.market;
    return checkInvariants(this.pool, { sent: this.sent, truth, completed });
  }

  /** Why events failed, and how many of each. */
  async failures(): Promise<Readonly<Record<string, number>>> {
    const { rows } = await this.pool.query<{ code: string; count: number }>(
      `SELECT last_error_code AS code, count(*)::int AS count FROM webhook_events WHERE status = 'failed' GROUP BY 1`,
    );
    return Object.fromEntries(rows.map(({ code, count }) => [code, count]));
  }

  async clear(): Promise<void> {
    for (const pasarela of this.processes) await pasarela.dispose();
    await this.sandbox.close();
    await this.pool.end();
    await this.dropDatabase();
  }
}
