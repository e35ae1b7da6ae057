import type { Pool } from 'pg';
import { DomainError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { prepareQueueSchema } from './queue-schema.js';
import { createPool } from './database.service.js';
import { assertDurable } from './durability.js';
import { pendingMigrations } from './migrations/migration.status.js';

/**
 * Checks, before anything is served, that the database is there, keeps what it commits, and has every migration; applies
 * those that are missing when the configuration allows it.
 * @throws DomainError with a text in Spanish for whoever deploys: `database_unreachable`, `weak_durability`, `pending_migrations`.
 */
export async function prepareDatabase(config: Pick<AppConfig, 'database' | 'redis'>): Promise<void> {
  const pool = createPool(config.database.url, { max: 1, applicationName: 'pasarela-boot' });
  try {
    await assertReachable(pool);
    await assertDurable(pool);
    await migrate(pool, config.database);
    if (config.redis === null) await prepareQueueSchema(config.database.url, config.database.migrateOnBoot);
  } finally {
    await pool.end();
  }
}

async function assertReachable(pool: Pool): Promise<void> {
  try {
    await pool.query('SELECT 1');
  } catch (error) {
    const code = (error as { code?: unknown }).code;
    const detail = typeof code === 'string' ? ` (${code})` : '';
    throw new DomainError('database_unreachable', `No se pudo conectar a PostgreSQL con DATABASE_URL${detail}.`, {
      cause: error,
    });
  }
}

async function migrate(pool: Pool, { url, migrateOnBoot }: AppConfig['database']): Promise<void> {
  const pending = await pendingMigrations(pool);
  if (pending.length === 0) return;
  if (!migrateOnBoot) {
    const text = `A la base de datos le faltan migraciones (${pending.join(', ')}): ejecute «npm run db:migrate» o arranque con MIGRATE_ON_BOOT=true.`;
    throw new DomainError('pending_migrations', text);
  }
  // Loaded only here: the engine is a large WebAssembly module that a migrated database does not need.
  const { applyMigrations } = await import('./migrations/migrations.js');
  await applyMigrations(url);
}
