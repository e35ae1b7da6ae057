import { createHash } from 'node:crypto';
import { mkdtemp, readFile, rm, truncate, unlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackupSchedule } from '../../apps/api/src/backups/backup.schedule.js';
import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import { DrillService } from '../../apps/api/src/backups/drill/drill.service.js';
import { BackupsService } from '../../apps/api/src/backups/backups.service.js';
import { startApplication, type TestApplication } from '../support/application.js';

interface BackupBody {
  readonly id: string;
  readonly status: string;
  readonly size_bytes: number;
  readonly sha256: string;
}

let application: TestApplication;
let app: TestApplication['app'];
let directory: string;
let base: string;
let token: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'pasarela-backups-'));
  application = await startApplication({ env: { BACKUP_DIR: directory, AUTO_BACKUP_ENABLED: 'true' } });
  app = application.app;
  base = application.url;
  const headers = { 'content-type': 'application/json' };
  const body = JSON.stringify(application.keys.admin);
  const login = await fetch(`${base}/auth/login`, { method: 'POST', headers, body });
  token = ((await login.json()) as { access_token: string }).access_token;
});
afterAll(async () => {
  await application.close();
  await rm(directory, { recursive: true, force: true });
});

interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  json<T>(): T;
}

async function call(method: 'GET' | 'POST', url: string, bearer: string | null = token): Promise<Answer> {
  const headers: Record<string, string> = bearer === null ? {} : { authorization: `Bearer ${bearer}` };
  const response = await fetch(`${base}${url}`, { method, headers });
  const bytes = Buffer.from(await response.arrayBuffer());
  return {
    status: response.status,
    headers: response.headers,
    bytes,
    json: <T>() => JSON.parse(bytes.toString()) as T,
  };
}

async function completed(id: string): Promise<BackupBody> {
  for (const deadline = Date.now() + 15_000; ; await new Promise((resolve) => setTimeout(resolve, 50))) {
    const { data } = (await call('GET', `/backups/${id}`)).json<{ data: BackupBody }>();
    if (data.status === 'completed') return data;
    if (Date.now() > deadline) throw new Error(`still ${data.status}`);
  }
}

async function make(): Promise<BackupBody> {
  const answer = await call('POST', '/backups');
  expect(answer.status).toBe(202);
  return completed(answer.json<{ data: BackupBody }>().data.id);
}

test('a backup is asked for, made by the queue, listed, verified and downloaded', async () => {
  const answer = await call('POST', '/backups');
  const { data } = answer.json<{ data: BackupBody }>();
  expect(answer.status).toBe(202);
  expect(data).toMatchObject({ status: 'pending', origin: 'manual', format: null, finished_at: null });
  const backup = await completed(data.id);
  expect(Object.keys(backup).sort()).toEqual([
    'created_at',
    'encrypted',
    'encryption_key_id',
    'error',
    'finished_at',
    'format',
    'id',
    'migration',
    'origin',
    'progress',
    'row_counts',
    'sha256',
    'size_bytes',
    'started_at',
    'status',
    'stored',
    'verification',
  ]);
  expect(backup).toMatchObject({
    encrypted: false,
    stored: { local: true, s3: false, s3_error: null },
    verification: null,
    progress: { bytes: backup.size_bytes },
  });
  const verdict = (await call('GET', `/backups/${data.id}/verify`)).json<{
    data: { ok: boolean; checks: { name: string }[] };
  }>();
  expect(verdict.data).toMatchObject({ ok: true });
  expect(verdict.data.checks.map(({ name }) => name)).toEqual([
    'file',
    'sha256',
    'structure',
    'identity',
    'row_counts',
  ]);

  const file = await call('GET', `/backups/${data.id}/download`);
  expect(Object.fromEntries(file.headers)).toMatchObject({
    'content-type': 'application/octet-stream',
    'content-length': String(backup.size_bytes),
    'content-disposition': expect.stringMatching(
      /^attachment; filename="pasarela-\d{8}T\d{6}Z-bkp_[0-9a-z]+\.(snapshot\.gz|dump)"$/,
    ) as string,
  });
  expect(createHash('sha256').update(file.bytes).digest('hex')).toBe(backup.sha256);
});

test('the list is cut into pages, newest first', async () => {
  await make();
  await make();
  const all = (await call('GET', '/backups')).json<{ data: BackupBody[]; next_cursor: null }>();
  const first = (await call('GET', '/backups?limit=1')).json<{ data: BackupBody[]; next_cursor: string }>();
  const second = (await call('GET', `/backups?limit=1&cursor=${first.next_cursor}`)).json<{ data: BackupBody[] }>();
  expect([...first.data, ...second.data]).toEqual(all.data.slice(0, 2));
  expect(all.next_cursor).toBeNull();
  for (const query of ['limit=0', 'limit=101', 'limit=x', 'cursor=bm9wZQ', 'cursor=..%2f']) {
    expect((await call('GET', `/backups?${query}`)).status).toBe(400);
  }
});

test.each(['/backups', '/backups/drills', '/backups/bkp_1', '/backups/bkp_1/verify', '/backups/bkp_1/download'])(
  '%s is for admins alone',
  async (url) => {
    expect((await call('GET', url, null)).status).toBe(401);
    expect((await call('GET', url, application.keys.secret)).status).toBe(403);
  },
);

test.each(['..%2f..%2f..%2fetc%2fpasswd', '%2e%2e', 'a%00b', 'x'.repeat(65), 'bkp_unknown', 'a%20b', 'a.dump'])(
  'an id like %s is 404 everywhere',
  async (id) => {
    for (const suffix of ['', '/verify', '/download']) {
      expect((await call('GET', `/backups/${id}${suffix}`)).status).toBe(404);
    }
  },
);

test('a deep look restores the backup beside the database, and is noted with it', async () => {
  const backup = await make();
  const answer = await call('GET', `/backups/${backup.id}/verify?deep=true`);
  const { data } = answer.json<{ data: { ok: boolean; code: null; checks: { name: string }[] } }>();
  expect(data).toMatchObject({ ok: true, code: null });
  expect(data.checks.map(({ name }) => name)).toEqual(expect.arrayContaining(['restore', 'restored_rows', 'money']));
  const noted = (await call('GET', `/backups/${backup.id}`)).json<{ data: { verification: object } }>();
  expect(noted.data.verification).toMatchObject({ deep: true, ok: true });
  expect((await call('GET', `/backups/${backup.id}/verify?deep=perhaps`)).status).toBe(400);
});

test('whoever asks for a backup, looks at it or takes it away is written down', async () => {
  const backup = await make();
  await call('GET', `/backups/${backup.id}/verify`);
  await call('GET', `/backups/${backup.id}/download`);
  const { rows } = await app
    .get(DatabaseService)
    .pool.query<{ actor: string; action: string; details: object }>(
      'SELECT actor, action, details FROM audit_log WHERE object_id = $1 ORDER BY id',
      [backup.id],
    );
  expect(rows.map(({ action, details }) => [action, details])).toEqual([
    ['backup.requested', {}],
    ['backup.verified', { deep: false, ok: true, code: null }],
    ['backup.downloaded', {}],
  ]);
  expect(rows.every(({ actor }) => actor.startsWith('user:'))).toBe(true);
});

test('a scheduled drill is listed, written down, and seen by the metrics', async () => {
  await make();
  const drill = await app.get(DrillService).runScheduled();
  const { data } = (await call('GET', '/backups/drills')).json<{ data: object[] }>();
  expect(data[0]).toMatchObject({ id: drill.id, status: 'passed', origin: 'schedule', error: null });
  const metrics = (await call('GET', '/metrics/prometheus')).bytes.toString();
  expect(metrics).toMatch(/^pasarela_restore_drill_ok 1$/m);
  expect(metrics).toMatch(/^pasarela_restore_drill_age_seconds \d/m);
});

test('a row whose file name was altered opens nothing outside of the directory', async () => {
  const backup = await make();
  const service = app.get(BackupsService);
  const { fileName } = await service.find(backup.id);
  await app
    .get(DatabaseService)
    .pool.query(`UPDATE backups SET file_name = '../../../etc/passwd' WHERE id = $1`, [backup.id]);
  expect((await call('GET', `/backups/${backup.id}/download`)).json()).toMatchObject({ code: 'backup_file_missing' });
  await app.get(DatabaseService).pool.query('UPDATE backups SET file_name = $2 WHERE id = $1', [backup.id, fileName]);
});

test('verify finds a cut file and a missing one; a missing one cannot be downloaded', async () => {
  const backup = await make();
  const { fileName } = await app.get(BackupsService).find(backup.id);
  const path = join(directory, fileName ?? '');
  await truncate(path, backup.size_bytes - 100);
  expect((await readFile(path)).length).toBe(backup.size_bytes - 100);
  const cut = (await call('GET', `/backups/${backup.id}/verify`)).json<{ data: { ok: boolean; checks: unknown[] } }>();
  expect(cut.data.ok).toBe(false);
  expect(cut.data.checks).toMatchObject([{ ok: false }, { ok: false }, { name: 'structure', ok: false }]);
  expect(cut.data).toMatchObject({ code: 'backup_truncated' });
  const noted = (await call('GET', `/backups/${backup.id}`)).json<{ data: { verification: object } }>();
  expect(noted.data.verification).toMatchObject({ ok: false, deep: false, code: 'backup_truncated' });
  await unlink(path);
  expect((await call('GET', `/backups/${backup.id}/verify`)).json()).toMatchObject({ data: { ok: false } });
  expect((await call('GET', `/backups/${backup.id}/download`)).status).toBe(404);
});

test('the schedule makes a backup of its own origin, which the metrics see as the last one', async () => {
  const schedule = app.get(BackupSchedule);
  expect(schedule.pattern).toBe('0 3 * * *');
  await schedule.runScheduled();
  const { backups } = await app.get(BackupsService).list(1, null);
  expect(backups).toMatchObject([{ origin: 'schedule', status: 'completed' }]);
  expect(await app.get(BackupsService).lastBackup()).toEqual({
    status: 'completed',
    finishedAt: backups[0]?.finishedAt,
  });
});
