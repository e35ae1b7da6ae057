import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import type { Writable } from 'node:stream';
import { programEnvironment } from '../config/environment.source.js';
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
const LINE_LENGTH = 1_000;

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

export interface ProgramOptions {
  /** Hears every line that the program says beside its output. */
  readonly onLine?: (line: string) => void;
  /** What the program reads. It is read to its end, whatever the program leaves. */
  readonly input?: AsyncIterable<Buffer>;
}

/**
 * A program's output as it comes. It ends normally only when the program did, and its input.
 * @throws ProgramError with the program's own first complaint; what the input throws; Error `ENOENT` when the program is not
 *   there.
 */
export async function* programOutput(
  program: string,
  args: readonly string[],
  { onLine, input }: ProgramOptions = {},
): AsyncGenerator<Buffer> {
  const child = spawn(program, args, {
    stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    env: programEnvironment(),
  });
  const complaint = collectComplaint(child, onLine);
  const closed = once(child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
  // Heard at once: a program that is not there fails before anybody awaits.
  closed.catch(() => undefined);
  const fed = input === undefined || child.stdin === null ? Promise.resolve() : feed(child.stdin, input);
  fed.catch(() => undefined);
  try {
    yield* child.stdout as AsyncIterable<Buffer>;
    const [code, signal] = await closed;
    await fed;
    if (code !== 0) throw new ProgramError(complaint() || `${program} ended with ${String(code ?? signal)}`);
  } finally {
    if (child.exitCode === null) child.kill('SIGKILL');
  }
}

/** Writes all of `input`, as fast as it is taken. What a program that ended does not take is read all the same: it may be damaged. */
async function feed(stdin: Writable, input: AsyncIterable<Buffer>): Promise<void> {
  let isOpen = true;
  const ended = new Promise<void>((resolve) => {
    stdin.once('close', resolve).once('error', () => resolve());
  }).then(() => {
    isOpen = false;
  });
  try {
    for await (const chunk of input) {
      if (isOpen && !stdin.write(chunk)) await Promise.race([once(stdin, 'drain').catch(() => undefined), ended]);
    }
    stdin.end();
  } catch (error) {
    stdin.destroy();
    throw error;
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
function collectComplaint(child: ChildProcess, onLine: (line: string) => void = () => undefined): () => string {
  let first = '';
  let complaint = '';
  if (child.stderr !== null) {
    createInterface({ input: child.stderr }).on('line', (line) => {
      const short = line.slice(0, LINE_LENGTH);
      if (first === '') first = short;
      if (complaint === '' && / error: /.test(short)) complaint = short;
      onLine(short);
    });
  }
  return () => complaint || first;
}
