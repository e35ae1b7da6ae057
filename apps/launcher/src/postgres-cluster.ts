import { spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { existsSync, linkSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { LauncherError } from './launcher-error.js';
import { giveToServer, makeOutsideFolder, OUTSIDE, serverCanReach, serverUser } from './postgres-binaries.js';
import { readJson, writePrivateFile } from './private-file.js';
import { commandLine, exists, isRunning, ownIdentity, type ProcessIdentity } from './process-identity.js';

/**
 * The files of one embedded PostgreSQL. The data folder belongs to the user that the server runs as; what is ours (password,
 * owner, log) lies beside it.
 */
export interface Cluster {
  readonly dataFolder: string;
  readonly passwordFile: string;
  readonly ownerFile: string;
  readonly logFile: string;
}

const STOP_LIMIT_MS = 20_000;
const POLL_MS = 20;

/** The cluster kept in `wanted`, or in /var/tmp when PostgreSQL's user could not reach it there. */
export function clusterIn(wanted: string): Cluster {
  const folder = resolve(wanted);
  const hash = createHash('sha256').update(folder).digest('hex').slice(0, 16);
  const base = serverCanReach(folder) ? folder : join(OUTSIDE, hash);
  const dataFolder = join(base, 'postgres');
  return {
    dataFolder,
    passwordFile: `${dataFolder}.password`,
    ownerFile: `${dataFolder}.owner`,
    logFile: `${dataFolder}.log`,
  };
}

/** Makes the folders around the cluster. The server's user must be able to walk through them. */
export function prepareFolders({ dataFolder }: Cluster): void {
  if (dataFolder.startsWith(OUTSIDE)) makeOutsideFolder();
  mkdirSync(dirname(dataFolder), { recursive: true, mode: 0o755 });
}

/** The cluster belongs to one launcher at a time. Throws when another one that is alive has it. */
export function takeOwnership(cluster: Cluster): void {
  for (let attempt = 0; attempt < 5; attempt += 1) {
    if (claim(cluster.ownerFile)) return;
    const owner = readOwner(cluster.ownerFile);
    if (owner && isRunning(owner)) {
      throw new LauncherError(
        `La base de datos local está en uso por el proceso ${owner.pid} (¿otro npm start?). ` +
          'Deténgalo, o elija otra carpeta con PASARELA_DATA_DIR.',
      );
    }
    rmSync(cluster.ownerFile, { force: true });
  }
  throw new LauncherError(`No se pudo tomar ${cluster.ownerFile}: otro proceso lo disputa.`);
}

/** Gives the cluster up for the next launcher. */
export function releaseOwnership(cluster: Cluster): void {
  if (readOwner(cluster.ownerFile)?.pid === process.pid) rmSync(cluster.ownerFile, { force: true });
}

/** Appears with its content in one step (link), so that nobody reads half an owner. */
function claim(file: string): boolean {
  const draft = `${file}.${process.pid}`;
  writePrivateFile(draft, JSON.stringify(ownIdentity()));
  try {
    linkSync(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    rmSync(draft, { force: true });
  }
}

/** Who has the cluster, or undefined. */
export function readOwner(file: string): ProcessIdentity | undefined {
  const owner = readJson(file) as Partial<ProcessIdentity> | undefined;
  if (typeof owner?.pid !== 'number' || typeof owner.startedAt !== 'string') return undefined;
  return { pid: owner.pid, startedAt: owner.startedAt };
}

/** What the server says of itself in its pid file. */
export interface PidFile {
  readonly pid: number;
  readonly status: string;
}

/** Reads postmaster.pid: line 1 is the pid, line 8 says `ready` once it takes connections. */
export function readPidFile(cluster: Cluster): PidFile | undefined {
  try {
    const lines = readFileSync(join(cluster.dataFolder, 'postmaster.pid'), 'utf8').split('\n');
    return { pid: Number(lines[0]), status: (lines[7] ?? '').trim() };
  } catch {
    return undefined;
  }
}

/** Is that process a PostgreSQL server of this data folder? */
export function isServerOf(cluster: Cluster, pid: number): boolean {
  if (!exists(pid)) return false;
  const command = commandLine(pid);
  return command.includes('postgres') && command.includes(cluster.dataFolder);
}

/**
 * Clears what a launcher that was killed left: stops a server that outlived it, removes a pid file whose pid is nobody's or a
 * stranger's (PostgreSQL itself refuses to start in the latter case). Call it as the owner.
 */
export async function clearLeftovers(cluster: Cluster, log: (line: string) => void): Promise<void> {
  const left = readPidFile(cluster);
  if (!left) return;
  if (isServerOf(cluster, left.pid)) {
    log(`Deteniendo el PostgreSQL huérfano ${left.pid}`);
    process.kill(left.pid, 'SIGINT');
    const limit = Date.now() + STOP_LIMIT_MS;
    while (isServerOf(cluster, left.pid)) {
      if (Date.now() > limit) throw new LauncherError(`El PostgreSQL ${left.pid} no se detiene.`);
      await wait(POLL_MS);
    }
  }
  rmSync(join(cluster.dataFolder, 'postmaster.pid'), { force: true });
}

/** Runs initdb unless the cluster exists. In a folder of its own that is renamed at the end: half a cluster is never used. */
export function createCluster(cluster: Cluster, initdb: string, { sync }: { sync: boolean }): void {
  if (existsSync(join(cluster.dataFolder, 'PG_VERSION')) && existsSync(cluster.passwordFile)) return;
  refuseToOverwrite(cluster);
  const draft = `${cluster.dataFolder}.init`;
  rmSync(draft, { recursive: true, force: true });
  rmSync(cluster.dataFolder, { recursive: true, force: true });
  mkdirSync(draft, { mode: 0o700 });
  giveToServer(draft);
  const password = randomBytes(24).toString('base64url');
  writePrivateFile(cluster.passwordFile, password);
  const given = join(dirname(draft), `.${basename(draft)}.password`);
  writePrivateFile(given, `${password}\n`);
  giveToServer(given);
  try {
    runInitdb(initdb, draft, given, sync);
  } finally {
    rmSync(given, { force: true });
  }
  renameSync(draft, cluster.dataFolder);
}

/** Data without its password cannot be opened, and must not be thrown away. */
function refuseToOverwrite(cluster: Cluster): void {
  if (!existsSync(join(cluster.dataFolder, 'PG_VERSION'))) return;
  throw new LauncherError(
    `Falta ${cluster.passwordFile}, la clave de ${cluster.dataFolder}. ` +
      'Restáurelo, o mueva esa carpeta para empezar con una base de datos vacía.',
  );
}

function runInitdb(initdb: string, folder: string, passwordFile: string, sync: boolean): void {
  const args = ['-D', folder, '-U', 'postgres', `--pwfile=${passwordFile}`, '--auth=scram-sha-256', '--encoding=UTF8'];
  args.push('--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C', '--no-instructions');
  if (!sync) args.push('--no-sync');
  const env = { PATH: process.env['PATH'], LC_ALL: 'C', TZ: 'UTC' };
  const { status, stderr, error } = spawnSync(initdb, args, { ...serverUser(), env, cwd: '/', encoding: 'utf8' });
  if (status !== 0) throw new LauncherError(`initdb falló: ${error?.message ?? stderr}`);
}
