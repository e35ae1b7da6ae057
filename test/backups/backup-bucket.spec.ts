import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, readFile, rm, unlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBackupCommand } from '../../apps/api/src/backups/backup.command.js';
import { BackupRunner } from '../../apps/api/src/backups/backup.runner.js';
import type { BackupRecord } from '../../apps/api/src/backups/backups.repository.js';
import { BackupBucket } from '../../apps/api/src/backups/bucket/backup.bucket.js';
import { DrillRunner } from '../../apps/api/src/backups/drill/drill.runner.js';
import { EncryptionKeys } from '../../apps/api/src/backups/encryption.keys.js';
import { runRestoreCommand } from '../../apps/api/src/backups/restore.command.js';
import type { BucketConfig } from '../../apps/api/src/config/app-config.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { backupBench, checksums, fillDatabase, NO_PROGRAMS, type BackupBench } from './backup.fixture.js';
import { startBucket, type BucketStage } from './bucket.stage.js';

const PREFIX = 'pasarela/prueba/';
const SECRET = randomBytes(32);
const EXCEPT = ['webhook_events', 'backups', 'restores', 'restore_drills', 'audit_log', '_prisma_migrations'];

let database: TestDatabase;
let bench: BackupBench;
let stage: BucketStage;

beforeAll(async () => {
  database = await testDatabase();
  await fillDatabase(database.url);
});
afterAll(() => database.drop());
beforeEach(async () => {
  bench = await backupBench(database.url);
  stage = await startBucket({ prefix: PREFIX });
});
afterEach(async () => {
  await bench.pool.query('DELETE FROM backups');
  await bench.close();
  await stage.close();
});

function runner(options: { retention?: number; bucket?: Partial<BucketConfig> } = {}): BackupRunner {
  return new BackupRunner(bench.repository, {
    databaseUrl: database.url,
    directory: bench.directory,
    retention: options.retention ?? 10,
    programs: NO_PROGRAMS,
    keys: new EncryptionKeys([SECRET]),
    bucket: new BackupBucket({ ...stage.config, ...options.bucket }),
  });
}

async function make(options?: Parameters<typeof runner>[0]): Promise<BackupRecord> {
  return runner(options).run((await bench.repository.insert('manual')).id);
}

test('a backup is uploaded whole, in its folder, and its row says where it is', async () => {
  await bench.pool.query(
    `INSERT INTO carts (id, tenant_id, currency, amount_minor, metadata)
     SELECT 'noise_' || n, 'default', 'COP', 1, jsonb_build_object('n', (SELECT string_agg(md5(random()::text || n || m), '') FROM generate_series(1, 600) m))
       FROM generate_series(1, 1000) n`,
  );
  const backup = await make();
  await bench.pool.query(`DELETE FROM carts WHERE id LIKE 'noise_%'`);
  // More than one part.
  expect(backup.sizeBytes).toBeGreaterThan(8 * 1024 * 1024);
  expect(backup).toMatchObject({ remoteKey: `${PREFIX}${backup.fileName}`, remoteError: null });
  expect(await stage.keys()).toEqual([backup.remoteKey]);
  expect(backup.progress).toMatchObject({ phase: 'done', bytes: backup.sizeBytes });
  const fetched = join(bench.directory, 'fetched');
  await new BackupBucket(stage.config).download(backup.remoteKey ?? '', fetched);
  expect((await readFile(fetched)).equals(await readFile(bench.fileOf(backup)))).toBe(true);
});

test('the bucket keeps more than the disk, and the row of what is only there stays', async () => {
  const options = { retention: 1, bucket: { retention: 2 } };
  const [first, second, third] = [await make(options), await make(options), await make(options)];
  expect(await readdir(bench.directory)).toEqual([third.fileName]);
  expect(await stage.keys()).toEqual([second.remoteKey, third.remoteKey].sort());
  const rows = await bench.repository.page(10, null);
  expect(rows.map(({ id }) => id)).toEqual([third.id, second.id]);
  expect(rows[1]?.localRemovedAt).toBeInstanceOf(Date);
  expect(await bench.repository.find(first.id)).toBeNull();
});

test('what is not a backup of ours is never removed from the bucket', async () => {
  const strangers = [`${PREFIX}pasarela-notes.txt`, 'another/pasarela-20200101T000000Z-bkp_1.dump'];
  for (const key of strangers) {
    const upload = await stage.client.begin(key, {});
    await stage.client.complete(upload, [await stage.client.part(upload, 1, new Uint8Array(10))]);
  }
  const options = { bucket: { retention: 1 } };
  await make(options);
  const last = await make(options);
  expect(await stage.keys()).toEqual([...strangers, last.remoteKey].sort());
});

test('a bucket that refuses leaves the backup completed, says why, and gets it later', async () => {
  const backup = await make({ bucket: { accessKeyId: 'canary-wrong' } });
  expect(backup).toMatchObject({ status: 'completed', remoteKey: null });
  expect(backup.remoteError).toMatch(/InvalidAccessKeyId/);
  expect(backup.remoteError).not.toContain('canary');
  expect(await bench.repository.takeUploadsToRetry(new Date(Date.now() - 60_000))).toEqual([]);
  expect(await bench.repository.takeUploadsToRetry(new Date(Date.now() + 1_000))).toEqual([backup.id]);
  expect(await runner().run(backup.id)).toMatchObject({
    remoteError: null,
    remoteKey: await stage.keys().then(([key]) => key),
  });
});

test('a file that was altered on the disk is not uploaded as a good one', async () => {
  const backup = await bench.make({ keys: new EncryptionKeys([SECRET]) });
  const bytes = await readFile(bench.fileOf(backup));
  bytes[1_000] = (bytes[1_000] ?? 0) ^ 1;
  await writeFile(bench.fileOf(backup), bytes);
  const after = await runner().run(backup.id);
  expect(after).toMatchObject({ remoteKey: null, remoteError: 'the file is not what was written' });
  expect(await stage.keys()).toEqual([]);
});

test('a drill takes the backup from the bucket, also when this disk has lost it', async () => {
  const backup = await make();
  await unlink(bench.fileOf(backup));
  const drill = await new DrillRunner(bench.pool, {
    databaseUrl: database.url,
    directory: bench.directory,
    bucket: stage.config,
    encryptionKeys: [SECRET],
    scratchUrl: null,
    programs: NO_PROGRAMS,
  }).run('schedule');
  expect(drill).toMatchObject({ status: 'passed', source: 's3', backupId: backup.id });
  expect(await readdir(bench.directory)).toEqual([]);
});

describe('on another machine, with nothing but the keys', () => {
  let elsewhere: string;
  let target: TestDatabase;

  beforeEach(async () => {
    elsewhere = await mkdtemp(join(tmpdir(), 'pasarela-elsewhere-'));
    target = await testDatabase({ empty: true });
  });
  afterEach(async () => {
    await rm(elsewhere, { recursive: true, force: true });
    await target.drop();
  });

  const run = async (command: typeof runBackupCommand, args: string[], environment: Record<string, string> = {}) => {
    let out = '';
    let err = '';
    const output = { print: (text: string) => void (out += text), complain: (text: string) => void (err += text) };
    const base = {
      DATABASE_URL: target.url,
      BACKUP_DIR: elsewhere,
      BACKUP_ENCRYPTION_KEY: SECRET.toString('base64'),
      ...stage.environment(PREFIX),
    };
    const code = await command(args, { ...base, ...environment }, output);
    return { code, out, err };
  };

  test('a backup is fetched by its id and restored', async () => {
    const backup = await make();
    expect(await run(runRestoreCommand, [backup.id])).toMatchObject({ code: 0, err: '' });
    expect(await checksums(target.url, EXCEPT)).toEqual(await checksums(database.url, EXCEPT));
    expect(await readdir(elsewhere)).toEqual([backup.fileName]);
  });

  test('a damaged copy on the disk is replaced by the good one of the bucket', async () => {
    const backup = await make();
    await writeFile(join(elsewhere, backup.fileName ?? ''), 'damaged');
    expect(await run(runRestoreCommand, [backup.id])).toMatchObject({ code: 1 });
    expect(await run(runRestoreCommand, [backup.id, '--from-s3'])).toMatchObject({ code: 0, err: '' });
  });

  test('an object under the name of another one is found out', async () => {
    const [first, second] = [await make(), await make()];
    const upload = await stage.client.begin(second.remoteKey ?? '', {});
    const bytes = new Uint8Array(await readFile(bench.fileOf(first)));
    await stage.client.complete(upload, [await stage.client.part(upload, 1, bytes)]);
    const { code, err } = await run(runRestoreCommand, [second.id]);
    expect({ code, err }).toEqual({ code: 1, err: expect.stringContaining('es el de otra') as string });
  });

  test('a bucket that is away, that refuses, or that does not have it is said in Spanish', async () => {
    const backup = await make();
    expect(await run(runRestoreCommand, ['bkp_none'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('No existe') as string,
    });
    const refused = await run(runRestoreCommand, [backup.id], { BACKUP_S3_ACCESS_KEY_ID: 'canary' });
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('almacén S3 rechazó') as string });
    const away = await run(runRestoreCommand, [backup.id], { BACKUP_S3_ENDPOINT: 'http://127.0.0.1:9' });
    expect(away).toMatchObject({ code: 1, err: expect.stringContaining('almacén S3 no responde') as string });
    expect(refused.err + away.err).not.toContain('canary');
  });

  test('npm run backup says whether the backup is in the bucket', async () => {
    const source = { DATABASE_URL: database.url };
    expect(await run(runBackupCommand, [], source)).toMatchObject({
      code: 0,
      err: '',
      out: expect.stringMatching(/almacén: pasarela\/prueba\/pasarela-.*\.enc/) as string,
    });
    const refused = await run(runBackupCommand, [], { ...source, BACKUP_S3_BUCKET: 'another-bucket' });
    expect(refused).toMatchObject({ code: 1, err: expect.stringContaining('NoSuchBucket') as string });
  });
});
