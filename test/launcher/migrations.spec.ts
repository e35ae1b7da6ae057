import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import pg from 'pg';
import {
  applyMigrations,
  diffMigrations,
  markRolledBack,
  migrationStatus,
  pendingMigrations,
} from '../../apps/api/src/database/migrations/migrations.js';
import { readMigrations } from '../../apps/api/src/database/migrations/migration.files.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { testPool } from '../support/pool.js';

describe('migrations', () => {
  let database: TestDatabase;
  let folder: string;

  beforeEach(async () => {
    database = await testDatabase({ empty: true });
    folder = mkdtempSync(join(tmpdir(), 'pasarela-migrations-'));
    writeFileSync(join(folder, 'migration_lock.toml'), 'provider = "postgresql"\n');
  });

  afterEach(async () => {
    rmSync(folder, { recursive: true, force: true });
    await database.drop();
  });

  function write(name: string, sql: string): void {
    mkdirSync(join(folder, name), { recursive: true });
    writeFileSync(join(folder, name, 'migration.sql'), sql);
  }

  async function query<R extends pg.QueryResultRow>(sql: string): Promise<R[]> {
    const client = new pg.Client({ connectionString: database.url });
    await client.connect();
    try {
      return (await client.query<R>(sql)).rows;
    } finally {
      await client.end();
    }
  }

  it("applies the project's own migrations to an empty database, once", async () => {
    const names = readMigrations().map(({ name }) => name);
    expect(names.length).toBeGreaterThan(0);
    expect(await applyMigrations(database.url)).toEqual(names);
    expect(await applyMigrations(database.url)).toEqual([]);
    expect(await migrationStatus(database.url)).toEqual({ applied: names, pending: [], failed: [], edited: [] });
  });

  it('lead exactly to prisma/schema.prisma', async () => {
    expect(await diffMigrations(database.url)).toBe('');
  });

  it('leave no shadow database behind after a comparison', async () => {
    await diffMigrations(database.url);
    expect(await query(`SELECT datname FROM pg_database WHERE datname LIKE 'pasarela_shadow_%'`)).toEqual([]);
  });

  it('say what is missing when the folder has less than the schema', async () => {
    write('20260101000000_first', 'CREATE TABLE first (id text PRIMARY KEY);');
    const sql = await diffMigrations(database.url, folder);
    expect(sql).toContain('DROP TABLE "first"');
    expect(sql).toContain('CREATE TABLE "webhook_events"');
  });

  it('are applied once by instances that start at the same time', async () => {
    write('20260101000000_first', 'CREATE TABLE first (id text PRIMARY KEY);');
    write('20260102000000_second', 'CREATE TABLE second (id text PRIMARY KEY);');
    const applied = await Promise.all([1, 2, 3, 4].map(() => applyMigrations(database.url, folder)));
    expect(applied.flat().sort()).toEqual(['20260101000000_first', '20260102000000_second']);
    expect(applied.filter((names) => names.length > 0)).toHaveLength(1);
  });

  it('take function bodies with semicolons whole', async () => {
    write(
      '20260101000000_function',
      `CREATE FUNCTION twice(n int) RETURNS int LANGUAGE plpgsql AS $$ BEGIN n := n * 2; RETURN n; END; $$;`,
    );
    await applyMigrations(database.url, folder);
    expect(await query('SELECT twice(21) AS answer')).toEqual([{ answer: 42 }]);
  });

  it('report a failing one, leave nothing of it behind, and let it be applied again once mended', async () => {
    write('20260101000000_first', 'CREATE TABLE first (id text PRIMARY KEY);');
    write('20260102000000_broken', 'CREATE TABLE half (id text); INSERT INTO nowhere VALUES (1);');
    await expect(applyMigrations(database.url, folder)).rejects.toMatchObject({
      code: 'migration_failed',
      message: expect.stringMatching(/20260102000000_broken[^]*nowhere/),
    });
    expect(await migrationStatus(database.url, folder)).toMatchObject({
      applied: ['20260101000000_first'],
      pending: ['20260102000000_broken'],
      failed: ['20260102000000_broken'],
    });
    expect(await query(`SELECT to_regclass('half') AS half`)).toEqual([{ half: null }]);

    write('20260102000000_broken', 'CREATE TABLE half (id text);');
    await expect(applyMigrations(database.url, folder)).rejects.toThrow(/--rolled-back 20260102000000_broken/);
    await markRolledBack(database.url, '20260102000000_broken');
    expect(await applyMigrations(database.url, folder)).toEqual(['20260102000000_broken']);
    await expect(markRolledBack(database.url, '20260102000000_broken')).rejects.toMatchObject({
      code: 'migration_not_failed',
    });
  });

  it('tell which are pending without changing the database', async () => {
    write('20260101000000_first', 'SELECT 1;');
    const pool = testPool(database.url);
    expect(await pendingMigrations(pool, folder)).toEqual(['20260101000000_first']);
    expect(await query(`SELECT to_regclass('_prisma_migrations') AS history`)).toEqual([{ history: null }]);
    await applyMigrations(database.url, folder);
    expect(await pendingMigrations(pool, folder)).toEqual([]);
    await pool.end();
  });

  it('notice a script that was changed after it was applied', async () => {
    write('20260101000000_first', 'SELECT 1;');
    await applyMigrations(database.url, folder);
    write('20260101000000_first', 'SELECT 2;');
    expect((await migrationStatus(database.url, folder)).edited).toEqual(['20260101000000_first']);
  });

  it("honour the URL's parameters", async () => {
    await expect(applyMigrations(`${database.url}?sslmode=verify-full`)).rejects.toThrow(/SSL/);
    await expect(diffMigrations(`${database.url}?sslmode=verify-full`)).rejects.toThrow(/SSL/);
  });
});
