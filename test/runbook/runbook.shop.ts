import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';
import type { GatewayName } from '../../apps/sandbox/src/sandbox.js';
import { Stage } from '../faults/stage.js';
import { sendLoad, type SentDelivery } from '../support/load.js';
import { PROCESS_KEYS, type PasarelaProcess } from '../support/process.js';
import { redisAvailable, startRedis, type TestRedis } from '../support/redis.js';
import { until } from '../support/until.js';
import { scriptOf } from './runbook.blocks.js';

const ADMIN = { ADMIN_EMAIL: 'guardia@shop.example', ADMIN_PASSWORD: 'a-long-password-of-the-guard' };
const PAID: Readonly<Record<GatewayName, string>> = { wompi: 'APPROVED', mercadopago: 'approved', stripe: 'succeeded' };
const SCRIPT_LIMIT_MS = 90_000;

export interface Transaction {
  readonly reference: string;
  readonly amount: number;
  readonly gateway?: GatewayName;
  readonly id?: string;
}

/** A running installation with all its parts, and a shell beside it in which somebody follows the runbook. */
export class RunbookShop {
  private constructor(
    readonly stage: Stage,
    readonly redis: TestRedis | null,
    private readonly folder: string,
  ) {}

  static async open(): Promise<RunbookShop> {
    const [stage, redis] = await Promise.all([Stage.set(), redisAvailable() ? startRedis() : null]);
    const shop = new RunbookShop(stage, redis, mkdtempSync(join(tmpdir(), 'pasarela-runbook-')));
    const env = { ...ADMIN, BACKUP_DIR: join(shop.folder, 'backups') };
    await stage.start({ env, ...(redis === null ? {} : { redisUrl: redis.url }) });
    return shop;
  }

  get process(): PasarelaProcess {
    return this.stage.front;
  }

  /** Runs what the document says of a scene, its placeholders filled in. @throws Error with all it printed when a line fails. */
  run(scene: string, fill: Readonly<Record<string, string>> = {}): Promise<string> {
    let script = `${scriptOf('siempre')}\n${scriptOf(scene)}`;
    for (const [placeholder, value] of Object.entries(fill)) {
      if (!script.includes(placeholder)) throw new Error(`${scene} has no ${placeholder}`);
      script = script.replaceAll(placeholder, value);
    }
    const shell = spawn('bash', ['--norc', '-euo', 'pipefail', '-c', script], {
      // A socket there would make it take itself for a remote shell, and read this machine's settings.
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: REPOSITORY,
      env: { ...this.process.env, HOME: this.folder, API: this.process.url },
      timeout: SCRIPT_LIMIT_MS,
    });
    let output = '';
    for (const stream of [shell.stdout, shell.stderr]) stream.on('data', (text: Buffer) => (output += text.toString()));
    return new Promise((resolve, reject) => {
      shell.once('error', reject);
      shell.once('close', (code) => {
        if (code === 0) resolve(output);
        else reject(new Error(`${scene} ended with ${code}:\n${output}`));
      });
    });
  }

  /** A cart that the shop names, and its order. */
  async order(reference: string, amount: number): Promise<string> {
    const { cart } = await this.merchant<{ cart: { id: string } }>('/store/carts', {
      currency: 'COP',
      amount,
      reference,
    });
    await this.merchant(`/store/carts/${cart.id}/complete`, {});
    return cart.id;
  }

  /** A payment that the gateway knows of; nothing is told yet. */
  transaction({ reference, amount, gateway = 'wompi', id }: Transaction): string {
    const parts = { gateway, reference, amount, status: PAID[gateway], ...(id === undefined ? {} : { id }) };
    return this.stage.sandbox.control.makeTransaction({ ...parts, deliver: false }).transaction.id;
  }

  /** The gateway tells of a transaction. */
  async tell(id: string, gateway: GatewayName = 'wompi'): Promise<SentDelivery> {
    const request = this.stage.sandbox.control.buildRequest({ gateway, id });
    const [sent] = await sendLoad([{ provider: gateway, request }], { url: () => this.process.url, concurrency: 1 });
    if (sent === undefined) throw new Error('nothing was sent');
    return sent;
  }

  /** Events that end as failed because their gateway refuses the question; it refuses no longer when this returns. */
  async failedEvents(count: number, prefix: string): Promise<string[]> {
    const { control } = this.stage.sandbox;
    control.setFault({ gateway: 'wompi', mode: 'error', status: 400 });
    const ids: string[] = [];
    for (let number = 0; number < count; number++) {
      const sent = await this.tell(this.transaction({ reference: `${prefix}-${number}`, amount: 3_000_000 }));
      ids.push(sent.acknowledgedAs ?? '');
    }
    await until('they fail', async () => (await this.statuses(ids)).every((status) => status === 'failed'), 30_000);
    control.setFault({ gateway: 'wompi', mode: 'ok' });
    return ids;
  }

  async statuses(ids: readonly string[]): Promise<string[]> {
    const { rows } = await this.stage.pool.query<{ status: string }>(
      'SELECT status FROM webhook_events WHERE id = ANY($1::text[])',
      [ids],
    );
    return rows.map(({ status }) => status);
  }

  /** A database without a table, on the same server. */
  async withEmptyDatabase(work: (url: string) => Promise<void>): Promise<void> {
    const name = `empty_${process.pid}_${Date.now()}`;
    const url = new URL(this.stage.databaseUrl);
    url.pathname = `/${name}`;
    await this.stage.pool.query(`CREATE DATABASE ${name}`);
    try {
      await work(url.href);
    } finally {
      await this.stage.pool.query(`DROP DATABASE ${name} WITH (FORCE)`);
    }
  }

  async close(): Promise<void> {
    await this.stage.clear();
    await this.redis?.stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async merchant<T>(path: string, body: object): Promise<T> {
    const response = await fetch(this.process.url + path, {
      method: 'POST',
      headers: { authorization: `Bearer ${PROCESS_KEYS.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`${path} was answered ${response.status}: ${await response.text()}`);
    return (await response.json()) as T;
  }
}
