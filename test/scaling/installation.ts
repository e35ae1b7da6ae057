import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Stage } from '../faults/stage.js';
import { sendLoad, type PlannedDelivery, type SentDelivery } from '../support/load.js';
import { PROCESS_KEYS, type PasarelaProcess } from '../support/process.js';
import { startRedis, type TestRedis } from '../support/redis.js';

/** Every schedule at its shortest, so that a test sees each of them come round. */
const SCHEDULES = {
  RECONCILIATION_SCHEDULE: '* * * * *',
  AUTO_BACKUP_ENABLED: 'true',
  BACKUP_SCHEDULE: '* * * * *',
};

export interface ApiAnswer {
  readonly status: number;
  readonly body: unknown;
}

/** Three doors and two workers on one database and one Redis, and the balancer before the doors. */
export class Installation {
  readonly apis: PasarelaProcess[] = [];
  readonly workers: PasarelaProcess[] = [];
  private turn = 0;

  private constructor(
    readonly stage: Stage,
    private readonly redis: TestRedis,
    private readonly backups: string,
  ) {}

  static async start(): Promise<Installation> {
    const [stage, redis] = await Promise.all([Stage.set(), startRedis()]);
    const one = new Installation(stage, redis, mkdtempSync(join(tmpdir(), 'pasarela-scaling-')));
    const env = { ...SCHEDULES, BACKUP_DIR: one.backups };
    const start = (role: 'api' | 'worker'): Promise<PasarelaProcess> => stage.start({ role, env, redisUrl: redis.url });
    // The first migrates. The others start together, as a deployment starts them.
    one.apis.push(await start('api'));
    const [second, third, ...workers] = await Promise.all([
      start('api'),
      start('api'),
      start('worker'),
      start('worker'),
    ]);
    one.apis.push(second, third);
    one.workers.push(...workers);
    return one;
  }

  /** Each delivery to the next door in turn; one that got no answer goes to another, as a gateway's next try does. */
  async send(plan: readonly PlannedDelivery[], onDone?: (done: number) => void): Promise<SentDelivery[]> {
    const url = (): string => (this.apis[this.turn++ % this.apis.length] as PasarelaProcess).url;
    const sent = await sendLoad(plan, { url, concurrency: 12, ...(onDone === undefined ? {} : { onDone }) });
    this.stage.sent.push(...sent);
    return sent;
  }

  /** The same request at every door at the same moment. */
  postEverywhere(path: string, body: object, headers: Readonly<Record<string, string>> = {}): Promise<ApiAnswer[]> {
    return Promise.all(
      this.apis.map(async ({ url }) => {
        const response = await fetch(url + path, {
          method: 'POST',
          headers: {
            'content-type': 'application/json',
            'x-publishable-api-key': PROCESS_KEYS.publishable,
            ...headers,
          },
          body: JSON.stringify(body),
        });
        return { status: response.status, body: await response.json() };
      }),
    );
  }

  async numbers<T extends object>(sql: string): Promise<T[]> {
    const { rows } = await this.stage.pool.query<T>(sql);
    return rows;
  }

  async clear(): Promise<void> {
    await this.stage.clear();
    await this.redis.stop();
    rmSync(this.backups, { recursive: true, force: true });
  }
}
