import { spawn, type ChildProcess } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { compiled } from './repository.js';

/** A program of ours in a process of its own. */
export interface ChildProgram {
  readonly pid: number | undefined;
  /** Resolves to the exit code (128 + n after a signal); never rejects. */
  readonly exited: Promise<number>;
  hasExited(): boolean;
  /** Asks it to stop, kills it after `limitMs`, resolves when it is gone. Safe to call again. */
  stop(limitMs: number): Promise<void>;
  /** Passes a signal on. */
  signal(name: NodeJS.Signals): void;
}

/** How a child program runs. */
export interface ChildProgramOptions {
  readonly env: NodeJS.ProcessEnv;
  readonly args?: readonly string[];
  /** Takes the lines of its stdout; without it they go where ours go. */
  readonly onLine?: (line: string) => void;
  /** A session of its own: Ctrl-C in the terminal does not reach it, we stop it in order. */
  readonly detached?: boolean;
}

/**
 * Starts a compiled program (`dist/…`). It ends when this process ends, even by `kill -9`: stop-with-parent, loaded before
 * it, sees to that.
 */
export function startProgram(script: string, options: ChildProgramOptions): ChildProgram {
  const guard = pathToFileURL(compiled('launcher/src/stop-with-parent.js')).href;
  const args = ['--enable-source-maps', '--import', guard, compiled(script), ...(options.args ?? [])];
  const child = spawn(process.execPath, args, {
    env: { ...options.env, PASARELA_LAUNCHER_PID: String(process.pid) },
    detached: options.detached ?? false,
    stdio: [options.detached ? 'ignore' : 'inherit', options.onLine ? 'pipe' : 'inherit', 'inherit'],
  });
  if (options.onLine) forwardLines(child, options.onLine);
  let gone = false;
  const exited = new Promise<number>((resolve) => {
    child.once('exit', (code, signal) => {
      gone = true;
      resolve(code ?? 128 + signalNumber(signal));
    });
    child.once('error', () => {
      gone = true;
      resolve(1);
    });
  });
  return {
    pid: child.pid,
    exited,
    hasExited: () => gone,
    signal: (name) => void child.kill(name),
    stop: (limitMs) => stop(child, exited, limitMs),
  };
}

async function stop(child: ChildProcess, exited: Promise<number>, limitMs: number): Promise<void> {
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), limitMs);
  await exited;
  clearTimeout(timer);
}

function forwardLines(child: ChildProcess, onLine: (line: string) => void): void {
  let rest = '';
  child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line);
  });
}

const SIGNAL_NUMBERS: Readonly<Partial<Record<NodeJS.Signals, number>>> = {
  SIGHUP: 1,
  SIGINT: 2,
  SIGKILL: 9,
  SIGTERM: 15,
};

function signalNumber(signal: NodeJS.Signals | null): number {
  return (signal && SIGNAL_NUMBERS[signal]) ?? 1;
}
