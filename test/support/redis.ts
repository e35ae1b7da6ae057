import { spawn, type ChildProcess } from 'node:child_process';
import { accessSync, constants, mkdtempSync, rmSync } from 'node:fs';
import { connect, createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { Redis } from 'ioredis';

/** A Redis server of a test's own, and what can happen to it. */
export interface TestRedis {
  readonly url: string;
  /** Ends it for good. */
  stop(): Promise<void>;
  /** Ends it at once (SIGKILL), as a crash does. Nothing was saved. */
  kill(): Promise<void>;
  /** Starts it again on the same port, empty, after `stop` or `kill`; while it runs, kills it first. */
  restart(): Promise<void>;
  /** Freezes it (SIGSTOP): connections stay open and nothing answers. */
  pause(): void;
  resume(): void;
  /** FLUSHALL. */
  flush(): Promise<void>;
}

/** How to start one; `maxmemoryPolicy` other than `noeviction` is what Pasarela refuses. */
export interface TestRedisOptions {
  readonly maxmemoryPolicy?: string;
  readonly maxmemory?: string;
}

const READY_LIMIT_MS = 10_000;
const POLL_MS = 10;

/** Where `redis-server` is, or undefined. */
function redisServer(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter);
  return folders.map((folder) => join(folder, 'redis-server')).find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/**
 * Can the tests that need a Redis run here? On a CI machine its absence is an error; elsewhere it is said on stderr, and the suites
 * leave those tests out visibly (`describe.skip` shows them as skipped).
 * @throws Error when CI is set and there is no redis-server.
 */
export function redisAvailable(): boolean {
  if (redisServer()) return true;
  if (process.env['CI']) throw new Error('redis-server is not in PATH: on CI the tests on Redis must run');
  process.stderr.write('redis-server is not in PATH: the tests on Redis are not run on this machine\n');
  return false;
}

/** Starts a private redis-server on a free port, without persistence. @throws Error when there is none or it does not come up. */
export async function startRedis(options: TestRedisOptions = {}): Promise<TestRedis> {
  const program = redisServer();
  if (!program) throw new Error('redis-server is not in PATH');
  const folder = mkdtempSync(join(tmpdir(), 'pasarela-redis-'));
  const port = await freePort();
  const url = `redis://127.0.0.1:${port}`;
  let server = await launch(program, folder, port, options);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    server.kill('SIGCONT'); // a frozen process does not hear a SIGTERM
    server.kill(signal);
    await exited(server);
  };
  return {
    url,
    stop: async () => {
      await end('SIGTERM');
      rmSync(folder, { recursive: true, force: true });
    },
    kill: () => end('SIGKILL'),
    restart: async () => {
      await end('SIGKILL');
      server = await launch(program, folder, port, options);
    },
    pause: () => void server.kill('SIGSTOP'),
    resume: () => void server.kill('SIGCONT'),
    flush: () => withClient(url, async (client) => void (await client.flushall())),
  };
}

async function launch(program: string, folder: string, port: number, options: TestRedisOptions): Promise<ChildProcess> {
  const { maxmemoryPolicy = 'noeviction', maxmemory = '0' } = options;
  const settings = { port, bind: '127.0.0.1', dir: folder, save: '', appendonly: 'no', maxmemory };
  const args = Object.entries({ ...settings, 'maxmemory-policy': maxmemoryPolicy }).flatMap(([name, value]) => [
    `--${name}`,
    String(value),
  ]);
  const server = spawn(program, args, { stdio: 'ignore' });
  const endWithUs = (): void => void server.kill('SIGKILL');
  process.once('exit', endWithUs);
  server.once('exit', () => process.off('exit', endWithUs));
  await untilReady(server, port);
  return server;
}

async function untilReady(server: ChildProcess, port: number): Promise<void> {
  const limit = Date.now() + READY_LIMIT_MS;
  while (!(await answers(port))) {
    if (hasExited(server) || Date.now() > limit) throw new Error(`redis-server did not come up on port ${port}`);
    await wait(POLL_MS);
  }
}

/** Asked over a bare socket: a client object lingers for seconds after a refused connection. */
function answers(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () => socket.write('PING\r\n'));
    socket.once('data', (data) => {
      socket.destroy();
      resolve(data.toString().startsWith('+PONG'));
    });
    socket.once('error', () => resolve(false));
  });
}

async function withClient<T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, maxRetriesPerRequest: 0 });
  client.on('error', () => undefined); // the command that fails says it
  try {
    await client.connect();
    const result = await work(client);
    await client.quit(); // a bare disconnect leaves a timer behind
    return result;
  } finally {
    client.disconnect();
  }
}

function hasExited(server: ChildProcess): boolean {
  return server.exitCode !== null || server.signalCode !== null;
}

function exited(server: ChildProcess): Promise<void> {
  return hasExited(server) ? Promise.resolve() : new Promise((resolve) => server.once('exit', () => resolve()));
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const { port } = probe.address() as AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
