import { randomBytes } from 'node:crypto';
import { copyFile, mkdtemp, readFile, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { checkBackupFile } from '../../apps/api/src/backups/backup.check.js';
import { restoreBackup } from '../../apps/api/src/backups/backup.restore.js';
import { runBackupCommand } from '../../apps/api/src/backups/backup.command.js';
import type { BackupRecord } from '../../apps/api/src/backups/backups.repository.js';
import { EncryptionKeys } from '../../apps/api/src/backups/encryption.keys.js';
import { runRestoreCommand } from '../../apps/api/src/backups/restore.command.js';
import { schemaMigrator } from '../../apps/api/src/backups/schema.migrator.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { backupBench, checksums, fillDatabase, NO_PROGRAMS, type BackupBench } from './backup.fixture.js';

const EXCEPT = ['webhook_events', 'backups', 'restores', 'audit_log', '_prisma_migrations'];
const [OLD, NEW, WRONG] = [randomBytes(32), randomBytes(32), randomBytes(32)];
const programs = NO_PROGRAMS;

let source: TestDatabase;
let bench: BackupBench;
let first: BackupRecord;
let second: BackupRecord;

beforeAll(async () => {
  source = await testDatabase();
  await fillDatabase(source.url);
  bench = await backupBench(source.url);
  first = await bench.make({ keys: new EncryptionKeys([OLD]) });
  second = await bench.make({ keys: new EncryptionKeys([NEW, OLD]) });
});
afterAll(async () => {
  await bench.close();
  await source.drop();
});

function check(backup: BackupRecord, secrets: readonly Buffer[], path = bench.fileOf(backup), expected = backup) {
  return checkBackupFile(path, 'snapshot', expected, { programs, keys: new EncryptionKeys(secrets) });
}

test('an encrypted backup says so in its row and its name, and shows nothing of what it holds', async () => {
  expect(first.fileName).toMatch(/\.snapshot\.gz\.enc$/);
  expect(first.encryptionKeyId).toBe(new EncryptionKeys([OLD]).newest?.id);
  expect(second.encryptionKeyId).toBe(new EncryptionKeys([NEW]).newest?.id);
  const bytes = await readFile(bench.fileOf(first));
  expect(() => gunzipSync(bytes)).toThrow();
  expect(await check(first, [OLD])).toMatchObject({ ok: true, code: null, summary: { backupId: first.id } });
});

test('after a rotation old backups are restored with the old key, new ones with the new key', async () => {
  for (const backup of [first, second]) {
    const target = await testDatabase({ empty: true });
    const keys = new EncryptionKeys([NEW, OLD]);
    await restoreBackup(target.url, bench.fileOf(backup), { migrator: schemaMigrator, programs, keys });
    expect(await checksums(target.url, EXCEPT)).toEqual(await checksums(source.url, EXCEPT));
    await target.drop();
  }
});

test('with another key, or none, it is said which key is missing', async () => {
  for (const secrets of [[WRONG], []]) {
    const verdict = await check(first, secrets);
    expect(verdict).toMatchObject({ ok: false, code: 'backup_key_unknown' });
    expect(verdict.checks.at(-1)?.detail).toContain(first.encryptionKeyId);
  }
});

test('a file that was cut, altered or exchanged is told apart, with its row and without', async () => {
  const copy = join(bench.directory, second.fileName?.replace('bkp_', 'copy_') ?? '');
  const keys = [NEW, OLD];
  await copyFile(bench.fileOf(second), copy);
  await truncate(copy, (second.sizeBytes ?? 0) - 1);
  expect(await check(second, keys, copy)).toMatchObject({ ok: false, code: 'backup_truncated' });

  const bytes = await readFile(bench.fileOf(second));
  bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 1;
  await writeFile(copy, bytes);
  expect(await check(second, keys, copy)).toMatchObject({ ok: false, code: 'backup_altered' });
  expect(await checkBackupFile(copy, 'snapshot', {}, { programs, keys: new EncryptionKeys(keys) })).toMatchObject({
    ok: false,
  });

  expect(await check(second, keys, bench.fileOf(first))).toMatchObject({ ok: false, code: 'backup_swapped' });
  const exchanged = join(
    await mkdtemp(join(bench.directory, 'elsewhere-')),
    first.fileName?.replace(first.id, second.id) ?? '',
  );
  await copyFile(bench.fileOf(first), exchanged);
  const unknown = await checkBackupFile(exchanged, 'snapshot', {}, { programs, keys: new EncryptionKeys(keys) });
  expect(unknown).toMatchObject({ ok: false, code: 'backup_swapped' });
});

test('a plain file in the place of an encrypted one is refused', async () => {
  const plain = await bench.make();
  expect(await check(first, [OLD], bench.fileOf(plain))).toMatchObject({ ok: false, code: 'backup_altered' });
  const named = join(bench.directory, 'plain.snapshot.gz.enc');
  await copyFile(bench.fileOf(plain), named);
  expect(await check(first, [OLD], named, {} as BackupRecord)).toMatchObject({ ok: false, code: 'backup_corrupted' });
});

describe('the commands', () => {
  const run = async (command: typeof runBackupCommand, args: string[], environment: Record<string, string>) => {
    let out = '';
    let err = '';
    const output = { print: (text: string) => void (out += text), complain: (text: string) => void (err += text) };
    const code = await command(args, { DATABASE_URL: source.url, BACKUP_DIR: bench.directory, ...environment }, output);
    return { code, out, err };
  };
  const withKeys = (...secrets: Buffer[]) => ({
    BACKUP_ENCRYPTION_KEY: secrets.map((secret) => secret.toString('base64')).join(','),
  });

  test('say in Spanish what is the matter with a file, and leave the database alone', async () => {
    const made = await run(runBackupCommand, [], withKeys(NEW, OLD));
    expect(made).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/cifrada: sí, con la llave [0-9a-f]{16}/),
    });
    const [id = ''] = /bkp_[0-9a-z]+/.exec(made.out) ?? [];
    const before = await checksums(source.url);

    const keyless = await run(runRestoreCommand, [id, '--force'], {});
    expect(keyless).toMatchObject({
      code: 1,
      out: '',
      err: expect.stringMatching(/BACKUP_ENCRYPTION_KEY.*\n.*[0-9a-f]{16}/),
    });
    const path = /archivo: (.+)/.exec(made.out)?.[1] ?? '';
    const whole = await readFile(path);
    await truncate(path, whole.length - 100);
    expect(await run(runRestoreCommand, [id, '--force'], withKeys(NEW))).toMatchObject({
      code: 1,
      err: expect.stringContaining('le falta el final') as string,
    });
    await writeFile(path, Buffer.concat([whole.subarray(0, 5_000), randomBytes(16), whole.subarray(5_016)]));
    expect(await run(runRestoreCommand, [id, '--force'], withKeys(NEW))).toMatchObject({
      code: 1,
      err: expect.stringContaining('alterado') as string,
    });
    await copyFile(bench.fileOf(second), path);
    expect(await run(runRestoreCommand, [id, '--force'], withKeys(NEW))).toMatchObject({
      code: 1,
      err: expect.stringContaining('es el de otra') as string,
    });
    expect(await checksums(source.url)).toEqual(before);
    await writeFile(path, whole);
    expect(await run(runRestoreCommand, [id, '--force'], withKeys(NEW))).toMatchObject({ code: 0, err: '' });
  });

  test('refuse a key that is none without repeating it', async () => {
    const { code, err } = await run(runBackupCommand, [], { BACKUP_ENCRYPTION_KEY: 'canary' });
    expect(code).toBe(2);
    expect(err).toContain('BACKUP_ENCRYPTION_KEY');
    expect(err).not.toContain('canary');
  });
});
