import { type Answer, problemCode } from '../api/client.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { until } from '../support/until.js';
import { type Credentials, Staff } from './staff.js';

const PASSWORD = 'una-clave-bastante-larga';

let api: TestApplication;
let staff: Staff;
let admin: string;
let people = 0;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
  staff = new Staff(api);
  admin = await staff.login();
});
afterAll(async () => {
  await staff?.close();
  await api?.close();
});

type UserBody = { data: { id: string; role: string; email: string; disabled_at: string | null } };

const post = (path: string, body: object, bearer = admin): Promise<Answer<UserBody>> =>
  staff.call<UserBody>(path, { method: 'POST', bearer, body });
const patch = (id: string, body: object, bearer = admin): Promise<Answer<UserBody>> =>
  staff.call<UserBody>(`/api/users/${id}`, { method: 'PATCH', bearer, body });
const me = async (bearer: string): Promise<number> => (await staff.call('/auth/me', { bearer })).status;

/** Somebody new, who has logged in. */
async function someone(role: string): Promise<{ id: string; token: string; credentials: Credentials }> {
  const credentials = { email: `someone${++people}@shop.example`, password: PASSWORD };
  const id = await staff.add(role, credentials);
  return { id, token: await staff.login(credentials), credentials };
}

it('adds a user who can log in, tells no hash, and writes down who did it', async () => {
  let made: Answer<UserBody> | undefined;
  const written = await staff.written(async () => {
    made = await post('/api/users', { email: ' Nueva@Shop.Example ', password: PASSWORD, role: 'operator' });
  });
  expect(made?.status).toBe(201);
  expect(made?.body).toEqual({
    data: {
      id: expect.stringMatching(/^usr_/) as string,
      email: 'nueva@shop.example',
      role: 'operator',
      created_at: expect.any(String) as string,
      disabled_at: null,
      last_login_at: null,
    },
  });
  expect(written).toMatchObject([
    {
      action: 'user.created',
      actor: `user:${await staff.adminId()}`,
      object_id: made?.body.data.id,
      details: { role: 'operator' },
      address: expect.stringMatching(/127\.0\.0\.1$/) as string,
      request_id: made?.headers['x-request-id'],
    },
  ]);
  await staff.login({ email: 'nueva@shop.example', password: PASSWORD });
  const { body } = await staff.call<{ data: { email: string; last_login_at: string | null }[] }>('/api/users', {
    bearer: admin,
  });
  expect(body.data.find(({ email }) => email === 'nueva@shop.example')?.last_login_at).toMatch(/Z$/);
});

it('refuses an address that is taken, whatever its case, and writes nothing', async () => {
  const { credentials } = await someone('viewer');
  const written = await staff.written(async () => {
    const again = await post('/api/users', { ...credentials, email: credentials.email.toUpperCase(), role: 'admin' });
    expect(problemCode(again, 409)).toBe('email_taken');
  });
  expect(written).toEqual([]);
});

it.each<[string, object]>([
  ['no address', { password: PASSWORD, role: 'viewer' }],
  ['what is no address', { email: 'nobody', password: PASSWORD, role: 'viewer' }],
  ['a short password', { email: 'a@shop.example', password: 'corta', role: 'viewer' }],
  ['a password of one character', { email: 'a@shop.example', password: 'x'.repeat(20), role: 'viewer' }],
  ['an unknown role', { email: 'a@shop.example', password: PASSWORD, role: 'root' }],
  ['a field of its own', { email: 'a@shop.example', password: PASSWORD, role: 'viewer', tenant_id: 'other' }],
])('refuses %s', async (_, body) => {
  expect(problemCode(await post('/api/users', body), 400)).toBe('validation_failed');
});

it('logs out at once whoever is disabled or may do less, and nobody who may do more', async () => {
  const disabled = await someone('operator');
  const demoted = await someone('operator');
  const promoted = await someone('viewer');
  expect((await patch(disabled.id, { disabled: true })).body.data.disabled_at).toMatch(/Z$/);
  expect((await patch(demoted.id, { role: 'viewer' })).body.data.role).toBe('viewer');
  expect((await patch(promoted.id, { role: 'operator' })).body.data.role).toBe('operator');
  expect([await me(disabled.token), await me(demoted.token), await me(promoted.token)]).toEqual([401, 401, 200]);
  const shut = await staff.call('/auth/login', { method: 'POST', bearer: null, body: disabled.credentials });
  expect(problemCode(shut, 401)).toBe('invalid_credentials');
  expect((await patch(disabled.id, { disabled: false })).body.data.disabled_at).toBeNull();
  // Let in again, but not on the session of before.
  expect(await me(disabled.token)).toBe(401);
  await staff.login(disabled.credentials);
});

it('writes down what changed, and nothing when nothing did', async () => {
  const { id } = await someone('viewer');
  const written = await staff.written(async () => {
    await patch(id, { role: 'operator', disabled: true });
    await patch(id, { role: 'operator', disabled: true });
    await patch(id, { disabled: true });
  });
  expect(written.map(({ details }) => details)).toEqual([
    { role: 'operator', role_before: 'viewer', disabled: true, sessions_ended: 1 },
  ]);
});

it('wants a change that changes something it knows', async () => {
  const { id } = await someone('viewer');
  for (const nothing of [{}, { role: null }, { disabled: null }, { disabled: 'true' }]) {
    expect(problemCode(await patch(id, nothing), 400)).toBe('validation_failed');
  }
  expect(problemCode(await patch(id, { email: 'x@shop.example' }), 400)).toBe('validation_failed');
  expect(problemCode(await patch('usr_nobody', { disabled: true }), 404)).toBe('user_not_found');
  expect(problemCode(await patch('a%20b', { disabled: true }), 404)).toBe('user_not_found');
});

it('gives another password: the old one and every session of before are over', async () => {
  const { id, token, credentials } = await someone('operator');
  const written = await staff.written(async () => {
    expect((await post(`/api/users/${id}/password`, { password: 'la-clave-que-le-dieron' })).status).toBe(204);
  });
  expect(written).toMatchObject([
    { action: 'user.password_set', object_id: id, details: { own: false, sessions_ended: 1 } },
  ]);
  expect(await me(token)).toBe(401);
  const old = await staff.call('/auth/login', { method: 'POST', bearer: null, body: credentials });
  expect(problemCode(old, 401)).toBe('invalid_credentials');
  await staff.login({ ...credentials, password: 'la-clave-que-le-dieron' });
  const own = await post(`/api/users/${await staff.adminId()}/password`, { password: 'la-clave-que-me-doy' });
  expect(problemCode(own, 409)).toBe('own_password');
  expect(problemCode(await post('/api/users/usr_nobody/password', { password: PASSWORD }), 404)).toBe('user_not_found');
});

it('is for admins: neither operators nor keys', async () => {
  const { token } = await someone('operator');
  for (const bearer of [token, api.keys.secret]) {
    expect((await staff.call('/api/users', { bearer })).status).toBe(403);
    expect((await post('/api/users', { email: 'a@b.example', password: PASSWORD, role: 'admin' }, bearer)).status).toBe(
      403,
    );
    expect((await patch(await staff.adminId(), { disabled: true }, bearer)).status).toBe(403);
  }
});

it('lists by pages, newest first, each user once', async () => {
  const { rows } = await staff.sql.query<{ id: string }>('SELECT id FROM users ORDER BY created_at DESC, id DESC');
  const seen = await staff.all<{ id: string }>('/api/users', 'limit=2', admin);
  expect(seen.map(({ id }) => id)).toEqual(rows.map(({ id }) => id));
  const admins = await staff.call<{ data: { role: string }[] }>('/api/users?role=admin', { bearer: admin });
  expect(new Set(admins.body.data.map(({ role }) => role))).toEqual(new Set(['admin']));
});

describe('the last enabled admin', () => {
  it.each([{ disabled: true }, { role: 'viewer' }])('stays one: %j is refused', async (change) => {
    const id = await staff.adminId();
    expect(problemCode(await patch(id, change), 409)).toBe('last_admin');
    expect(await me(admin)).toBe(200);
  });

  it('is one of two when both are taken away at once', async () => {
    const second = await someone('admin');
    const first = await staff.adminId();
    const holder = await staff.sql.connect();
    let answers: Answer<UserBody>[];
    try {
      await holder.query('BEGIN');
      await holder.query(`SELECT FROM users WHERE role = 'admin' FOR UPDATE`);
      const asked = [patch(first, { role: 'viewer' }, second.token), patch(second.id, { disabled: true }, admin)];
      // Both have passed the guard and are in the middle of it before either can go on.
      await until('both wait for the admins', async () => {
        const { rows } = await staff.sql.query<{ n: number }>(
          `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`,
          [api.database.name],
        );
        return (rows[0]?.n ?? 0) >= 2;
      });
      await holder.query('COMMIT');
      answers = await Promise.all(asked);
    } finally {
      holder.release();
    }
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    const { rows } = await staff.sql.query(`SELECT FROM users WHERE role = 'admin' AND disabled_at IS NULL`);
    expect(rows).toHaveLength(1);
  });
});
