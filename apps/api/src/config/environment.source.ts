import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import type { Environment } from './environment.report.js';

/**
 * The process's environment over the `.env` file of the working directory, if there is one: what the caller set wins. The one
 * place that reads `process.env`.
 */
export function readProcessEnvironment(file = '.env'): Environment {
  const defaults = existsSync(file) ? parseEnv(readFileSync(file, 'utf8')) : {};
  return { ...defaults, ...process.env };
}

/** What a program that we start is given: all that we were, and messages in the language in which we read them. */
export function programEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, LC_ALL: 'C' };
}
