import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { REPOSITORY } from './repository.js';

/** What the caller decided: the variables of this process, over those of the file `.env` in the repository. */
export function callerEnvironment(env: NodeJS.ProcessEnv = process.env, folder = REPOSITORY): NodeJS.ProcessEnv {
  return { ...readEnvFile(join(folder, '.env')), ...env };
}

function readEnvFile(file: string): NodeJS.ProcessEnv {
  try {
    return { ...parseEnv(readFileSync(file, 'utf8')) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return {};
    throw error;
  }
}
