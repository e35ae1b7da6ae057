import { execFileSync, spawnSync, type SpawnSyncOptions } from 'node:child_process';
import { chownSync, existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A PostgreSQL of the major version of the machine's own pg_dump, which the embedded one may be too new for. */
export interface MatchingPostgres {
  readonly url: string;
  stop(): void;
}

const PASSWORD = 'canary:pass\\word';

/** Where the server programs that belong to the `pg_dump` in PATH are, or null when the machine lacks one of the two. */
export function matchingPrograms(): string | null {
  const dump = spawnSync('pg_dump', ['--version'], { encoding: 'utf8' });
  const major = /\(PostgreSQL\) (\d+)/.exec(dump.stdout ?? '')?.[1];
  if (major === undefined) return null;
  const configured = spawnSync('pg_config', ['--bindir'], { encoding: 'utf8' }).stdout?.trim() ?? '';
  const folders = [`/usr/lib/postgresql/${major}/bin`, configured, `/opt/homebrew/opt/postgresql@${major}/bin`];
  return (
    folders.find((folder) => folder !== '' && existsSync(join(folder, 'initdb')) && versionOf(folder) === major) ?? null
  );
}

function versionOf(folder: string): string | undefined {
  const { stdout } = spawnSync(join(folder, 'postgres'), ['--version'], { encoding: 'utf8' });
  return /\(PostgreSQL\) (\d+)/.exec(stdout ?? '')?.[1];
}

/** Starts one on a free port with an empty database and a password that needs escaping. */
export async function startMatchingPostgres(programs: string): Promise<MatchingPostgres> {
  const folder = mkdtempSync(join(tmpdir(), 'pasarela-pg-'));
  const owner = serverUser();
  if (owner !== null) chownSync(folder, owner.uid, owner.gid);
  const options: SpawnSyncOptions = { cwd: folder, stdio: ['ignore', 'ignore', 'inherit'], ...owner };
  const data = join(folder, 'data');
  const port = await freePort();
  const run = (program: string, args: string[]): void => {
    execFileSync(join(programs, program), args, options);
  };
  const passwordFile = join(folder, 'password');
  writeFileSync(passwordFile, PASSWORD);
  const auth = ['-U', 'postgres', '-A', 'scram-sha-256', `--pwfile=${passwordFile}`];
  run('initdb', ['-D', data, ...auth, '-E', 'UTF8', '--locale=C', '-N']);
  const settings = `-p ${port} -c listen_addresses=127.0.0.1 -c unix_socket_directories=${folder} -c fsync=off`;
  run('pg_ctl', ['-D', data, '-o', settings, '-l', join(folder, 'log'), '-w', 'start']);
  return {
    url: `postgresql://postgres:${encodeURIComponent(PASSWORD)}@127.0.0.1:${port}/postgres`,
    stop: () => {
      run('pg_ctl', ['-D', data, '-m', 'immediate', '-w', 'stop']);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** PostgreSQL refuses to run as root: then it runs as the user that its package made. */
function serverUser(): { uid: number; gid: number } | null {
  if (process.getuid?.() !== 0) return null;
  const id = (flag: string): number => Number(execFileSync('id', [flag, 'postgres'], { encoding: 'utf8' }));
  return { uid: id('-u'), gid: id('-g') };
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const { port } = server.address() as AddressInfo;
      server.close(() => resolve(port));
    });
  });
}
