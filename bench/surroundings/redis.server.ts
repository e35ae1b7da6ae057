import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdirSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';
import { freePort } from '../../apps/launcher/src/ports.js';

/** A Redis of the benchmark's own: no eviction, append-only file synced every second, as one would run it for queues. */
export interface RedisServer {
  readonly pid: number;
  readonly version: string;
  /** Each contestant has a database (0 to 15) of its own. */
  url(database: number): string;
  stop(): Promise<void>;
}

const READY_LIMIT_MS = 10_000;

/** Null where there is no redis-server in PATH. @throws Error when it does not come up. */
export async function startRedis(folder: string): Promise<RedisServer | null> {
  const program = findProgram('redis-server');
  if (program === undefined) return null;
  mkdirSync(folder, { recursive: true });
  const port = await freePort();
  const settings = {
    port,
    bind: '127.0.0.1',
    dir: folder,
    save: '',
    appendonly: 'yes',
    'maxmemory-policy': 'noeviction',
  };
  const args = Object.entries(settings).flatMap(([name, value]) => [`--${name}`, String(value)]);
  const child = spawn(program, args, { stdio: 'ignore' });
  const endWithUs = (): void => void child.kill('SIGKILL');
  process.once('exit', endWithUs);
  const url = (database: number): string => `redis://127.0.0.1:${port}/${database}`;
  return {
    pid: child.pid ?? 0,
    version: await untilReady(child, url(0)),
    url,
    stop: async () => {
      process.off('exit', endWithUs);
      child.kill('SIGTERM');
      if (child.exitCode === null) await new Promise((resolve) => child.once('exit', resolve));
    },
  };
}

function findProgram(name: string): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders
    .map((folder) => join(folder, name))
    .find((file) => {
      try {
        accessSync(file, constants.X_OK);
        return true;
      } catch {
        return false;
      }
    });
}

async function untilReady(child: ChildProcess, url: string): Promise<string> {
  const limitMs = Date.now() + READY_LIMIT_MS;
  for (;;) {
    const version = await askVersion(url);
    if (version !== null) return version;
    if (child.exitCode !== null || Date.now() > limitMs) throw new Error('redis-server did not come up');
    await wait(20);
  }
}

async function askVersion(url: string): Promise<string | null> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined); // the command that fails says it
  try {
    await client.connect();
    return /redis_version:(\S+)/.exec(await client.info('server'))?.[1] ?? 'unknown';
  } catch {
    return null;
  } finally {
    client.disconnect();
  }
}
