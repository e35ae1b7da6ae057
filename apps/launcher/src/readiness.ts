import { setTimeout as wait } from 'node:timers/promises';
import type { ChildProgram } from './child-program.js';
import { LauncherError } from './launcher-error.js';

const LIMIT_MS = 60_000;
const REQUEST_LIMIT_MS = 5_000;
const POLL_MS = 50;

/** Waits for `GET /health` to answer; resolves to its status. @throws LauncherError when the program ends or is silent too long. */
export async function untilHealthy(apiUrl: string, api: ChildProgram): Promise<number> {
  const limit = Date.now() + LIMIT_MS;
  for (;;) {
    if (api.hasExited()) throw new LauncherError('La API no arrancó: la causa está arriba.', await api.exited);
    const status = await statusOf(`${apiUrl}/health`);
    if (status !== undefined) return status;
    if (Date.now() > limit) throw new LauncherError('La API no respondió a /health en un minuto.');
    await wait(POLL_MS);
  }
}

async function statusOf(url: string): Promise<number | undefined> {
  try {
    const response = await fetch(url, { signal: AbortSignal.timeout(REQUEST_LIMIT_MS) });
    await response.arrayBuffer();
    return response.status;
  } catch {
    return undefined;
  }
}

/** Waits for the line `{"listening":"http://…"}` that a program prints when it is ready; every other line is printed. */
export function untilListening(): { onLine: (line: string) => void; url: (program: ChildProgram) => Promise<string> } {
  let found: (url: string) => void = () => undefined;
  const listening = new Promise<string>((resolve) => (found = resolve));
  const onLine = (line: string): void => {
    const url = listeningUrl(line);
    if (url) found(url);
    else if (line !== '') process.stdout.write(`${line}\n`);
  };
  const url = async (program: ChildProgram): Promise<string> => {
    const ended = program.exited.then((code) => {
      throw new LauncherError('El sandbox no arrancó: la causa está arriba.', code || 1);
    });
    const late = wait(LIMIT_MS, undefined, { ref: false }).then(() => {
      throw new LauncherError('El sandbox no estuvo listo en un minuto.');
    });
    late.catch(() => undefined);
    ended.catch(() => undefined);
    return Promise.race([listening, ended, late]);
  };
  return { onLine, url };
}

function listeningUrl(line: string): string | undefined {
  if (!line.startsWith('{"listening":')) return undefined;
  try {
    const { listening } = JSON.parse(line) as { listening?: unknown };
    return typeof listening === 'string' ? listening : undefined;
  } catch {
    return undefined;
  }
}
