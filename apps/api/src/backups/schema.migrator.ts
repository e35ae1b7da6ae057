import { cp, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { prismaFolder, readMigrations } from '../database/migrations/migration.files.js';
import { applyMigrations } from '../database/migrations/migrations.js';
import type { Migrator } from './restore.options.js';

const LOCK_FILE = 'migration_lock.toml';

/** The program's own migrations. "Up to" applies a copy of the folder that ends there. */
export const schemaMigrator: Migrator = {
  known: () => Promise.resolve(readMigrations().map(({ name }) => name)),
  async apply(databaseUrl, upTo) {
    if (upTo === undefined) await applyMigrations(databaseUrl);
    else await applyUpTo(databaseUrl, upTo);
  },
};

async function applyUpTo(databaseUrl: string, last: string): Promise<void> {
  const all = join(prismaFolder(), 'migrations');
  const folder = await mkdtemp(join(tmpdir(), 'pasarela-migrations-'));
  try {
    await cp(join(all, LOCK_FILE), join(folder, LOCK_FILE));
    for (const { name } of readMigrations(all).filter((migration) => migration.name <= last)) {
      await cp(join(all, name), join(folder, name), { recursive: true });
    }
    await applyMigrations(databaseUrl, folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
