import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Where the built pages lie: `dist/checkout` above this file. The same code runs compiled (dist/api/src/…) and from its sources,
 * so it is looked for upwards. Null when they were not built.
 */
export function pagesFolder(from = dirname(fileURLToPath(import.meta.url))): string | null {
  const folder = join(from, 'dist/checkout');
  if (existsSync(join(folder, 'index.html'))) return folder;
  return from === dirname(from) ? null : pagesFolder(dirname(from));
}
