import { readdir, readFile, rm, stat, unlink, writeFile } from 'node:fs/promises';
import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { BackupBusyError } from '../../apps/api/src/backups/backup.errors.js';
import { withBackupLock } from '../../apps/api/src/backups/backup.lock.js';
import { formatBackupName, unfinishedName } from '../../apps/api/src/backups/backup.name.js';
import { until } from '../support/until.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import {
  backupBench,
  fillDatabase,
  NEWEST_MIGRATION,
  untilTrue,
  withClient,
  type BackupBench,
} from './backup.fixture.js';

let database: TestDatabase;
let bench: BackupBench;

beforeAll(async () => {
  database = await testDatabase();
  await fillDatabase(database.url);
});
afterAll(() => database.drop());
beforeEach(async () => {
  bench = await backupBench(database.url);
});
afterEach(async () => {
  await bench.pool.query('DELETE FROM backups');
  await bench.close();
});

test('a completed backup is one private file with the hash, size and counts that its row says', async () => {
  const backup = await bench.make();
  const bytes = await readFile(bench.fileOf(backup));
  expect(await readdir(bench.directory)).toEqual([backup.fileName]);
  expect((await stat(bench.fileOf(backup))).mode & 0o777).toBe(0o600);
  expect(backup).toMatchObject({
    status: 'completed',
    format: 'snapshot',
    sizeBytes: bytes.length,
    sha256: createHash('sha256').update(bytes).digest('hex'),
    migration: NEWEST_MIGRATION,
    error: null,
  });
  expect(backup.rowCounts).toMatchObject({ webhook_events: 200, orders: 40, tenants: 1, backups: 1, disputes: 0 });
});

test('a backup tells how far it is while it runs, and that it is done', async () => {
  const { id } = await bench.repository.insert('manual');
  await withClient(database.url, async (client) => {
    // It waits for this table, with all that come before it done.
    await client.query('BEGIN');
    await client.query('LOCK TABLE webhook_events IN ACCESS EXCLUSIVE MODE');
    const running = bench.runner().run(id);
    await until('it has begun', async () => (await bench.repository.find(id))?.progress?.phase === 'counting');
    await client.query('COMMIT');
    await running;
  });
  const backup = await bench.repository.find(id);
  const counts = Object.values(backup?.rowCounts ?? {});
  expect(backup?.progress).toEqual({
    phase: 'done',
    tables_done: counts.length,
    tables_total: counts.length,
    rows: counts.reduce((sum, count) => sum + count, 0),
    bytes: backup?.sizeBytes,
  });
});

test('the sums of money of its moment are kept with a backup', async () => {
  const { money } = await bench.make();
  expect(money).toMatchObject({
    'orders.amount_minor': { COP: String(40 * 5_000_000) },
    'carts.amount_minor': { COP: String(50n * 9_007_199_254_740_993n + 1_275n) },
    'payments.captured_minor': {},
  });
});

test('making the same backup again changes nothing', async () => {
  const backup = await bench.make();
  expect(await bench.runner().run(backup.id)).toEqual(backup);
});

test('a second instance waits for the first, and gives up in time with its row still pending', async () => {
  const { id } = await bench.repository.insert('manual');
  await withBackupLock(database.url, 0, async () => {
    await expect(bench.runner({ lockWaitMs: 50 }).run(id)).rejects.toBeInstanceOf(BackupBusyError);
  });
  expect(await bench.repository.find(id)).toMatchObject({ status: 'pending' });
  expect(await bench.runner().run(id)).toMatchObject({ status: 'completed' });
});

test('instances that start at the same moment make their backups one after the other', async () => {
  const ids = await Promise.all([1, 2, 3].map(async () => (await bench.repository.insert('manual')).id));
  const backups = await Promise.all(ids.map((id) => bench.runner({ lockWaitMs: 20_000 }).run(id)));
  expect(backups.map(({ status }) => status)).toEqual(['completed', 'completed', 'completed']);
  const spans = backups.map(({ startedAt, finishedAt }) => [Number(startedAt), Number(finishedAt)] as const).sort();
  for (const [index, [started]] of spans.entries()) expect(started).toBeGreaterThanOrEqual(spans[index - 1]?.[1] ?? 0);
});

test('what a killed backup left is cleaned up by the next one, and nothing else in the directory is', async () => {
  const { id } = await bench.repository.insert('manual');
  const name = formatBackupName({ id, format: 'snapshot', at: new Date(), encrypted: false });
  await bench.repository.start(id, { format: 'snapshot', fileName: name, encryptionKeyId: null });
  const strangers = ['notes.tmp', 'pasarela-backup.tmp', 'other.snapshot.gz'];
  for (const file of [name, unfinishedName(name), unfinishedName(`${name}.pgpass`), ...strangers]) {
    await writeFile(join(bench.directory, file), 'half');
  }
  const next = await bench.make();
  expect((await readdir(bench.directory)).sort()).toEqual([...strangers, next.fileName].sort());
  expect(await bench.repository.find(id)).toMatchObject({
    status: 'failed',
    error: expect.stringContaining('interrupted'),
  });
});

test('a backup whose process died is made anew when its job is tried again', async () => {
  const { id } = await bench.repository.insert('manual');
  const name = formatBackupName({ id, format: 'snapshot', at: new Date(0), encrypted: false });
  await bench.repository.start(id, { format: 'snapshot', fileName: name, encryptionKeyId: null });
  await writeFile(join(bench.directory, unfinishedName(name)), 'half');
  const backup = await bench.runner().run(id);
  expect(backup.status).toBe('completed');
  expect(await readdir(bench.directory)).toEqual([backup.fileName]);
});

test('a backup that breaks in the middle leaves no file, and its row says why', async () => {
  const { id } = await bench.repository.insert('manual');
  await withClient(database.url, async (client) => {
    await client.query('BEGIN');
    await client.query('LOCK TABLE webhook_events IN ACCESS EXCLUSIVE MODE');
    const running = bench.runner().run(id);
    const outcome = expect(running).rejects.toMatchObject({ code: 'backup_failed', retryable: false });
    const breaking = `SELECT count(pg_terminate_backend(pid)) = 1 AS ok FROM pg_stat_activity
      WHERE datname = current_database() AND application_name = 'pasarela-backup' AND wait_event_type = 'Lock'`;
    await withClient(database.url, (other) => untilTrue(other, breaking));
    await outcome;
  });
  expect(await bench.repository.find(id)).toMatchObject({ status: 'failed', error: expect.stringContaining('57P01') });
  expect(await readdir(bench.directory)).toEqual([]);
});

test('a directory that cannot be written fails the backup with that reason', async () => {
  const { id } = await bench.repository.insert('manual');
  await rm(bench.directory, { recursive: true });
  await writeFile(bench.directory, 'a file in its place');
  await expect(bench.runner().run(id)).rejects.toMatchObject({ code: 'backup_failed' });
  expect(await bench.repository.find(id)).toMatchObject({
    status: 'failed',
    error: expect.stringMatching(/EEXIST|ENOTDIR/),
  });
});

test('retention keeps the newest, removes file and row of the others, and never the only good one', async () => {
  const made = [];
  for (let n = 0; n < 4; n++) made.push(await bench.make({ retention: 2 }));
  const ids = made.map(({ id }) => id);
  expect((await bench.repository.page(10, null)).map(({ id }) => id)).toEqual([ids[3], ids[2]]);
  expect((await readdir(bench.directory)).sort()).toEqual([made[2]?.fileName, made[3]?.fileName].sort());

  // The two newest lose their files: what is left that is good must stay, even with a retention of one.
  const last = await bench.make({ retention: 3 });
  await unlink(join(bench.directory, last.fileName ?? ''));
  await unlink(join(bench.directory, made[3]?.fileName ?? ''));
  await bench.runner({ retention: 1 }).run(last.id);
  expect(await readdir(bench.directory)).toEqual([made[2]?.fileName]);
  expect(await bench.repository.find(made[2]?.id ?? '')).not.toBeNull();
});
