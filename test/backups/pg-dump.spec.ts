import { randomBytes } from 'node:crypto';
import { readdir, readFile, truncate, writeFile } from 'node:fs/promises';
import { applyMigrations } from '../../apps/api/src/database/migrations/migrations.js';
import { checkBackupFile } from '../../apps/api/src/backups/backup.check.js';
import { restoreBackup } from '../../apps/api/src/backups/backup.restore.js';
import type { BackupRecord } from '../../apps/api/src/backups/backups.repository.js';
import { totalOf } from '../../apps/api/src/backups/archive.events.js';
import { EncryptionKeys } from '../../apps/api/src/backups/encryption.keys.js';
import { PROGRAMS_IN_PATH } from '../../apps/api/src/backups/pg-client.tools.js';
import { schemaMigrator } from '../../apps/api/src/backups/schema.migrator.js';
import { testDatabase } from '../support/test-database.js';
import {
  backupBench,
  checksums,
  fillDatabase,
  NEWEST_MIGRATION,
  NO_PROGRAMS,
  withClient,
  type BackupBench,
} from './backup.fixture.js';
import { matchingPrograms, startMatchingPostgres, type MatchingPostgres } from './matching-postgres.js';

const EXCEPT = ['webhook_events', 'backups', 'restores', '_prisma_migrations'];
const programs = matchingPrograms();
if (programs === null)
  process.stderr.write('No pg_dump with a server of its version here: its archives are not tested\n');

(programs === null ? describe.skip : describe)('with the pg_dump of the server', () => {
  let server: MatchingPostgres;
  let bench: BackupBench;
  let backup: BackupRecord;
  let file: string;

  beforeAll(async () => {
    server = await startMatchingPostgres(programs ?? '');
    await applyMigrations(server.url);
    await fillDatabase(server.url);
    await withClient(server.url, (client) => client.query('CREATE DATABASE other'));
    bench = await backupBench(server.url, PROGRAMS_IN_PATH);
    backup = await bench.make();
    file = bench.fileOf(backup);
  });
  afterAll(async () => {
    await bench?.close();
    server?.stop();
  });

  test('the backup is an archive of pg_dump, checked against counts of the same moment', async () => {
    expect(backup).toMatchObject({ status: 'completed', format: 'pg_dump', migration: NEWEST_MIGRATION });
    expect((await readFile(file)).toString('latin1', 0, 5)).toBe('PGDMP');
    expect(backup.rowCounts).toMatchObject({ webhook_events: 200, orders: 40, disputes: 0, payment_sessions: 1 });
    expect(await readdir(bench.directory)).toEqual([backup.fileName]);
  });

  test('it is restored row by row into a database without tables', async () => {
    const other = server.url.replace(/postgres$/, 'other');
    const result = await restoreBackup(other, file, { migrator: schemaMigrator });
    expect(result).toMatchObject({ migration: NEWEST_MIGRATION, releasedEvents: 50 });
    expect(await checksums(other, EXCEPT)).toEqual(await checksums(server.url, EXCEPT));
  });

  test('it is restored into a newer PostgreSQL too', async () => {
    const newer = await testDatabase({ empty: true });
    await restoreBackup(newer.url, file, { migrator: schemaMigrator });
    expect(await checksums(newer.url, EXCEPT)).toEqual(await checksums(server.url, EXCEPT));
    await newer.drop();
  });

  test('damage is found: by its hash everywhere, by its structure in rows and when it is cut', async () => {
    const bytes = await readFile(file);
    const damaged = file.replace('bkp_', 'damaged_');
    for (let n = 1; n <= 5; n++) {
      const copy = Buffer.from(bytes);
      const at = Math.floor((bytes.length * n) / 6);
      copy[at] = (copy[at] ?? 0) ^ 0x55;
      await writeFile(damaged, copy);
      expect(await checkBackupFile(damaged, 'pg_dump', backup)).toMatchObject({ ok: false });
    }
    await writeFile(damaged, bytes);
    await truncate(damaged, bytes.length >> 1);
    const { checks } = await checkBackupFile(damaged, 'pg_dump', {});
    expect(checks.at(-1)).toMatchObject({ name: 'structure', ok: false });
  });

  test('an encrypted one is read back, restored, and found out when it is cut', async () => {
    const keys = new EncryptionKeys([randomBytes(32)]);
    const sealed = await bench.make({ keys });
    const path = bench.fileOf(sealed);
    expect(sealed.fileName).toMatch(/\.dump\.enc$/);
    expect((await readFile(path)).includes('PGDMP')).toBe(false);
    expect(sealed.progress).toMatchObject({ phase: 'done', rows: totalOf(sealed.rowCounts ?? {}) });
    await withClient(server.url, (client) => client.query('CREATE DATABASE sealed'));
    const other = server.url.replace(/postgres$/, 'sealed');
    await restoreBackup(other, path, { migrator: schemaMigrator, keys });
    expect(await checksums(other, EXCEPT)).toEqual(await checksums(server.url, EXCEPT));
    await expect(restoreBackup(other, path, { migrator: schemaMigrator, force: true })).rejects.toMatchObject({
      facts: { damage: 'backup_key_unknown' },
    });
    await truncate(path, (sealed.sizeBytes ?? 0) - 20);
    expect(await checkBackupFile(path, 'pg_dump', {}, { keys })).toMatchObject({ ok: false });
    expect(await checkBackupFile(path, 'pg_dump', {}, { keys, programs: NO_PROGRAMS })).toMatchObject({ ok: false });
  });

  test('without the programs an archive is judged by its hash alone, and not restored', async () => {
    const verdict = await checkBackupFile(file, 'pg_dump', backup, { programs: NO_PROGRAMS });
    expect(verdict).toMatchObject({ ok: true, summary: null });
    const restoring = restoreBackup(server.url, file, { migrator: schemaMigrator, force: true, programs: NO_PROGRAMS });
    await expect(restoring).rejects.toMatchObject({ code: 'restore_file_damaged' });
  });

  test('the password shows neither in arguments nor in what is left on disk', async () => {
    const { connectionText } = await import('../../apps/api/src/backups/pg-dump.writer.js');
    const pg = (await import('pg')).default;
    const text = connectionText(new pg.Client({ connectionString: server.url }), server.url, '/p');
    expect(text).toBe(
      `host='127.0.0.1' port='${new URL(server.url).port}' user='postgres' dbname='postgres' passfile='/p'`,
    );
    expect((await readdir(bench.directory)).filter((name) => name.includes('pgpass'))).toEqual([]);
  });
});
