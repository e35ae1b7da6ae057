import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBackupCommand } from '../../apps/api/src/backups/backup.command.js';
import { withBackupLock } from '../../apps/api/src/backups/backup.lock.js';
import { runRestoreCommand } from '../../apps/api/src/backups/restore.command.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { checksums, fillDatabase, withClient } from './backup.fixture.js';

let source: TestDatabase;
let target: TestDatabase;
let directory: string;

beforeAll(async () => {
  source = await testDatabase();
  target = await testDatabase({ empty: true });
  directory = await mkdtemp(join(tmpdir(), 'pasarela-backups-'));
  await fillDatabase(source.url);
});
afterAll(async () => {
  await source.drop();
  await target.drop();
  await rm(directory, { recursive: true, force: true });
});

type Command = typeof runBackupCommand;

async function run(command: Command, args: string[], environment: Record<string, string> = {}) {
  let out = '';
  let err = '';
  const output = { print: (text: string) => void (out += text), complain: (text: string) => void (err += text) };
  const code = await command(args, { DATABASE_URL: source.url, BACKUP_DIR: directory, ...environment }, output);
  return { code, out, err };
}

test('a backup made by the command is restored by its id into an empty database', async () => {
  const made = await run(runBackupCommand, []);
  expect(made).toMatchObject({ code: 0, err: '' });
  const [id = ''] = /bkp_[0-9a-z]+/.exec(made.out) ?? [];
  const [file = ''] = await readdir(directory);
  expect(made.out).toContain(join(directory, file));
  expect(made.out).toMatch(/sha256: +[0-9a-f]{64}\n/);

  const into = { DATABASE_URL: target.url };
  expect(await run(runRestoreCommand, [id], into)).toMatchObject({ code: 0, err: '' });
  const except = ['webhook_events', 'backups', 'restores', 'audit_log', '_prisma_migrations'];
  expect(await checksums(target.url, except)).toEqual(await checksums(source.url, except));
  await withClient(target.url, async (client) => {
    const { rows } = await client.query(
      `SELECT actor, action, object_id FROM audit_log WHERE actor = 'command' ORDER BY id`,
    );
    expect(rows).toEqual([
      { actor: 'command', action: 'backup.requested', object_id: id },
      { actor: 'command', action: 'backup.restored', object_id: id },
    ]);
  });
  const again = await run(runRestoreCommand, [join(directory, file)], into);
  expect(again).toMatchObject({ code: 1, out: '', err: expect.stringContaining('--force') as string });
  expect(await run(runRestoreCommand, [id, '--force'], into)).toMatchObject({ code: 0 });
});

test('a file that its row does not describe is refused', async () => {
  const made = await run(runBackupCommand, []);
  const [id = ''] = /bkp_[0-9a-z]+/.exec(made.out) ?? [];
  await withClient(source.url, (client) =>
    client.query(`UPDATE backups SET sha256 = repeat('0', 64) WHERE id = $1`, [id]),
  );
  const refused = await run(runRestoreCommand, [id, '--force']);
  expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('dañada') as string });
});

test('a restore does not begin while a backup runs', async () => {
  const made = await run(runBackupCommand, []);
  const [id = ''] = /bkp_[0-9a-z]+/.exec(made.out) ?? [];
  await withBackupLock(source.url, 0, async () => {
    const refused = await run(runRestoreCommand, [id, '--force']);
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('en curso') as string });
  });
});

test.each([
  ['backup', runBackupCommand],
  ['restore', runRestoreCommand],
] as const)('%s explains itself with --help and refuses what it does not know with 2', async (_name, command) => {
  expect(await run(command, ['--help'], { DATABASE_URL: '' })).toMatchObject({ code: 0, err: '' });
  expect(await run(command, ['--nope'])).toMatchObject({ code: 2, out: '' });
  expect(await run(command, ['x'], { DATABASE_URL: '' })).toMatchObject({ code: 2, out: '' });
});

test('restore wants exactly one backup, and says which it does not find', async () => {
  expect(await run(runRestoreCommand, [])).toMatchObject({ code: 2 });
  expect(await run(runRestoreCommand, ['a', 'b'])).toMatchObject({ code: 2 });
  expect(await run(runRestoreCommand, ['bkp_none'])).toMatchObject({
    code: 1,
    err: expect.stringContaining('bkp_none') as string,
  });
});

test('a database that cannot be reached is said without its password', async () => {
  const url = 'postgresql://user:canary-password@127.0.0.1:1/none';
  const { code, out, err } = await run(runBackupCommand, [], { DATABASE_URL: url });
  expect({ code, out }).toEqual({ code: 1, out: '' });
  expect(err).toContain('ECONNREFUSED');
  expect(err).not.toContain('canary');
});
