import { spawn, type ChildProcess } from 'node:child_process';
import { chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isFree, freePort } from '../../apps/launcher/src/ports.js';
import { removeEmbeddedPostgres } from '../../apps/launcher/src/embedded-postgres.js';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';
import { processes } from './processes.js';
import { until } from '../support/until.js';

interface Command {
  readonly child: ChildProcess;
  readonly output: () => string;
  readonly exited: Promise<number | null>;
}

/** What `npm run` would do, in a session of its own, with nothing of this machine's settings but the path. */
function npm(args: string[], env: NodeJS.ProcessEnv): Command {
  const npmProgram = process.env['npm_execpath'];
  const [program, ...first] = npmProgram?.endsWith('.js') ? [process.execPath, npmProgram] : ['npm'];
  const child = spawn(program ?? 'npm', [...first, '--silent', ...args], {
    cwd: REPOSITORY,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    detached: true,
  });
  let output = '';
  child.stdout.on('data', (chunk: Buffer) => (output += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => output, exited };
}

describe('npm start', () => {
  jest.setTimeout(120_000);
  let folder: string;
  let port: number;
  let started: Command;
  const env = (): NodeJS.ProcessEnv => ({ PASARELA_DATA_DIR: folder, PORT: String(port) });

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'pasarela-start-'));
    chmodSync(folder, 0o755);
    port = await freePort();
    started = npm(['start'], env());
    await until('npm start is ready', () => existsSync(join(folder, 'running.json')) || hasEnded(), 90_000);
    if (hasEnded()) throw new Error(started.output());
  });

  afterEach(async () => {
    if (!hasEnded()) started.child.kill('SIGTERM');
    await started.exited;
    await until('nothing of it is left', () => left().length === 0, 30_000);
    removeEmbeddedPostgres(folder);
    rmSync(folder, { recursive: true, force: true });
  });

  const hasEnded = (): boolean => started.child.exitCode !== null || started.child.signalCode !== null;

  /** Its processes: each has the data folder, or the repository's compiled programs with it, in its environment or arguments. */
  function left(): string[] {
    return processes()
      .filter(({ pid, command }) => command.includes(folder) || environmentOf(pid).includes(folder))
      .map(({ command }) => command);
  }

  it('serves the API and the documents, keeps secrets private, and refuses a second one', async () => {
    const health = await fetch(`http://127.0.0.1:${port}/health`);
    expect([health.status, await health.json()]).toMatchObject([200, { status: 'ok' }]);
    expect((await fetch(`http://127.0.0.1:${port}/docs-json`)).status).toBe(200);
    await until('the welcome is printed', () => started.output().includes('Ctrl-C'));
    expect(started.output()).toContain('admin@pasarela.local');
    for (const file of ['running.json', 'secrets.json']) {
      expect(statSync(join(folder, file)).mode & 0o777).toBe(0o600);
    }
    const second = npm(['start'], { PASARELA_DATA_DIR: folder });
    expect(await second.exited).toBe(1);
    expect(second.output()).toMatch(/Ya hay un npm start/);
    const taken = npm(['start'], { ...env(), PASARELA_DATA_DIR: `${folder}/other` });
    expect(await taken.exited).toBe(1);
    expect(taken.output()).toContain(`El puerto ${port} está ocupado`);
  });

  it('lends its database to the other commands', async () => {
    const status = npm(['run', 'db:status'], { PASARELA_DATA_DIR: folder });
    expect(await status.exited).toBe(0);
    expect(status.output()).toMatch(/^aplicada {3}\d{14}_core$/m);
  });

  it.each(['SIGTERM', 'SIGINT'] as const)('stops in order and leaves nothing running at %s', async (signal) => {
    started.child.kill(signal);
    expect(await started.exited).toBe(0);
    await until('nothing of it is left', () => left().length === 0);
    expect(existsSync(join(folder, 'running.json'))).toBe(false);
    expect(existsSync(join(folder, 'postgres/postmaster.pid'))).toBe(false);
    expect(await isFree(port, '127.0.0.1')).toBe(true);
  });

  it('leaves nothing running when npm itself is killed outright', async () => {
    started.child.kill('SIGKILL');
    await until('nothing of it is left', () => left().length === 0, 30_000);
    expect(await isFree(port, '127.0.0.1')).toBe(true);
  });

  it('leaves nothing running when the launcher is killed outright', async () => {
    const { pid } = JSON.parse(readFileSync(join(folder, 'running.json'), 'utf8')) as { pid: number };
    process.kill(pid, 'SIGKILL');
    await until('nothing of it is left', () => left().length === 0, 30_000);
    const status = npm(['run', 'db:status'], { PASARELA_DATA_DIR: folder });
    expect(await status.exited).toBe(0);
  });

  it('stops everything and fails when the API dies', async () => {
    const api = processes().find(
      ({ pid, command }) => command.includes('dist/api/src/main.js') && environmentOf(pid).includes(folder),
    );
    process.kill(api?.pid ?? 0, 'SIGKILL');
    expect(await started.exited).not.toBe(0);
    expect(started.output()).toContain('La API terminó');
    await until('nothing of it is left', () => left().length === 0);
  });
});

function environmentOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8');
  } catch {
    return '';
  }
}
