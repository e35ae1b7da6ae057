/** Something that the person at the terminal can mend: printed in one line, without a stack. Messages are in Spanish. */
export class LauncherError extends Error {
  constructor(
    message: string,
    /** What the process exits with. */
    readonly exitCode = 1,
  ) {
    super(message);
    this.name = 'LauncherError';
  }
}

/** Runs the body of a command: prints what it fails with and exits with the right code. */
export async function runCommand(body: () => Promise<number>): Promise<void> {
  try {
    process.exitCode = await body();
  } catch (error) {
    const known = error instanceof LauncherError;
    process.stderr.write(`${known ? error.message : describe(error)}\n`);
    process.exitCode = known ? error.exitCode : 1;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
