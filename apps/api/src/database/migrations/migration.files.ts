import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { MigrationList } from '@prisma/schema-engine-wasm/schema_engine_bg';

/** One migration of prisma/migrations. */
export interface Migration {
  /** The folder's name, e.g. `20261122000000_core`: migrations are applied in the order of their names. */
  readonly name: string;
  readonly sql: string;
  /** SHA-256 of the script, as Prisma keeps it in `_prisma_migrations`. */
  readonly checksum: string;
}

/**
 * The `prisma` folder above this file. The same code runs compiled (dist/api/src/…) and from its sources, so it is looked for
 * upwards.
 * @throws Error when there is none: the migrations were not shipped with the program.
 */
export function prismaFolder(from = dirname(fileURLToPath(import.meta.url))): string {
  const folder = join(from, 'prisma');
  if (existsSync(join(folder, 'schema.prisma'))) return folder;
  if (from === dirname(from)) throw new Error('prisma/schema.prisma not found above the program');
  return prismaFolder(dirname(from));
}

/** The migrations of a folder, in the order in which they are applied. */
export function readMigrations(folder = join(prismaFolder(), 'migrations')): Migration[] {
  const entries = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const names = entries.filter((entry) => entry.isDirectory()).map((entry) => entry.name);
  return names.sort().map((name) => {
    const sql = readFileSync(join(folder, name, 'migration.sql'), 'utf8');
    return { name, sql, checksum: createHash('sha256').update(sql).digest('hex') };
  });
}

/** The same migrations as the engine takes them. */
export function migrationList(folder = join(prismaFolder(), 'migrations')): MigrationList {
  const lock = join(folder, 'migration_lock.toml');
  return {
    baseDir: folder,
    lockfile: { path: 'migration_lock.toml', content: existsSync(lock) ? readFileSync(lock, 'utf8') : null },
    shadowDbInitScript: '',
    migrationDirectories: readMigrations(folder).map(({ name, sql }) => ({
      path: name,
      migrationFile: { path: 'migration.sql', content: { tag: 'ok', value: sql } },
    })),
  };
}

/** The data model, as the engine takes it. */
export function schemaFiles(): { path: string; content: string }[] {
  const path = join(prismaFolder(), 'schema.prisma');
  return [{ path, content: readFileSync(path, 'utf8') }];
}
