import pg from 'pg';
import type { ArchiveTable, RowCounts, SequenceValues } from './archive.events.js';

/** Everything that a backup reads lies in this schema; the queues' own tables lie elsewhere and can be rebuilt. */
export const SCHEMA = 'public';

const CONNECT_TIMEOUT_MS = 10_000;

/** One moment of the database, held open by `client`'s transaction. */
export interface DatabaseSnapshot {
  readonly client: pg.Client;
  /** All tables, by name. */
  readonly tables: readonly ArchiveTable[];
  readonly migration: string | null;
  /** `server_version_num`: 180004 for 18.4. */
  readonly serverVersion: number;
}

/** The same text for the same value, whatever the server's defaults: what COPY writes here must be readable there. */
export const PLAIN_TEXT_SETTINGS = `SET datestyle = 'ISO'; SET intervalstyle = 'postgres'; SET timezone = 'UTC';
  SET extra_float_digits = 3; SET bytea_output = 'hex'; SET client_encoding = 'UTF8';
  SET statement_timeout = 0; SET idle_in_transaction_session_timeout = 0`;

/** Connects for one long job; a connection that breaks fails its query instead of ending the process. */
export async function connectForJob(databaseUrl: string, applicationName: string): Promise<pg.Client> {
  const client = new pg.Client({
    connectionString: databaseUrl,
    application_name: applicationName,
    connectionTimeoutMillis: CONNECT_TIMEOUT_MS,
    keepAlive: true,
  });
  client.on('error', () => undefined);
  await client.connect();
  return client;
}

/**
 * Runs `work` in one REPEATABLE READ READ ONLY transaction: all that it reads is the database of one moment, whatever is
 * written meanwhile. Every table is locked against changes of its shape (and TRUNCATE, which ignores snapshots).
 */
export async function withDatabaseSnapshot<T>(
  databaseUrl: string,
  work: (snapshot: DatabaseSnapshot) => Promise<T>,
): Promise<T> {
  const client = await connectForJob(databaseUrl, 'pasarela-backup');
  try {
    await client.query(PLAIN_TEXT_SETTINGS);
    await client.query(`SET lock_timeout = '30s'`);
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const tables = await readTables(client);
    const names = tables.map(({ name }) => qualified(name));
    if (names.length > 0) await client.query(`LOCK TABLE ${names.join(', ')} IN ACCESS SHARE MODE`);
    const version = await client.query<{ server_version_num: string }>('SHOW server_version_num');
    const result = await work({
      client,
      tables,
      migration: await readMigration(client, tables),
      serverVersion: Number(version.rows[0]?.server_version_num),
    });
    await client.query('COMMIT');
    return result;
  } finally {
    await client.end().catch(() => undefined);
  }
}

/** A table's name with its schema, quoted. */
export function qualified(table: string): string {
  return `${pg.escapeIdentifier(SCHEMA)}.${pg.escapeIdentifier(table)}`;
}

/** All tables of the schema by name, with the columns that hold data of their own (not the generated ones). */
export async function readTables(client: pg.ClientBase): Promise<ArchiveTable[]> {
  const { rows } = await client.query<{ name: string; columns: string[] }>(
    `SELECT c.relname AS name, array_agg(a.attname::text ORDER BY a.attnum) AS columns
       FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid
      WHERE c.relnamespace = $1::regnamespace AND c.relkind = 'r'
        AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
      GROUP BY c.relname ORDER BY c.relname COLLATE "C"`,
    [SCHEMA],
  );
  return rows;
}

/** The newest migration that the database has, or null when it has none. */
export async function readMigration(client: pg.ClientBase, tables: readonly ArchiveTable[]): Promise<string | null> {
  if (!tables.some(({ name }) => name === '_prisma_migrations')) return null;
  const { rows } = await client.query<{ migration_name: string }>(
    `SELECT migration_name FROM ${qualified('_prisma_migrations')}
      WHERE finished_at IS NOT NULL AND rolled_back_at IS NULL ORDER BY migration_name COLLATE "C" DESC LIMIT 1`,
  );
  return rows[0]?.migration_name ?? null;
}

/**
 * Sequences are outside of every snapshot: read after the tables, they are never behind the rows. Asked one by one: the catalog's
 * view does not tell where one stands that was set (by a restore) and not used since.
 */
export async function readSequences(client: pg.ClientBase): Promise<SequenceValues> {
  const { rows } = await client.query<{ name: string; step: string }>(
    `SELECT sequencename AS name, increment_by::text AS step FROM pg_sequences WHERE schemaname = $1 ORDER BY sequencename`,
    [SCHEMA],
  );
  const values: Record<string, string> = {};
  for (const { name, step } of rows) {
    const { rows: found } = await client.query<{ next: string }>(
      `SELECT (CASE WHEN is_called THEN last_value + $1 ELSE last_value END)::text AS next FROM ${qualified(name)}`,
      [step],
    );
    values[name] = found[0]?.next ?? '1';
  }
  return values;
}

export async function countTables(client: pg.ClientBase, tables: readonly string[]): Promise<RowCounts> {
  const counts: Record<string, number> = {};
  for (const table of tables) {
    const { rows } = await client.query<{ rows: string }>(`SELECT count(*)::text AS rows FROM ${qualified(table)}`);
    counts[table] = Number(rows[0]?.rows);
  }
  return counts;
}
