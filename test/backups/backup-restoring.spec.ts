import { copyFile, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { checkBackupFile } from '../../apps/api/src/backups/backup.check.js';
import { restoreBackup } from '../../apps/api/src/backups/backup.restore.js';
import type { Migrator, RestoreOptions } from '../../apps/api/src/backups/restore.options.js';
import type { BackupRecord } from '../../apps/api/src/backups/backups.repository.js';
import { schemaMigrator } from '../../apps/api/src/backups/schema.migrator.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import {
  backupBench,
  checksums,
  fillDatabase,
  NEWEST_MIGRATION,
  NO_PROGRAMS,
  untilTrue,
  withClient,
  type BackupBench,
} from './backup.fixture.js';

/** What a restore changes on purpose, or leaves to the database. */
const EXCEPT = ['webhook_events', 'backups', 'restores', '_prisma_migrations'];

let source: TestDatabase;
let bench: BackupBench;
let backup: BackupRecord;
let file: string;
const targets: TestDatabase[] = [];

beforeAll(async () => {
  source = await testDatabase();
  await fillDatabase(source.url);
  bench = await backupBench(source.url);
  backup = await bench.make();
  file = bench.fileOf(backup);
});
afterAll(async () => {
  await bench.close();
  for (const database of [source, ...targets]) await database.drop();
});

async function target(options?: { empty?: boolean }): Promise<string> {
  const database = await testDatabase(options);
  targets.push(database);
  return database.url;
}

function restore(url: string, options: Partial<RestoreOptions> = {}, path = file) {
  return restoreBackup(url, path, { migrator: schemaMigrator, programs: NO_PROGRAMS, ...options });
}

test('a database without tables gets the schema and every row as it was', async () => {
  const url = await target({ empty: true });
  const result = await restore(url);
  expect(result).toMatchObject({ migration: NEWEST_MIGRATION, releasedEvents: 50 });
  expect(await checksums(url, EXCEPT)).toEqual(await checksums(source.url, EXCEPT));
  const events = `SELECT id, status, raw_payload, type, received_at FROM webhook_events WHERE status <> 'processing' ORDER BY id`;
  const [restored, original] = await Promise.all(
    [url, source.url].map((each) => withClient(each, (client) => client.query<{ id: string }>(events))),
  );
  expect(restored?.rows.filter(({ id }) => original?.rows.some((row) => row.id === id))).toEqual(original?.rows);
});

test('events that were being worked are pending, free and due, and no other event changed', async () => {
  const url = await target();
  await restore(url);
  await withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT status, count(*)::int AS n, count(lease_token)::int AS leases FROM webhook_events GROUP BY 1 ORDER BY 1`,
    );
    expect(rows).toEqual([
      { status: 'failed', n: 50, leases: 0 },
      { status: 'pending', n: 100, leases: 0 },
      { status: 'success', n: 50, leases: 0 },
    ]);
  });
});

test('constraints, append-only history and sequences work after a restore as before', async () => {
  const url = await target({ empty: true });
  await restore(url);
  await withClient(url, async (client) => {
    await expect(client.query('UPDATE order_history SET reason = reason')).rejects.toThrow('append-only');
    for (const rewriting of ['UPDATE audit_log SET id = id', 'DELETE FROM audit_log', 'TRUNCATE audit_log']) {
      await expect(client.query(rewriting)).rejects.toThrow('audit_log is append-only');
    }
    const orphan = `INSERT INTO refresh_tokens (hash, tenant_id, session_id, expires_at) VALUES ('h', 'default', 'none', now())`;
    await expect(client.query(orphan)).rejects.toThrow('refresh_tokens_session_id_fkey');
    const { rows } = await client.query(
      `INSERT INTO orders (id, tenant_id, cart_id, currency, amount_minor) VALUES ('new', 'default', 'new', 'COP', 1) RETURNING display_id`,
    );
    expect(rows).toEqual([{ display_id: 41 }]);
  });
});

test('what a database restored just now gives next outlives a second backup and restore', async () => {
  const [first, second] = [await target({ empty: true }), await target({ empty: true })];
  await restore(first);
  const again = await backupBench(first);
  await restore(second, {}, again.fileOf(await again.make()));
  await again.close();
  await withClient(second, async (client) => {
    const { rows } = await client.query(`SELECT nextval('orders_display_id_seq')::int AS next`);
    expect(rows).toEqual([{ next: 41 }]);
  });
});

test('a restored backup knows itself as completed, and rows of backups made since are kept', async () => {
  const url = await target();
  await withClient(url, (client) =>
    client.query(
      `INSERT INTO backups (id, tenant_id, status, origin) VALUES ('bkp_later', 'default', 'pending', 'manual')`,
    ),
  );
  await restore(url, { directory: bench.directory });
  await withClient(url, async (client) => {
    const { rows } = await client.query('SELECT id, status, sha256 FROM backups ORDER BY id');
    expect(rows).toEqual([
      { id: backup.id, status: 'completed', sha256: backup.sha256 },
      { id: 'bkp_later', status: 'pending', sha256: null },
    ]);
  });
});

test('what was written down since the backup outlives a restore, which is written down as well', async () => {
  const url = await target();
  const later = `INSERT INTO audit_log (id, tenant_id, at, actor, action) VALUES ('aud_later', 'default', now(), 'user:user_1', 'user.created')`;
  await withClient(url, (client) => client.query(later));
  await restore(url, { actor: 'command' });
  await restore(url, { force: true });
  await withClient(url, async (client) => {
    const { rows } = await client.query(
      `SELECT actor, action, object_id, count(*)::int AS n FROM audit_log GROUP BY 1, 2, 3 ORDER BY 2`,
    );
    expect(rows).toEqual([
      { actor: 'user:user_1', action: 'auth.login', object_id: null, n: 30 },
      { actor: 'command', action: 'backup.restored', object_id: backup.id, n: 1 },
      { actor: 'user:user_1', action: 'user.created', object_id: null, n: 1 },
    ]);
  });
});

test('a backup taken while others write is one moment: no order without its history, no history without its order', async () => {
  const database = await testDatabase();
  targets.push(database);
  const loaded = await backupBench(database.url);
  let stop = false;
  const writers = [1, 2, 3].map((writer) =>
    withClient(database.url, async (client) => {
      for (let n = 0; !stop; n++) {
        const id = `order_${writer}_${n}`;
        await client.query('BEGIN');
        await client.query(
          `INSERT INTO order_history (tenant_id, order_id, version, to_status, to_payment_status, reason, cause)
           VALUES ('default', $1, 0, 'pending', 'awaiting_payment', 'created', 'test')`,
          [id],
        );
        await client.query(
          `INSERT INTO orders (id, tenant_id, cart_id, currency, amount_minor) VALUES ($1, 'default', $1, 'COP', 1)`,
          [id],
        );
        await client.query('COMMIT');
      }
    }),
  );
  await withClient(database.url, (client) => untilTrue(client, 'SELECT count(*) > 100 AS ok FROM orders'));
  const made = await loaded.make();
  stop = true;
  await Promise.all(writers);
  const url = await target();
  await restore(url, {}, loaded.fileOf(made));
  await loaded.close();
  await withClient(url, async (client) => {
    const { rows } = await client.query<{ orders: number; histories: number; pairs: number }>(
      `SELECT count(o.id)::int AS orders, count(h.order_id)::int AS histories, count(*)::int AS pairs
         FROM orders o FULL JOIN order_history h ON h.order_id = o.id`,
    );
    const pairs = made.rowCounts?.['orders'] ?? 0;
    expect(pairs).toBeGreaterThan(100);
    expect(rows).toEqual([{ orders: pairs, histories: pairs, pairs }]);
  });
});

test('a database with data is refused and left alone; with force its content is replaced', async () => {
  const url = await target();
  await withClient(url, (client) =>
    client.query(`INSERT INTO carts (id, tenant_id, currency, amount_minor) VALUES ('mine', 'default', 'COP', 1)`),
  );
  const before = await checksums(url);
  await expect(restore(url)).rejects.toMatchObject({ code: 'restore_target_not_empty', facts: { tables: 'carts' } });
  expect(await checksums(url)).toEqual(before);
  await restore(url, { force: true });
  expect(await checksums(url, EXCEPT)).toEqual(await checksums(source.url, EXCEPT));
});

test('a damaged byte anywhere is found, and nothing is touched', async () => {
  const bytes = await readFile(file);
  const damaged = join(bench.directory, 'damaged.snapshot.gz');
  const url = await target();
  const before = await checksums(url);
  const seed = Date.now();
  for (let n = 0; n < 40; n++) {
    const at = (seed * 31 + n * 2_654_435_761) % bytes.length;
    const copy = Buffer.from(bytes);
    copy[at] = (copy[at] ?? 0) ^ (1 << (n % 8));
    await writeFile(damaged, copy);
    const verdict = await checkBackupFile(damaged, 'snapshot', backup);
    expect({ seed, at, ok: verdict.ok }).toEqual({ seed, at, ok: false });
  }
  const middle = Buffer.from(bytes);
  middle[bytes.length >> 1] = (middle[bytes.length >> 1] ?? 0) ^ 0xff;
  await writeFile(damaged, middle);
  await expect(restore(url, { force: true }, damaged)).rejects.toMatchObject({ code: 'restore_file_damaged' });
  expect(await checksums(url)).toEqual(before);
});

test.each([0, 1, 20, 0.5, 0.99])('a file cut at %p is found out without its hash', async (at) => {
  const cut = join(bench.directory, 'cut.snapshot.gz');
  await copyFile(file, cut);
  await truncate(cut, at < 1 ? Math.floor((backup.sizeBytes ?? 0) * at) : at);
  const verdict = await checkBackupFile(cut, 'snapshot', {});
  expect(verdict.checks.at(-1)).toMatchObject({ name: 'structure', ok: false });
});

test('a missing file and a wrong number of rows are found out', async () => {
  const missing = await checkBackupFile(join(bench.directory, 'none.snapshot.gz'), 'snapshot', backup);
  expect(missing).toMatchObject({ ok: false, checks: [{ name: 'file', ok: false }] });
  const rowCounts = { ...backup.rowCounts, orders: 41 };
  const { checks } = await checkBackupFile(file, 'snapshot', { ...backup, rowCounts });
  expect(checks.filter(({ ok }) => !ok)).toEqual([
    { name: 'row_counts', ok: false, code: 'backup_rows_differ', detail: 'orders: 40 instead of 41' },
  ]);
});

test('a backup of a migration that this program does not know is refused', async () => {
  const older: Migrator = { ...schemaMigrator, known: () => Promise.resolve(['20250101000000_before']) };
  await expect(restore(await target(), { migrator: older })).rejects.toMatchObject({
    code: 'restore_migration_unknown',
    facts: { migration: NEWEST_MIGRATION },
  });
});

test("another program's database and a newer schema are refused, even with force", async () => {
  const foreign = await target({ empty: true });
  await withClient(foreign, (client) => client.query('CREATE TABLE precious (id int)'));
  await expect(restore(foreign, { force: true })).rejects.toMatchObject({ code: 'restore_target_foreign' });
  const newer = await target();
  await withClient(newer, (client) =>
    client.query(
      `INSERT INTO _prisma_migrations (id, checksum, migration_name, finished_at) VALUES ('x', 'x', '29990101000000_later', now())`,
    ),
  );
  await expect(restore(newer, { force: true })).rejects.toMatchObject({ code: 'restore_target_newer' });
});

test('rows that PostgreSQL refuses leave the old content, its triggers and its sequences as they were', async () => {
  const url = await target();
  await fillDatabase(url);
  await withClient(url, (client) =>
    client.query(
      `ALTER TABLE payment_history ADD CHECK (true), ADD COLUMN extra int; ALTER TABLE webhook_events ADD CHECK (id <> 'evt_150') NOT VALID`,
    ),
  );
  const before = await checksums(url);
  await expect(restore(url, { force: true })).rejects.toMatchObject({
    code: 'restore_load_failed',
    facts: { table: 'webhook_events', code: '23514' },
  });
  expect(await checksums(url)).toEqual(before);
  await withClient(url, async (client) => {
    await expect(client.query('DELETE FROM order_history')).rejects.toThrow('append-only');
    const { rows } = await client.query(`SELECT nextval('orders_display_id_seq')::int AS next`);
    expect(rows).toEqual([{ next: 41 }]);
  });
});
