import { basename, resolve, sep } from 'node:path';
import { ID_PATTERN } from '../common/ids.js';

/** `pg_dump`: PostgreSQL's custom format. `snapshot`: our own (see snapshot.format.ts). */
export type BackupFormat = 'pg_dump' | 'snapshot';

export interface BackupName {
  readonly id: string;
  readonly format: BackupFormat;
  /** When it was begun, to the second. */
  readonly at: Date;
  readonly encrypted: boolean;
}

const EXTENSIONS: Readonly<Record<BackupFormat, string>> = { pg_dump: 'dump', snapshot: 'snapshot.gz' };
const NAME = /^pasarela-(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z-([A-Za-z0-9_-]{1,64})\.(dump|snapshot\.gz)(\.enc)?$/;
const ENCRYPTED = '.enc';
const UNFINISHED = '.tmp';

/** `pasarela-<UTC time>-<id>.dump` or `.snapshot.gz`, and `.enc` behind when it is encrypted. */
export function formatBackupName({ id, format, at, encrypted }: BackupName): string {
  if (!ID_PATTERN.test(id)) throw new RangeError('not a backup id');
  const time = `${at.toISOString().slice(0, 19).replace(/[-:]/g, '')}Z`;
  return `pasarela-${time}-${id}.${EXTENSIONS[format]}${encrypted ? ENCRYPTED : ''}`;
}

/** What a file's name says, or null when {@link formatBackupName} did not make it. */
export function parseBackupName(name: string): BackupName | null {
  const match = NAME.exec(name);
  if (!match) return null;
  const [, year, month, day, hour, minute, second, id = '', extension, encryption] = match;
  const at = new Date(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  if (Number.isNaN(at.getTime())) return null;
  const format = extension === EXTENSIONS.pg_dump ? 'pg_dump' : 'snapshot';
  const parsed: BackupName = { id, format, at, encrypted: encryption !== undefined };
  return formatBackupName(parsed) === name ? parsed : null;
}

/** What the end of any file's name says of it, or null when it says nothing. */
export function formatOfFile(name: string): BackupFormat | null {
  const plain = name.endsWith(ENCRYPTED) ? name.slice(0, -ENCRYPTED.length) : name;
  if (plain.endsWith(`.${EXTENSIONS.snapshot}`)) return 'snapshot';
  return plain.endsWith(`.${EXTENSIONS.pg_dump}`) ? 'pg_dump' : null;
}

/** True when a file's name says that it is encrypted. */
export function isEncryptedName(name: string): boolean {
  return name.endsWith(ENCRYPTED);
}

/** The name of a file while it is being written, or of the password file beside it. */
export function unfinishedName(name: string): string {
  return `${name}${UNFINISHED}`;
}

/** True for what a killed backup leaves behind: nothing else in the directory is ever removed as a leftover. */
export function isUnfinishedName(name: string): boolean {
  return (
    name.endsWith(UNFINISHED) && parseBackupName(name.slice(0, -UNFINISHED.length).replace(/\.pgpass$/, '')) !== null
  );
}

/**
 * Where the backup of that name lies, or null when the name is not one of ours: nothing that can leave the directory has a
 * path at all.
 */
export function backupPath(directory: string, name: string): string | null {
  if (parseBackupName(name) === null) return null;
  const root = resolve(directory);
  const path = resolve(root, name);
  return path.startsWith(root.endsWith(sep) ? root : root + sep) && basename(path) === name ? path : null;
}
