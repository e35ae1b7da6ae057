import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import type { BackupFormat } from './backup.name.js';

/** PostgreSQL's own programs, by name (looked up in PATH) or by path. */
export interface PgClientPrograms {
  readonly dump: string;
  readonly restore: string;
}

export const PROGRAMS_IN_PATH: PgClientPrograms = { dump: 'pg_dump', restore: 'pg_restore' };

export interface PgClient {
  readonly programs: PgClientPrograms;
  /** Major versions. */
  readonly dumpMajor: number;
  readonly restoreMajor: number;
}

/** The program ran and said no. */
export class ProgramError extends Error {}

const VERSION = /\(PostgreSQL\) (\d+)/;
const STDERR_BYTES = 16 * 1024;

/** The programs of this machine, or null when it lacks one of the two. */
export async function findPgClient(programs: PgClientPrograms = PROGRAMS_IN_PATH): Promise<PgClient | null> {
  const [dumpMajor, restoreMajor] = await Promise.all([majorOf(programs.dump), majorOf(programs.restore)]);
  return dumpMajor === null || restoreMajor === null ? null : { programs, dumpMajor, restoreMajor };
}

/**
 * `pg_dump` when its programs can read this server and what they write; else our own format. (pg_dump refuses a server
 * newer than itself, pg_restore an archive newer than itself.)
 */
export function chooseFormat(serverVersion: number, client: PgClient | null): BackupFormat {
  if (client === null) return 'snapshot';
  const serverMajor = Math.floor(serverVersion / 10_000);
  return client.dumpMajor >= serverMajor && client.restoreMajor >= client.dumpMajor ? 'pg_dump' : 'snapshot';
}

/**
 * A program's output as it comes. It ends normally only when the program did.
 * @throws ProgramError with the program's own first complaint; Error `ENOENT` when the program is not there.
 */
export async function* programOutput(program: string, args: readonly string[]): AsyncGenerator<Buffer> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  const complaint = collectComplaint(child);
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  // Heard at once: a program that is not there fails before anybody awaits.
  closed.catch(() => undefined);
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    const [code, signal] = await closed;
    if (code !== 0) throw new ProgramError(complaint() || `${program} ended with ${String(code ?? signal)}`);
  } finally {
    if (child.exitCode === null) child.kill('SIGKILL');
  }
}

async function majorOf(program: string): Promise<number | null> {
  try {
    const chunks: Buffer[] = [];
    for await (const chunk of programOutput(program, ['--version'])) chunks.push(chunk);
    const match = VERSION.exec(Buffer.concat(chunks).toString());
    return match ? Number(match[1]) : null;
  } catch {
    return null;
  }
}

/** Only the line that names the error: the lines after it may quote data. */
function collectComplaint(child: ChildProcess): () => string {
  let text = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    if (text.length < STDERR_BYTES) text += chunk.toString();
  });
  return () => text.split('\n').find((line) => / error: /.test(line)) ?? text.split('\n')[0] ?? '';
}
