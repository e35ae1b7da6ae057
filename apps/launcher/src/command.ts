// `command.js <program> [args…]`: runs a command of the API with the local database when the caller named none.
import { startProgram } from './child-program.js';
import { commandEnvironment } from './command-environment.js';
import { runCommand } from './launcher-error.js';
import { REPOSITORY } from './repository.js';
import { join, relative } from 'node:path';

const STOP_LIMIT_MS = 30_000;

async function run(program: string, args: readonly string[]): Promise<number> {
  const script = relative(join(REPOSITORY, 'dist'), join(REPOSITORY, program));
  // Explaining a command takes no database.
  const asksForHelp = args.includes('--help') || args.includes('-h');
  const environment = asksForHelp ? undefined : await commandEnvironment();
  try {
    const child = startProgram(script, { env: environment?.env ?? process.env, args });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => void child.stop(STOP_LIMIT_MS));
    }
    return await child.exited;
  } finally {
    await environment?.stop();
  }
}

const [program = '', ...args] = process.argv.slice(2);
await runCommand(() => run(program, args));
