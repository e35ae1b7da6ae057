import { Rows } from '../api/rows.js';
import { Staff } from '../people/staff.js';
import { startApplication, type TestApplication } from '../support/application.js';

const DISABLED = { email: 'disabled@shop.example', password: 'una-clave-bastante-larga' };

let api: TestApplication;
let staff: Staff;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api', RATE_LIMIT_LOGIN_ACCOUNT: '3' } });
  staff = new Staff(api);
});
afterAll(async () => {
  await staff?.close();
  await api?.close();
});

const login = (email: string, password: string) =>
  staff.call('/auth/login', { method: 'POST', bearer: null, body: { email, password } });

it('writes a login and a logout down with the session that begins and ends', async () => {
  const written = await staff.written(async () => {
    const token = await staff.login();
    expect((await staff.call('/auth/logout', { method: 'POST', bearer: token, body: {} })).status).toBe(200);
  });
  const actor = `user:${await staff.adminId()}`;
  expect(written).toMatchObject([
    { action: 'auth.login', actor, object_kind: 'session', details: { role: 'admin' } },
    { action: 'auth.logout', actor, object_kind: 'session', object_id: written[0]?.object_id },
  ]);
});

it('tells in the log alone why a login failed, and keeps nothing of what was typed', async () => {
  const disabledId = await staff.add('viewer', DISABLED);
  await staff.sql.query('UPDATE users SET disabled_at = now() WHERE id = $1', [disabledId]);
  const answers: string[] = [];
  const written = await staff.written(async () => {
    for (const [email, password] of [
      [api.keys.admin.email, 'wrong-password'],
      ['nobody@shop.example', 'wrong-password'],
      [DISABLED.email, DISABLED.password],
    ] as const) {
      const { status, body } = await login(email, password);
      answers.push(JSON.stringify([status, { ...body, request_id: null }]));
    }
  });
  expect(new Set(answers).size).toBe(1);
  expect(written).toMatchObject([
    {
      action: 'auth.login_failed',
      actor: 'anonymous',
      object_id: await staff.adminId(),
      details: { reason: 'wrong_password' },
    },
    { action: 'auth.login_failed', actor: 'anonymous', object_id: null, details: { reason: 'unknown_user' } },
    { action: 'auth.login_failed', actor: 'anonymous', object_id: disabledId, details: { reason: 'disabled' } },
  ]);
  expect(JSON.stringify(written)).not.toMatch(/wrong-password|@shop/);
});

it('is not flooded by who guesses: what the limit refuses is not written', async () => {
  const written = await staff.written(async () => {
    const statuses: number[] = [];
    for (let n = 0; n < 10; n++) statuses.push((await login('flooded@shop.example', 'guess')).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(7);
  });
  expect(written).toHaveLength(3);
});

describe('what cannot be written down', () => {
  let rows: Rows;
  let admin: string;
  beforeAll(async () => {
    rows = await Rows.open(api.database.url);
    admin = await staff.login();
    await rows.payment('pay_dark', { provider: 'stripe', method: 'card' });
    await rows.event('evt_dark', { status: 'failed', raw_payload: Buffer.from('{"canary":"as it was sent"}') });
    await rows.query('ALTER TABLE audit_log ADD CONSTRAINT audit_log_broken CHECK (false) NOT VALID');
  });
  afterAll(async () => {
    await rows.query('ALTER TABLE audit_log DROP CONSTRAINT audit_log_broken');
    await rows.close();
  });

  const post = (path: string, body: object) => staff.call(path, { method: 'POST', bearer: admin, body });

  it('is not done', async () => {
    const refused = [
      await post('/api/payments/pay_dark/refunds', { amount: 1_000 }),
      await post('/api/webhook-events/evt_dark/retry', {}),
      await post('/api/reconciliation/runs', {}),
      await post('/backups', {}),
      await post('/api/keys', { kind: 'secret', name: 'x' }),
      await post('/api/users', { email: 'dark@shop.example', password: DISABLED.password, role: 'admin' }),
    ];
    expect(refused.map(({ status }) => status)).toEqual(refused.map(() => 500));
    const [left] = await rows.query(`SELECT
      (SELECT count(*)::int FROM payment_operations) AS operations,
      (SELECT count(*)::int FROM webhook_events WHERE status = 'pending') AS retried,
      (SELECT count(*)::int FROM reconciliation_runs) AS runs,
      (SELECT count(*)::int FROM backups) AS backups,
      (SELECT count(*)::int FROM api_keys WHERE name = 'x') AS keys,
      (SELECT count(*)::int FROM users WHERE email LIKE 'dark%') AS users`);
    expect(left).toEqual({ operations: 0, retried: 0, runs: 0, backups: 0, keys: 0, users: 0 });
  });

  it('is not shown', async () => {
    const answer = await staff.call('/api/webhook-events/evt_dark', { bearer: admin });
    expect(answer.status).toBe(500);
    expect(answer.text).not.toContain('as it was sent');
  });

  it('lets nobody in', async () => {
    const { email, password } = api.keys.admin;
    const answer = await login(email, password);
    expect([answer.status, answer.text.includes('access_token')]).toEqual([500, false]);
  });
});
