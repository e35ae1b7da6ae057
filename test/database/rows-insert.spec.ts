import type pg from 'pg';
import { insertRows, MessageMemory, type RowsStatement } from '../../apps/api/src/database/rows.insert.js';
import { Watchdog } from '../../apps/api/src/database/watchdog.js';
import { startTcpFaultProxy } from '../support/tcp-fault-proxy.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { testPool } from '../support/pool.js';

interface Row {
  readonly id: string;
  readonly text: string | null;
  readonly body: Buffer;
}

const INSERT: RowsStatement<Row> = {
  name: 'insert_kept',
  text: `INSERT INTO kept (id, text, body) SELECT * FROM unnest($1::text[], $2::text[], $3::bytea[])
    ON CONFLICT (id) DO NOTHING RETURNING id`,
  columns: [{ text: ({ id }) => id }, { text: ({ text }) => text }, { bytes: ({ body }) => body }],
};

describe('rows inserted in one message', () => {
  let database: TestDatabase;
  let pool: pg.Pool;
  const watchdog = new Watchdog(2_000);
  const memory = new MessageMemory();
  const insert = (rows: readonly Row[]) => insertRows(pool, INSERT, rows, memory, watchdog);
  const kept = async (): Promise<Row[]> => (await pool.query<Row>('SELECT id, text, body FROM kept ORDER BY id')).rows;

  beforeAll(async () => {
    database = await testDatabase({ empty: true });
    pool = testPool(database.url, { max: 1 });
    await pool.query(
      'CREATE TABLE kept (id text PRIMARY KEY, text text CHECK (text <> $$refused$$), body bytea NOT NULL)',
    );
  });
  beforeEach(() => pool.query('TRUNCATE kept'));
  afterAll(async () => {
    watchdog.stop();
    await pool.end();
    await database.drop();
  });

  it('are what was given: texts of every width, empty ones, nulls, bytes as they are', async () => {
    const texts = ['plain', '', null, 'año', '价格', '🧾', 'x'.repeat(10_000), "quote ' and \\ backslash"];
    const rows = texts.map((text, at) => ({ id: `row_${at}`, text, body: Buffer.alloc(at * 10_000, at) }));
    expect(await insert(rows)).toEqual(rows.map(({ id }) => id));
    expect(await kept()).toEqual(rows);
  });

  it('replace half a character, as an encoder does', async () => {
    await insert([{ id: 'half', text: 'a\uD83Db', body: Buffer.alloc(0) }]);
    expect((await kept())[0]?.text).toBe('a\uFFFDb');
  });

  it('are told from those that were there', async () => {
    const row = (id: string): Row => ({ id, text: null, body: Buffer.from('x') });
    await insert([row('a'), row('b')]);
    expect(await insert([row('b'), row('c')])).toEqual(['c']);
  });

  it('never hold what the message before them held, whether it was longer or shorter', async () => {
    const row = (id: string, size: number): Row => ({ id, text: id.repeat(size), body: Buffer.alloc(size, id) });
    for (const [id, size] of [
      ['a', 5_000],
      ['b', 3],
      ['c', 3_000_000],
      ['d', 1],
      ['e', 20_000],
    ] as const) {
      await insert([row(id, size)]);
    }
    const sizes = (await kept()).map(({ id, text, body }) => [
      id,
      text?.length,
      body.length,
      body.every((byte) => byte === id.charCodeAt(0)),
    ]);
    expect(sizes).toEqual([
      ['a', 5_000, 5_000, true],
      ['b', 3, 3, true],
      ['c', 3_000_000, 3_000_000, true],
      ['d', 1, 1, true],
      ['e', 20_000, 20_000, true],
    ]);
  });

  it('are refused as one, and the next ones are not', async () => {
    const row = (id: string, text: string): Row => ({ id, text, body: Buffer.alloc(0) });
    await expect(insert([row('good', 'fine'), row('bad', 'refused')])).rejects.toMatchObject({ code: '23514' });
    expect(await kept()).toEqual([]);
    expect(await insert([row('good', 'fine')])).toEqual(['good']);
  });

  it('are not waited for any longer than the watchdog allows', async () => {
    const url = new URL(database.url);
    const proxy = await startTcpFaultProxy(Number(url.port));
    url.port = String(proxy.port);
    const behind = testPool(url.toString(), { max: 1 });
    try {
      const row: Row = { id: 'late', text: null, body: Buffer.alloc(100) };
      expect(await insertRows(behind, INSERT, [row], memory, watchdog)).toEqual(['late']);
      proxy.setMode('withhold');
      await expect(insertRows(behind, INSERT, [row], memory, watchdog)).rejects.toThrow('Query read timeout');
      proxy.setMode('pass');
      expect(await insertRows(behind, INSERT, [row], memory, watchdog)).toEqual([]);
    } finally {
      await proxy.close();
      await behind.end();
    }
  });
});
