import { randomBytes } from 'node:crypto';
import { truncate } from 'node:fs/promises';
import { withScratchLock } from '../../apps/api/src/backups/backup.lock.js';
import type { BackupRecord } from '../../apps/api/src/backups/backups.repository.js';
import { checkDeeply } from '../../apps/api/src/backups/deep.check.js';
import { runDrillCommand } from '../../apps/api/src/backups/drill/drill.command.js';
import { DrillRepository } from '../../apps/api/src/backups/drill/drill.repository.js';
import { DrillRunner, type DrillOptions } from '../../apps/api/src/backups/drill/drill.runner.js';
import { EncryptionKeys } from '../../apps/api/src/backups/encryption.keys.js';
import { scratchPrefixOf, withScratchDatabase } from '../../apps/api/src/backups/scratch.database.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { backupBench, checksums, fillDatabase, NO_PROGRAMS, withClient, type BackupBench } from './backup.fixture.js';

const SECRET = randomBytes(32);
const keys = new EncryptionKeys([SECRET]);

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
  await bench.pool.query('DELETE FROM backups; DELETE FROM restore_drills');
  await bench.close();
});

function look(backup: BackupRecord, expected: Partial<BackupRecord> = {}) {
  const tools = { databaseUrl: database.url, programs: NO_PROGRAMS, keys };
  return checkDeeply(bench.fileOf(backup), 'snapshot', { ...backup, ...expected }, tools);
}

function runner(options: Partial<DrillOptions> = {}): DrillRunner {
  return new DrillRunner(bench.pool, {
    databaseUrl: database.url,
    directory: bench.directory,
    bucket: null,
    encryptionKeys: [SECRET],
    scratchUrl: null,
    lockWaitMs: 50,
    programs: NO_PROGRAMS,
    ...options,
  });
}

/** The databases that restores were tried in. */
const STRANGER = 'pasarela_scratch_stranger';

/** Those of this installation and the stranger's: other tests look at their backups on the same server. */
async function scratchDatabases(): Promise<string[]> {
  return withClient(database.url, async (client) => {
    const { rows } = await client.query<{ name: string }>(
      `SELECT datname::text AS name FROM pg_database WHERE starts_with(datname::text, $1) OR datname = $2`,
      [scratchPrefixOf(database.url), STRANGER],
    );
    return rows.map(({ name }) => name);
  });
}

describe('a deep look at a backup', () => {
  test('restores it, compares rows and money, and leaves nothing behind', async () => {
    const backup = await bench.make({ keys });
    const before = await checksums(database.url);
    const verdict = await look(backup);
    expect(verdict).toMatchObject({ ok: true, code: null });
    expect(verdict.checks.map(({ name }) => name)).toEqual([
      'file',
      'sha256',
      'encryption',
      'structure',
      'identity',
      'row_counts',
      'restore',
      'restored_rows',
      'money',
    ]);
    expect(verdict.checks.at(-1)?.detail).toMatch(/^\d+ sums agree$/);
    expect(await checksums(database.url)).toEqual(before);
    expect(await scratchDatabases()).toEqual([]);
  });

  test('finds a sum of money that is not the one of its moment', async () => {
    const backup = await bench.make();
    const money = { ...backup.money, 'orders.amount_minor': { COP: '199999999' } };
    const verdict = await look(backup, { money });
    expect(verdict).toMatchObject({ ok: false, code: 'backup_money_differs' });
    expect(verdict.checks.at(-1)).toMatchObject({
      name: 'money',
      detail: 'orders.amount_minor COP: 200000000 instead of 199999999',
    });
  });

  test('does not try to restore what is damaged', async () => {
    const backup = await bench.make();
    await truncate(bench.fileOf(backup), (backup.sizeBytes ?? 0) - 30);
    const verdict = await look(backup);
    expect(verdict).toMatchObject({ ok: false, code: 'backup_truncated' });
    expect(verdict.checks.map(({ name }) => name)).not.toContain('restore');
  });

  test('says that a backup cannot be restored when rows of it are refused', async () => {
    const order = `INSERT INTO refresh_tokens (hash, tenant_id, session_id, expires_at) VALUES ('orphan', 'default', 'nobody', now())`;
    await withClient(database.url, async (client) => {
      await client.query('ALTER TABLE refresh_tokens DROP CONSTRAINT refresh_tokens_session_id_fkey');
      await client.query(order);
    });
    const backup = await bench.make();
    await withClient(database.url, (client) => client.query(`DELETE FROM refresh_tokens WHERE hash = 'orphan'`));
    await expect(look(backup)).resolves.toMatchObject({ ok: false, code: 'backup_not_restorable' });
    expect(await scratchDatabases()).toEqual([]);
  });

  test('is refused by name when the user may not make a database', async () => {
    const role = `poor_${randomBytes(4).toString('hex')}`;
    await withClient(database.url, (client) => client.query(`CREATE ROLE ${role} LOGIN PASSWORD 'x'`));
    const url = new URL(database.url);
    [url.username, url.password] = [role, 'x'];
    await expect(
      withScratchDatabase({ databaseUrl: database.url, scratchUrl: url.toString() }, () => Promise.resolve()),
    ).rejects.toMatchObject({ code: 'scratch_not_permitted', status: 409 });
    await withClient(database.url, (client) => client.query(`DROP ROLE ${role}`));
  });

  test('removes what a killed one left, and nothing else', async () => {
    await withScratchDatabase({ databaseUrl: database.url }, async (left) => {
      await withClient(database.url, (client) => client.query(`CREATE DATABASE ${STRANGER}`));
      await withScratchDatabase({ databaseUrl: database.url }, async () => {
        const names = await scratchDatabases();
        expect(names).toContain(STRANGER);
        expect(names).not.toContain(new URL(left).pathname.slice(1));
      });
    });
    await withClient(database.url, (client) => client.query(`DROP DATABASE ${STRANGER}`));
    expect(await scratchDatabases()).toEqual([]);
  });
});

describe('a restore drill', () => {
  test('takes the newest completed backup, and its row says how it went', async () => {
    await bench.make();
    const newest = await bench.make({ keys });
    const drill = await runner().run('schedule');
    expect(drill).toMatchObject({
      status: 'passed',
      origin: 'schedule',
      backupId: newest.id,
      source: 'local',
      error: null,
    });
    expect(drill.checks?.every(({ ok }) => ok)).toBe(true);
    expect((await bench.repository.find(newest.id))?.verification).toMatchObject({ deep: true, ok: true });
    expect(await new DrillRepository(bench.pool).summary()).toEqual({ isOk: true, passedAt: drill.finishedAt });
  });

  test('fails with a wrong key, with a damaged file and with no backup at all, and the last good one is not forgotten', async () => {
    const drills = new DrillRepository(bench.pool);
    expect(await runner().run('command')).toMatchObject({ status: 'failed', errorCode: 'no_backup', backupId: null });
    expect(await drills.summary()).toEqual({ isOk: false, passedAt: null });
    const backup = await bench.make({ keys });
    const good = await runner().run('command');
    expect(await runner({ encryptionKeys: [randomBytes(32)] }).run('command')).toMatchObject({
      status: 'failed',
      errorCode: 'backup_key_unknown',
    });
    await truncate(bench.fileOf(backup), 5_000);
    expect(await runner().run('command')).toMatchObject({ status: 'failed', errorCode: 'backup_truncated' });
    expect(await drills.summary()).toEqual({ isOk: false, passedAt: good.finishedAt });
  });

  test('waits for no other one, and one whose process died has failed', async () => {
    await bench.make();
    const drills = new DrillRepository(bench.pool);
    const dead = await drills.start('schedule');
    await withScratchLock(database.url, 0, async () => {
      await expect(runner().run('command')).rejects.toMatchObject({ code: 'backup_busy' });
    });
    await runner().run('command');
    const rows = await drills.newest(10);
    expect(rows.map(({ status }) => status)).toEqual(['passed', 'failed']);
    expect(rows[1]).toMatchObject({ id: dead, errorCode: 'interrupted' });
  });
});

describe('npm run restore:drill', () => {
  const run = async (args: string[], environment: Record<string, string> = {}) => {
    let out = '';
    let err = '';
    const output = { print: (text: string) => void (out += text), complain: (text: string) => void (err += text) };
    const base = {
      DATABASE_URL: database.url,
      BACKUP_DIR: bench.directory,
      BACKUP_ENCRYPTION_KEY: SECRET.toString('hex'),
    };
    const code = await runDrillCommand(args, { ...base, ...environment }, output);
    return { code, out, err };
  };

  test('says in Spanish what was proved, and is written down', async () => {
    const first = await bench.make({ keys });
    await bench.make({ keys });
    const { code, out, err } = await run([first.id]);
    expect({ code, err }).toEqual({ code: 0, err: '' });
    expect(out).toContain(`Ensayo correcto`);
    expect(out).toContain(first.id);
    expect(out).toMatch(/bien {2}money +\d+ sums agree/);
    const { rows } = await bench.pool.query<{ actor: string; object_id: string }>(
      `SELECT actor, object_id FROM audit_log WHERE action = 'backup.drilled'`,
    );
    expect(rows).toEqual([{ actor: 'command', object_id: first.id }]);
  });

  test('ends with 1 and what to do when the backup is no good', async () => {
    expect(await run([])).toMatchObject({ code: 1, out: '', err: expect.stringContaining('npm run backup') as string });
    await bench.make({ keys });
    const wrong = await run([], { BACKUP_ENCRYPTION_KEY: randomBytes(32).toString('base64') });
    expect(wrong).toMatchObject({ code: 1, out: '', err: expect.stringContaining('BACKUP_ENCRYPTION_KEY') as string });
    expect(await run(['a', 'b'])).toMatchObject({ code: 2 });
    expect(await run(['--nope'])).toMatchObject({ code: 2 });
    expect(await run(['--help'])).toMatchObject({ code: 0, err: '' });
  });
});
