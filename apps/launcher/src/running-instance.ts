import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { readJson, writePrivateFile } from './private-file.js';
import { isRunning, ownIdentity, type ProcessIdentity } from './process-identity.js';

/** A running `npm start`, as the other commands find it. */
export interface RunningInstance extends ProcessIdentity {
  readonly databaseUrl: string;
  readonly apiUrl: string;
  /** Null: every gateway has its own keys. */
  readonly sandboxUrl: string | null;
}

const fileIn = (dataFolder: string): string => join(dataFolder, 'running.json');

/** Tells the other commands of this process (file mode 0600: it holds the database's address). */
export function announceInstance(dataFolder: string, instance: Omit<RunningInstance, keyof ProcessIdentity>): void {
  writePrivateFile(fileIn(dataFolder), `${JSON.stringify({ ...ownIdentity(), ...instance }, null, 2)}\n`);
}

/** The instance that runs over this data folder, or undefined. A file left by a killed one is not believed. */
export function runningInstance(dataFolder: string): RunningInstance | undefined {
  const found = readJson(fileIn(dataFolder));
  return isInstance(found) && isRunning(found) ? found : undefined;
}

/** Takes the announcement back, if it is this process's own. */
export function withdrawInstance(dataFolder: string): void {
  const found = readJson(fileIn(dataFolder));
  if (isInstance(found) && found.pid === process.pid) rmSync(fileIn(dataFolder), { force: true });
}

function isInstance(value: unknown): value is RunningInstance {
  if (typeof value !== 'object' || value === null) return false;
  const { pid, startedAt, databaseUrl, apiUrl, sandboxUrl } = value as Record<keyof RunningInstance, unknown>;
  const texts = [startedAt, databaseUrl, apiUrl, sandboxUrl ?? ''];
  return typeof pid === 'number' && texts.every((text) => typeof text === 'string');
}
