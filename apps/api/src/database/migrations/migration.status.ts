import type { ClientBase, Pool } from 'pg';
import { readMigrations } from './migration.files.js';

/** How a database stands against prisma/migrations. */
export interface MigrationStatus {
  /** In the order of their names. */
  readonly applied: string[];
  readonly pending: string[];
  /** Began and did not end well; they block every later one until `db:migrate -- --rolled-back NAME`. */
  readonly failed: string[];
  /** Applied, and the script was changed afterwards. */
  readonly edited: string[];
}

interface Row {
  readonly migration_name: string;
  readonly checksum: string;
  readonly finished: boolean;
}

/** Compares the folder with the database by plain SQL: cheap enough for every boot. */
export async function readStatus(database: Pool | ClientBase, folder?: string): Promise<MigrationStatus> {
  const rows = await readHistory(database);
  const finished = new Map(rows.filter((row) => row.finished).map((row) => [row.migration_name, row.checksum]));
  const failed = rows.filter((row) => !row.finished).map((row) => row.migration_name);
  const migrations = readMigrations(folder);
  return {
    applied: [...finished.keys()].sort(),
    pending: migrations.filter(({ name }) => !finished.has(name)).map(({ name }) => name),
    failed: failed.sort(),
    edited: migrations
      .filter(({ name, checksum }) => (finished.get(name) ?? checksum) !== checksum)
      .map(({ name }) => name),
  };
}

/** The migrations that the program has and the database lacks, in order. Empty: the program may run. */
export async function pendingMigrations(database: Pool | ClientBase, folder?: string): Promise<string[]> {
  return (await readStatus(database, folder)).pending;
}

async function readHistory(database: Pool | ClientBase): Promise<Row[]> {
  const { rows: found } = await database.query<{ exists: boolean }>(
    `SELECT to_regclass('_prisma_migrations') IS NOT NULL AS exists`,
  );
  if (found[0]?.exists !== true) return [];
  const { rows } = await database.query<Row>(
    `SELECT migration_name, checksum, finished_at IS NOT NULL AS finished
       FROM _prisma_migrations WHERE rolled_back_at IS NULL ORDER BY started_at`,
  );
  return rows;
}
