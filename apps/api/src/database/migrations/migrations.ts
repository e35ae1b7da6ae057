import pg from 'pg';
import { DomainError } from '../../common/errors.js';
import { migrationList, schemaFiles } from './migration.files.js';
import { readStatus, type MigrationStatus } from './migration.status.js';

// Migrations in the format of `prisma migrate`, without its command and without downloads. The engine is heavy (WebAssembly):
// it is loaded only when there is something to apply or to compare.

export type { MigrationStatus } from './migration.status.js';
export { pendingMigrations } from './migration.status.js';

/** One number for all instances: whoever holds this advisory lock migrates, the others wait. */
const LOCK_KEY = 7_270_736_042;
const LOCK_LIMIT_MS = 600_000;
const FILTERS = { externalTables: [], externalEnums: [] };

/**
 * Applies what is pending, in order, and resolves to the names of what this call applied. Safe from several instances at once:
 * one applies, the others find nothing left to do. Query parameters of the URL (sslmode, …) are honoured.
 * @throws DomainError `migration_failed`, naming the migration and what PostgreSQL said, when one fails or failed before.
 */
export async function applyMigrations(databaseUrl: string, folder?: string): Promise<string[]> {
  return withLock(databaseUrl, async (client) => {
    const status = await readStatus(client, folder);
    refuseFailed(status);
    if (status.pending.length === 0) return [];
    const { withEngine } = await import('./migration.engine.js');
    try {
      const applied = await withEngine(databaseUrl, (engine) =>
        engine.applyMigrations({ migrationsList: migrationList(folder), filters: FILTERS }),
      );
      return applied.appliedMigrationNames;
    } catch (error) {
      const { failed } = await readStatus(client, folder);
      throw new DomainError('migration_failed', `La migración ${failed.join(', ')} falló: ${messageOf(error)}`, {
        cause: error,
      });
    }
  });
}

/** How the database stands against the folder. Changes nothing. */
export async function migrationStatus(databaseUrl: string, folder?: string): Promise<MigrationStatus> {
  return withClient(databaseUrl, (client) => readStatus(client, folder));
}

/**
 * Marks a failed migration as rolled back, so that it is applied again once mended. A failing migration runs in one transaction
 * and leaves nothing behind, so there is nothing to undo by hand.
 */
export async function markRolledBack(databaseUrl: string, migrationName: string): Promise<void> {
  await withLock(databaseUrl, async (client) => {
    const { rowCount } = await client.query(
      `UPDATE _prisma_migrations SET rolled_back_at = now()
        WHERE migration_name = $1 AND finished_at IS NULL AND rolled_back_at IS NULL`,
      [migrationName],
    );
    if (rowCount === 0) {
      throw new DomainError('migration_not_failed', `La migración ${migrationName} no figura como fallida.`);
    }
  });
}

/**
 * The SQL that leads from prisma/migrations to prisma/schema.prisma, empty when they agree. Replays the migrations in a shadow
 * database beside the given one, which it only needs for its server. What Prisma's schema cannot say (functions, triggers,
 * partial indexes, CHECKs) is not compared.
 */
export async function diffMigrations(databaseUrl: string, folder?: string): Promise<string> {
  const { withEngine } = await import('./migration.engine.js');
  const files = schemaFiles();
  const datamodels = files.map(({ path, content }): [string, string] => [path, content]);
  const work = async (engine: Parameters<Parameters<typeof withEngine>[1]>[0]): Promise<string> => {
    const result = await engine.diff({
      from: { tag: 'migrations', ...migrationList(folder) },
      to: { tag: 'schemaDatamodel', files },
      script: true,
      exitCode: true,
      filters: FILTERS,
    });
    return result.exitCode === 0 ? '' : (result.stdout ?? '');
  };
  return withEngine(databaseUrl, work, datamodels);
}

function refuseFailed({ failed }: MigrationStatus): void {
  if (failed.length === 0) return;
  throw new DomainError(
    'migration_failed',
    `La migración ${failed.join(', ')} falló antes y bloquea las demás. Corríjala y ejecute: ` +
      `npm run db:migrate -- --rolled-back ${failed[0]}`,
  );
}

async function withLock<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  return withClient(databaseUrl, async (client) => {
    await client.query(`SET lock_timeout = ${LOCK_LIMIT_MS}`);
    // Released with the connection, also when this process dies.
    await client.query('SELECT pg_advisory_lock($1)', [LOCK_KEY]);
    return work(client);
  });
}

async function withClient<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, application_name: 'pasarela-migrations' });
  client.on('error', () => undefined); // a lost connection shows in the query that it breaks
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
