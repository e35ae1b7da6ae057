import { spawn, type ChildProcess } from 'node:child_process';
import { closeSync, openSync, readFileSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LauncherError } from './launcher-error.js';
import { freePort } from './ports.js';
import { postgresBinaries, serverUser } from './postgres-binaries.js';
import {
  clearLeftovers,
  clusterIn,
  createCluster,
  isServerOf,
  prepareFolders,
  readPidFile,
  releaseOwnership,
  takeOwnership,
  type Cluster,
} from './postgres-cluster.js';
import { POSTGRES_SETTINGS, type PostgresProfile } from './postgres-settings.js';

/** How to start one. */
export interface EmbeddedPostgresOptions {
  /** Holds `postgres/` (data) and the files beside it. */
  readonly folder: string;
  readonly profile: PostgresProfile;
  /** Tried first; another free one when it is taken. */
  readonly port?: number;
  /** Server settings over the profile's. */
  readonly settings?: Readonly<Record<string, string>>;
  readonly log?: (line: string) => void;
}

/** A running server. It ends with this process, however this process ends. */
export interface EmbeddedPostgres {
  readonly port: number;
  /** Of the server itself. */
  readonly pid: number;
  /** The connection string of a database, by default the administrative one. */
  url(database?: string): string;
  /** Resolves when the server is gone, for whatever reason. */
  readonly exited: Promise<void>;
  /** Fast shutdown: clients are disconnected, everything committed is on disk. Safe to call again. */
  stop(): Promise<void>;
}

const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 20_000;
const POLL_MS = 10;

/**
 * The server runs under a small shell whose stdin is a pipe of ours: when this process ends in any way, `kill -9` included, the
 * pipe closes and the shell asks the server for a fast shutdown (SIGINT).
 */
const GUARD =
  'exec 3<&0; "$@" </dev/null 3<&- & pg=$!; { cat <&3 >/dev/null 2>&1; kill -INT $pg 2>/dev/null; } & wait $pg';

/**
 * Starts the PostgreSQL that npm installed, in `folder`; creates the cluster the first time, recovers what a killed launcher left.
 * Throws LauncherError when another live launcher has it or the server does not come up.
 */
export async function startEmbeddedPostgres(options: EmbeddedPostgresOptions): Promise<EmbeddedPostgres> {
  const cluster = clusterIn(options.folder);
  prepareFolders(cluster);
  takeOwnership(cluster);
  try {
    await clearLeftovers(cluster, options.log ?? (() => undefined));
    const binaries = postgresBinaries();
    createCluster(cluster, join(binaries, 'bin/initdb'), { sync: options.profile === 'durable' });
    const port = await freePort(options.port);
    const server = launch(cluster, join(binaries, 'bin/postgres'), port, options);
    await untilReady(cluster, server);
    return handleOf(cluster, server, port);
  } catch (error) {
    releaseOwnership(cluster);
    throw error;
  }
}

/** Removes a cluster's folder and everything in it. It must not be running. */
export function removeEmbeddedPostgres(folder: string): void {
  const { dataFolder } = clusterIn(folder);
  for (const suffix of ['', '.password', '.owner', '.log', '.init']) {
    rmSync(`${dataFolder}${suffix}`, { recursive: true, force: true });
  }
  // Kept outside because the server's user could not reach `folder`.
  if (dirname(dataFolder) !== resolve(folder)) rmSync(dirname(dataFolder), { recursive: true, force: true });
}

interface Server {
  readonly child: ChildProcess;
  readonly exited: Promise<void>;
  hasExited(): boolean;
}

function launch(cluster: Cluster, postgres: string, port: number, options: EmbeddedPostgresOptions): Server {
  const settings = { ...POSTGRES_SETTINGS[options.profile], ...options.settings };
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`]);
  const log = openSync(cluster.logFile, 'a', 0o600);
  // detached: Ctrl-C in a terminal reaches every process of the foreground, and the database must be the last to stop.
  const child = spawn(
    '/bin/sh',
    ['-c', GUARD, 'sh', postgres, '-D', cluster.dataFolder, '-p', String(port), ...flags],
    {
      ...serverUser(),
      env: { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' },
      cwd: '/',
      detached: true,
      stdio: ['pipe', log, log],
    },
  );
  closeSync(log);
  child.stdin?.on('error', () => undefined);
  let gone = false;
  const exited = new Promise<void>((resolve) => {
    const end = (): void => {
      gone = true;
      resolve();
    };
    child.once('exit', end);
    child.once('error', end);
  });
  return { child, exited, hasExited: () => gone };
}

async function untilReady(cluster: Cluster, server: Server): Promise<void> {
  const limit = Date.now() + READY_LIMIT_MS;
  for (;;) {
    const state = readPidFile(cluster);
    if (server.hasExited()) throw new LauncherError(`PostgreSQL no arrancó. ${lastLines(cluster)}`);
    if (state?.status === 'ready' && isServerOf(cluster, state.pid)) return;
    if (Date.now() > limit) {
      server.child.stdin?.end();
      throw new LauncherError(`PostgreSQL no está listo después de un minuto. ${lastLines(cluster)}`);
    }
    await wait(POLL_MS);
  }
}

function lastLines(cluster: Cluster): string {
  return `Últimas líneas de ${cluster.logFile}:\n${readFileSync(cluster.logFile, 'utf8').trimEnd().split('\n').slice(-8).join('\n')}`;
}

function handleOf(cluster: Cluster, server: Server, port: number): EmbeddedPostgres {
  const password = encodeURIComponent(readFileSync(cluster.passwordFile, 'utf8').trim());
  const { child, exited } = server;
  // The server must not keep a finished program alive: it goes when the program goes.
  child.unref();
  if (child.stdin instanceof Socket) child.stdin.unref();
  return {
    port,
    pid: readPidFile(cluster)?.pid ?? 0,
    url: (database = 'postgres') => `postgresql://postgres:${password}@127.0.0.1:${port}/${database}`,
    exited,
    stop: () => stop(cluster, server),
  };
}

async function stop(cluster: Cluster, { child, exited }: Server): Promise<void> {
  child.ref(); // unreferenced, an await alone would let the process end before the server is down
  const timer = setTimeout(() => killGroup(child), STOP_LIMIT_MS);
  child.stdin?.end();
  await exited;
  clearTimeout(timer);
  releaseOwnership(cluster);
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Gone by itself in the meantime.
  }
}
