import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFree } from '../../apps/launcher/src/ports.js';
import { compiled } from '../../apps/launcher/src/repository.js';
import type { SandboxSecrets } from '../../apps/sandbox/src/sandbox.js';
import { gatewayEnvironment } from './gateway-environment.js';
import { until } from './until.js';

/** What storefront and merchant call the spawned API with. */
export const PROCESS_KEYS = { publishable: 'pk_test_storefront_0123456789', secret: 'sk_test_server_0123456789abcd' };

export interface PasarelaOptions {
  readonly databaseUrl: string;
  /** Of the gateways that it shall talk to. */
  readonly sandbox: { readonly url: string; readonly secrets: SandboxSecrets };
  readonly role?: 'all' | 'api' | 'worker';
  /** Without one the queues are on PostgreSQL. */
  readonly redisUrl?: string;
  /** Variables of the contract, over those of `strictEnvironment`. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The compiled API as a process of its own, to be killed, frozen and started again. */
export interface PasarelaProcess {
  /** The same over restarts. */
  readonly url: string;
  readonly pid: number;
  /** What it is started with: for commands beside it. */
  readonly env: NodeJS.ProcessEnv;
  readonly alive: boolean;
  /** SIGKILL, and waits until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM. Resolves to the exit code, or null when a signal ended it. */
  terminate(): Promise<number | null>;
  /** SIGSTOP: connections stay open and nothing answers. */
  freeze(): void;
  thaw(): void;
  /** Starts it anew on the same port; resolves once it listens. Returns the time that took, in milliseconds. */
  restart(env?: Readonly<Record<string, string>>): Promise<number>;
  /** Everything that it wrote, over all its lives: one JSON line per entry. */
  log(): readonly string[];
  /** Kills it and removes its files. */
  dispose(): Promise<void>;
}

const BOOT_LIMIT_MS = 30_000;
const LISTENING = 'Pasarela escucha';

/** Spawns `node dist/api/src/main.js` and resolves once it listens. @throws Error with its last lines when it does not. */
export async function startPasarela(options: PasarelaOptions): Promise<PasarelaProcess> {
  const pasarela = new SpawnedPasarela(options, await lastingPort(), mkdtempSync(join(tmpdir(), 'pasarela-process-')));
  try {
    await pasarela.restart();
    return pasarela;
  } catch (error) {
    await pasarela.dispose();
    throw error;
  }
}

class SpawnedPasarela implements PasarelaProcess {
  private child: ChildProcess | null = null;
  private readonly lines: string[] = [];

  constructor(
    private readonly options: PasarelaOptions,
    private readonly port: number,
    private readonly folder: string,
  ) {}

  get url(): string {
    return `http://127.0.0.1:${this.port}`;
  }

  get env(): NodeJS.ProcessEnv {
    return { ...strictEnvironment(this.options, this.port, this.folder), ...this.options.env };
  }

  get pid(): number {
    return this.child?.pid ?? 0;
  }

  get alive(): boolean {
    return this.child !== null && !hasExited(this.child);
  }

  async kill(): Promise<void> {
    await this.end('SIGKILL');
  }

  async terminate(): Promise<number | null> {
    await this.end('SIGTERM');
    return this.child?.exitCode ?? null;
  }

  freeze(): void {
    this.child?.kill('SIGSTOP');
  }

  thaw(): void {
    this.child?.kill('SIGCONT');
  }

  async restart(env: Readonly<Record<string, string>> = {}): Promise<number> {
    if (this.alive) await this.kill();
    const started = performance.now();
    const from = this.lines.length;
    const child = this.spawn(env);
    const listens = (): boolean => this.lines.slice(from).some((line) => line.includes(LISTENING));
    try {
      await until('Pasarela listens', () => hasExited(child) || listens(), BOOT_LIMIT_MS);
    } catch (error) {
      throw new Error(`${String(error)}\n${this.lines.slice(-20).join('\n')}`, { cause: error });
    }
    if (!listens()) throw new Error(`Pasarela did not start:\n${this.lines.slice(from).slice(-20).join('\n')}`);
    return performance.now() - started;
  }

  log(): readonly string[] {
    return this.lines;
  }

  async dispose(): Promise<void> {
    await this.kill();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private spawn(env: Readonly<Record<string, string>>): ChildProcess {
    const child = spawn(process.execPath, ['--enable-source-maps', compiled('api/src/main.js')], {
      cwd: this.folder,
      env: { ...this.env, ...env },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.child = child;
    for (const stream of [child.stdout, child.stderr]) {
      let rest = '';
      stream?.on('data', (chunk: Buffer) => {
        const parts = (rest + chunk.toString()).split('\n');
        rest = parts.pop() ?? '';
        this.lines.push(...parts);
      });
    }
    // It must not outlive the tests, however they end.
    const endWithUs = (): void => void child.kill('SIGKILL');
    process.once('exit', endWithUs);
    child.once('exit', () => process.off('exit', endWithUs));
    return child;
  }

  private async end(signal: NodeJS.Signals): Promise<void> {
    const child = this.child;
    if (!child || hasExited(child)) return;
    const gone = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    child.kill('SIGCONT'); // a frozen process does not hear a SIGTERM
    child.kill(signal);
    await gone;
  }
}

/** What production needs and nothing of ours: the caller's own environment is not passed on. */
function strictEnvironment(options: PasarelaOptions, port: number, folder: string): NodeJS.ProcessEnv {
  return {
    PATH: process.env['PATH'],
    NODE_ENV: 'production',
    HOST: '127.0.0.1',
    PORT: String(port),
    ROLE: options.role ?? 'all',
    LOG_LEVEL: 'info',
    DATABASE_URL: options.databaseUrl,
    DATABASE_POOL_SIZE: '5',
    MIGRATE_ON_BOOT: 'true',
    PASARELA_DATA_DIR: folder,
    BACKUP_DIR: join(folder, 'backups'),
    JWT_ACCESS_SECRET: 'access-0123456789abcdefghijklmnopqr',
    JWT_REFRESH_SECRET: 'refresh-0123456789abcdefghijklmnopqr',
    STORE_PUBLISHABLE_KEY: PROCESS_KEYS.publishable,
    API_SECRET_KEY: PROCESS_KEYS.secret,
    ...gatewayEnvironment(options.sandbox.secrets, options.sandbox.url),
    // Short, so that what was interrupted is worked again while a test looks on.
    WEBHOOK_LEASE: '1s',
    GATEWAY_TIMEOUT: '900ms',
    WEBHOOK_SWEEP_INTERVAL: '200ms',
    WEBHOOK_BACKOFF: '200ms,400ms',
    WEBHOOK_BREAKER_OPEN: '300ms',
    ...(options.redisUrl === undefined ? {} : { REDIS_URL: options.redisUrl }),
  };
}

/** Below the ports that the system gives to clients: it must be free again after each restart. */
async function lastingPort(): Promise<number> {
  for (;;) {
    const port = 20_000 + Math.floor(Math.random() * 12_000);
    if (await isFree(port, '127.0.0.1')) return port;
  }
}

function hasExited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}
