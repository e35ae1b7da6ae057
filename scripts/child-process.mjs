// Runs the tools that a command needs, one at a time, without leaving them behind when the command is told to stop.
import { spawn } from 'node:child_process';
import { constants } from 'node:os';

/** Thrown when a signal ended the work; the process should exit with `exitCode`. */
export class Interrupted extends Error {
  constructor(signal) {
    super(`stopped by ${signal}`);
    this.exitCode = 128 + constants.signals[signal];
  }
}

/**
 * Runs a program and resolves to `{ code, output }`. `stdio: 'inherit'` shows its output as it comes (and output stays empty).
 * SIGINT, SIGTERM and SIGHUP are passed on, and make this throw Interrupted once the child is gone.
 */
export async function runChild(command, args, { cwd, env = {}, stdio = 'pipe' } = {}) {
  const child = spawn(command, args, {
    cwd,
    env: { ...process.env, ...env },
    stdio: stdio === 'pipe' ? ['ignore', 'pipe', 'pipe'] : 'inherit',
  });
  const chunks = [];
  child.stdout?.on('data', (chunk) => chunks.push(chunk));
  child.stderr?.on('data', (chunk) => chunks.push(chunk));
  let interruptedBy;
  const handlers = ['SIGINT', 'SIGTERM', 'SIGHUP'].map((signal) => {
    const handler = () => {
      interruptedBy ??= signal;
      child.kill(signal);
    };
    process.on(signal, handler);
    return () => process.off(signal, handler);
  });
  try {
    const code = await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (exitCode) => resolve(exitCode ?? 1));
    });
    if (interruptedBy) throw new Interrupted(interruptedBy);
    return { code, output: Buffer.concat(chunks).toString('utf8') };
  } finally {
    for (const remove of handlers) remove();
  }
}

/**
 * Sends this process a SIGTERM when the process that started it is gone: npm killed outright tells nobody. Only under npm,
 * because a shell may end before the program that it started, and that is no reason to stop.
 */
export function stopWithNpm() {
  if (!process.env.npm_lifecycle_event) return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
