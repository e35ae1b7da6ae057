import { spawn, type ChildProcess } from 'node:child_process';
import { join } from 'node:path';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';

/** A command of package.json as a process of its own. */
export interface RunningCommand {
  readonly child: ChildProcess;
  /** What it has printed so far, on both streams. */
  output(): string;
  /** What it has printed on stdout: without the notes of a build that a changed source makes necessary. */
  results(): string;
  readonly exited: Promise<number | null>;
}

/** Runs what `npm run <command> -- …args` runs, with nothing of this machine's settings but the path. */
export function runCommand(args: readonly string[], env: NodeJS.ProcessEnv): RunningCommand {
  const child = spawn(process.execPath, [join(REPOSITORY, 'scripts/run.mjs'), ...args], {
    cwd: REPOSITORY,
    env: { PATH: process.env['PATH'], HOME: process.env['HOME'], ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  let results = '';
  child.stdout.on('data', (chunk: Buffer) => {
    output += chunk.toString();
    results += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => (output += chunk.toString()));
  const exited = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, output: () => output, results: () => results, exited };
}

/** Runs a command to its end. */
export async function outcomeOf(
  args: readonly string[],
  env: NodeJS.ProcessEnv,
): Promise<{ readonly code: number | null; readonly output: string; readonly results: string }> {
  const command = runCommand(args, env);
  const code = await command.exited;
  return { code, output: command.output(), results: command.results() };
}
