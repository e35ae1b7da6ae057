import pg from 'pg';
import { sqlState } from '../database/database.errors.js';
import { RestoreError } from './backup.errors.js';
import { qualified, SCHEMA } from './database.snapshot.js';

/*
 * Rows are loaded without foreign keys and without our own triggers, inside the transaction of the restore: order does not
 * matter, history that refuses rewriting can be written, and every foreign key is proven when it is put back.
 */

/** The class of PostgreSQL's complaints about rows that contradict each other. */
const INTEGRITY = '23';

interface ForeignKey {
  readonly table: string;
  readonly name: string;
  readonly definition: string;
}

/** Takes them away, runs `load`, puts them back. Whatever fails, the transaction must be rolled back. */
export async function withoutConstraints<T>(client: pg.Client, load: () => Promise<T>): Promise<T> {
  const keys = await readForeignKeys(client);
  const triggered = await readTriggeredTables(client);
  for (const { table, name } of keys) {
    await client.query(`ALTER TABLE ${qualified(table)} DROP CONSTRAINT ${pg.escapeIdentifier(name)}`);
  }
  for (const table of triggered) await client.query(`ALTER TABLE ${qualified(table)} DISABLE TRIGGER USER`);
  const result = await load();
  for (const table of triggered) await client.query(`ALTER TABLE ${qualified(table)} ENABLE TRIGGER USER`);
  for (const key of keys) await putBack(client, key);
  return result;
}

/** @throws RestoreError when rows refer to what is not there. */
async function putBack(client: pg.Client, { table, name, definition }: ForeignKey): Promise<void> {
  try {
    await client.query(`ALTER TABLE ${qualified(table)} ADD CONSTRAINT ${pg.escapeIdentifier(name)} ${definition}`);
  } catch (error) {
    const code = sqlState(error);
    if (code === null || !code.startsWith(INTEGRITY)) throw error;
    throw new RestoreError(
      'restore_load_failed',
      `Rows of ${table} refer to rows that are not there`,
      { table, code },
      error,
    );
  }
}

async function readForeignKeys(client: pg.Client): Promise<ForeignKey[]> {
  const { rows } = await client.query<ForeignKey>(
    `SELECT c.relname AS "table", k.conname AS name, pg_get_constraintdef(k.oid) AS definition
       FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
      WHERE k.contype = 'f' AND k.conparentid = 0 AND c.relnamespace = $1::regnamespace ORDER BY 1, 2`,
    [SCHEMA],
  );
  return rows;
}

async function readTriggeredTables(client: pg.Client): Promise<string[]> {
  const { rows } = await client.query<{ table: string }>(
    `SELECT DISTINCT c.relname AS "table" FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
      WHERE NOT t.tgisinternal AND c.relkind = 'r' AND c.relnamespace = $1::regnamespace ORDER BY 1`,
    [SCHEMA],
  );
  return rows.map(({ table }) => table);
}
