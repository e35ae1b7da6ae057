import { setTimeout as wait } from 'node:timers/promises';
import { type ChildProgram, startProgram } from '../../apps/launcher/src/child-program.js';

/** What a contestant runs: one or more processes, and the port of its door. */
export interface Server {
  readonly port: number;
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

const READY_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 30_000;

/** Of the caller's variables only those that a program needs to run at all: nobody's settings must change what is measured. */
function bareEnvironment(): NodeJS.ProcessEnv {
  const { PATH, HOME, TMPDIR, LANG } = process.env;
  return { PATH, HOME, TMPDIR, LANG };
}

/**
 * Starts a compiled program and waits until it serves: until it answers on `port`, or, without one, until it prints a line.
 * @throws Error when it ends before, or takes a minute.
 */
export async function startServer(script: string, env: NodeJS.ProcessEnv, port: number | null): Promise<Server> {
  let lines = 0;
  const onLine = (line: string): void => {
    lines++;
    if (line !== 'ready') process.stderr.write(`${script}: ${line}\n`);
  };
  const program = startProgram(script, { env: { ...bareEnvironment(), ...env }, onLine, detached: true });
  await untilServing(script, program, () => (port === null ? Promise.resolve(lines > 0) : answers(port)));
  return { port: port ?? 0, pids: [program.pid ?? 0], stop: () => program.stop(STOP_LIMIT_MS) };
}

/** Several as one. */
export function together(servers: readonly Server[]): Server {
  return {
    port: servers.find(({ port }) => port !== 0)?.port ?? 0,
    pids: servers.flatMap(({ pids }) => pids),
    stop: async () => {
      await Promise.all(servers.map((server) => server.stop()));
    },
  };
}

async function untilServing(script: string, program: ChildProgram, serves: () => Promise<boolean>): Promise<void> {
  const limitMs = Date.now() + READY_LIMIT_MS;
  while (!(await serves())) {
    if (program.hasExited()) throw new Error(`${script} ended before it served`);
    if (Date.now() > limitMs) {
      await program.stop(0);
      throw new Error(`${script} did not serve within a minute`);
    }
    await wait(50);
  }
}

/** Any answer will do, 404 as well. */
async function answers(port: number): Promise<boolean> {
  try {
    await (await fetch(`http://127.0.0.1:${port}/health/live`, { signal: AbortSignal.timeout(5_000) })).arrayBuffer();
    return true;
  } catch {
    return false;
  }
}
