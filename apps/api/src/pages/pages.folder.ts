import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the build leaves for browsers. */
export type BuiltSite = 'checkout' | 'dashboard';

/**
 * Where a built site lies: `dist/<site>` above this file. The same code runs compiled (dist/api/src/…) and from its sources,
 * so it is looked for upwards. Null when it was not built.
 */
export function pagesFolder(site: BuiltSite, from = dirname(fileURLToPath(import.meta.url))): string | null {
  const folder = join(from, 'dist', site);
  if (existsSync(join(folder, 'index.html'))) return folder;
  return from === dirname(from) ? null : pagesFolder(site, dirname(from));
}
