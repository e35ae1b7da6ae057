import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import pg from 'pg';
import {
  removeEmbeddedPostgres,
  startEmbeddedPostgres,
  type EmbeddedPostgres,
} from '../../apps/launcher/src/embedded-postgres.js';
import { clusterIn } from '../../apps/launcher/src/postgres-cluster.js';
import { exists } from '../../apps/launcher/src/process-identity.js';
import { freePort } from '../../apps/launcher/src/ports.js';
import { compiled } from '../../apps/launcher/src/repository.js';
import { processes, type RunningProcess } from './processes.js';
import { until } from '../support/until.js';

describe('the embedded PostgreSQL', () => {
  let folder: string;
  const running: EmbeddedPostgres[] = [];
  const owners: ChildProcess[] = [];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pasarela-embedded-'));
    chmodSync(folder, 0o755);
  });

  afterEach(async () => {
    for (const owner of owners.splice(0)) owner.kill('SIGKILL');
    for (const server of running.splice(0)) await server.stop();
    await until('every server of the folder is gone', () => serversOf(folder).length === 0);
    removeEmbeddedPostgres(folder);
    rmSync(folder, { recursive: true, force: true });
  });

  async function start(port?: number): Promise<EmbeddedPostgres> {
    const server = await startEmbeddedPostgres({ folder, profile: 'throwaway', ...(port ? { port } : {}) });
    running.push(server);
    return server;
  }

  /** Another process that owns the server of this folder. */
  async function startElsewhere(): Promise<{ owner: ChildProcess; pid: number; url: string }> {
    const module = pathToFileURL(compiled('launcher/src/embedded-postgres.js')).href;
    const script = join(__dirname, 'postgres-owner.mjs');
    const owner = spawn(process.execPath, [script, module, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
    owners.push(owner);
    const line = await new Promise<string>((resolve, reject) => {
      owner.stdout?.once('data', (data: Buffer) => resolve(data.toString()));
      owner.once('exit', (code) => reject(new Error(`the owner ended with ${code}`)));
    });
    return { owner, ...(JSON.parse(line) as { pid: number; url: string }) };
  }

  it('keeps data and password over restarts, whatever the port', async () => {
    const first = await start();
    await query(first.url(), 'CREATE TABLE kept (n int)');
    await first.stop();
    const second = await start();
    expect(await query(second.url(), `SELECT to_regclass('kept')::text AS kept`)).toEqual([{ kept: 'kept' }]);
  });

  it('takes another port when the wanted one is taken', async () => {
    const port = await freePort();
    const squatter = await listen(port);
    const server = await start(port);
    expect(server.port).not.toBe(port);
    expect(await query(server.url(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    await new Promise((resolve) => squatter.close(resolve));
  });

  it("runs also where its user cannot reach the folder, as in root's home", async () => {
    chmodSync(folder, 0o700);
    const server = await start();
    await query(server.url(), 'CREATE TABLE kept (n int)');
    await server.stop();
    const again = await start();
    expect(await query(again.url(), `SELECT to_regclass('kept')::text AS kept`)).toEqual([{ kept: 'kept' }]);
  });

  it('wants a password', async () => {
    const server = await start();
    const url = new URL(server.url());
    url.password = 'wrong';
    await expect(query(url.toString(), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
  });

  it('stops when its owner is killed outright, and starts again with the data', async () => {
    const { owner, pid, url } = await startElsewhere();
    await query(url, 'CREATE TABLE kept (n int)');
    owner.kill('SIGKILL');
    await until('the server is gone', () => !exists(pid));
    const server = await start();
    expect(await query(server.url(), `SELECT to_regclass('kept')::text AS kept`)).toEqual([{ kept: 'kept' }]);
  });

  it('takes over a server that outlived both its owner and its guard', async () => {
    const { owner, pid, url } = await startElsewhere();
    await query(url, 'CREATE TABLE kept (n int)');
    owner.kill('SIGSTOP'); // it must not notice the guard's end and close the pipe
    for (const guard of guardsOf(owner.pid ?? 0)) process.kill(guard, 'SIGKILL');
    owner.kill('SIGKILL');
    await until('the owner is gone', () => !exists(owner.pid ?? 0) || owner.signalCode !== null);
    expect(exists(pid)).toBe(true);
    const server = await start();
    expect(server.pid).not.toBe(pid);
    expect(await query(server.url(), `SELECT to_regclass('kept')::text AS kept`)).toEqual([{ kept: 'kept' }]);
  });

  it('recovers by itself from a server that was killed outright', async () => {
    const server = await start();
    await query(server.url(), 'CREATE TABLE kept (n int)');
    process.kill(server.pid, 'SIGKILL');
    await server.exited;
    await server.stop();
    const again = await start();
    expect(await query(again.url(), `SELECT to_regclass('kept')::text AS kept`)).toEqual([{ kept: 'kept' }]);
  });

  it('starts over a pid file whose pid now is a stranger', async () => {
    const { dataFolder } = clusterIn(folder);
    await (await start()).stop();
    const stranger = spawn(process.execPath, ['-e', 'setInterval(() => {}, 60000)'], { stdio: 'ignore' });
    owners.push(stranger);
    const pidFile = [stranger.pid, dataFolder, 1_700_000_000, 5432, '', '127.0.0.1', '', 'ready', ''];
    writeFileSync(join(dataFolder, 'postmaster.pid'), pidFile.join('\n'));
    const server = await start();
    expect(await query(server.url(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
    expect(exists(stranger.pid ?? 0)).toBe(true);
  });

  it('refuses a second launcher and names the first', async () => {
    const { owner, url } = await startElsewhere();
    await expect(start()).rejects.toThrow(new RegExp(`proceso ${owner.pid}\\b`));
    expect(await query(url, 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });

  it('never throws data away because its password is lost', async () => {
    const { dataFolder, passwordFile } = clusterIn(folder);
    await (await start()).stop();
    rmSync(passwordFile);
    await expect(start()).rejects.toThrow(passwordFile);
    expect(existsSync(join(dataFolder, 'PG_VERSION'))).toBe(true);
  });

  it('says why it does not start, with the last lines of the log', async () => {
    const settings = { shared_buffers: 'nonsense' };
    const starting = startEmbeddedPostgres({ folder, profile: 'throwaway', settings });
    await expect(starting).rejects.toThrow(/invalid value for parameter "shared_buffers"/);
    expect(await query((await start()).url(), 'SELECT 1 AS one')).toEqual([{ one: 1 }]);
  });
});

async function query(url: string, sql: string): Promise<unknown[]> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return (await client.query(sql)).rows as unknown[];
  } finally {
    await client.end();
  }
}

function listen(port: number): Promise<Server> {
  return new Promise((resolve) => {
    const server = createServer().listen(port, '127.0.0.1', () => resolve(server));
  });
}

/** The shell under which a server runs and its reader: everything that would notice the owner's end. */
function guardsOf(owner: number): number[] {
  const all = processes();
  const shells = all.filter(({ parent, command }) => parent === owner && command.startsWith('/bin/sh'));
  const below = (pid: number): RunningProcess[] =>
    all.filter(({ parent }) => parent === pid).flatMap((child) => [child, ...below(child.pid)]);
  const guards = shells.flatMap((shell) => [shell, ...below(shell.pid)]);
  return guards.filter(({ command }) => command.startsWith('/bin/sh') || command === 'cat').map(({ pid }) => pid);
}

function serversOf(folder: string): number[] {
  const { dataFolder } = clusterIn(folder);
  return processes()
    .filter(({ command }) => command.includes(`postgres -D ${dataFolder}`))
    .map(({ pid }) => pid);
}
