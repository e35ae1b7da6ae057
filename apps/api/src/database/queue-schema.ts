import { assertSchemaCompatibility, runMigrations, SchemaMigrationRequiredError } from 'bullmq';
import pg from 'pg';
import { DomainError } from '../common/errors.js';

/** BullMQ's tables, when PostgreSQL carries the queues too. In a schema of its own: a backup of ours does not hold them. */
const QUEUE_SCHEMA = 'bullmq';

/** Creates or upgrades BullMQ's own schema. Safe from several instances at once: BullMQ holds a lock. */
export async function migrateQueueSchema(databaseUrl: string): Promise<void> {
  await withClient(databaseUrl, (client) => runMigrations(client, QUEUE_SCHEMA));
}

/** @throws DomainError `pending_migrations` when the queues' schema is missing or old and must not be made here. */
export async function prepareQueueSchema(databaseUrl: string, migrateOnBoot: boolean): Promise<void> {
  if (migrateOnBoot) return migrateQueueSchema(databaseUrl);
  try {
    await withClient(databaseUrl, (client) => assertSchemaCompatibility(client, QUEUE_SCHEMA));
  } catch (error) {
    if (!(error instanceof SchemaMigrationRequiredError)) throw error;
    const text = 'Faltan las tablas de las colas: ejecute «npm run db:migrate» o arranque con MIGRATE_ON_BOOT=true.';
    throw new DomainError('pending_migrations', text, { cause: error });
  }
}

async function withClient<T>(databaseUrl: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000 });
  client.on('error', () => undefined);
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
