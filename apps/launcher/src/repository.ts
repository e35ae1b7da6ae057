import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * The folder that holds package.json and prisma/. The same code runs compiled (dist/launcher/src) and from its sources (tests),
 * so it is looked for upwards.
 */
export const REPOSITORY = findUpwards(dirname(fileURLToPath(import.meta.url)));

/** A file of the compiled programs, e.g. `compiled('api/src/main.js')`. */
export function compiled(program: string): string {
  return join(REPOSITORY, 'dist', program);
}

/** Where everything embedded lives: `PASARELA_DATA_DIR`, by default `.pasarela` in the repository. Absolute. */
export function dataDirectory(env: NodeJS.ProcessEnv): string {
  return resolve(REPOSITORY, env['PASARELA_DATA_DIR'] || '.pasarela');
}

function findUpwards(folder: string): string {
  if (existsSync(join(folder, 'package.json')) && existsSync(join(folder, 'prisma'))) return folder;
  if (folder === dirname(folder)) throw new Error('package.json and prisma/ not found above the program');
  return findUpwards(dirname(folder));
}
