import { type Answer, problemCode } from '../api/client.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { until } from '../support/until.js';
import { Staff } from './staff.js';

interface Key {
  readonly id: string;
  readonly kind: string;
  readonly hint: string;
  readonly key: string;
  readonly last_used_at: string | null;
  readonly expires_at: string | null;
  readonly revoked_at: string | null;
}

let api: TestApplication;
let staff: Staff;
let admin: string;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
  staff = new Staff(api);
  admin = await staff.login();
});
afterAll(async () => {
  await staff?.close();
  await api?.close();
});

type KeyBody = { data: Key; replaced: Key };

const post = (path: string, body?: object, bearer = admin): Promise<Answer<KeyBody>> =>
  staff.call<KeyBody>(path, { method: 'POST', bearer, ...(body === undefined ? {} : { body }) });
const make = async (kind = 'secret'): Promise<Key> =>
  (await post('/api/keys', { kind, name: 'servidor de la tienda' })).body.data;
const opens = async (bearer: string): Promise<number> => (await staff.call('/api/orders', { bearer })).status;
const listed = async (id: string): Promise<Key | undefined> =>
  (await staff.call<{ data: Key[] }>('/api/keys?limit=100', { bearer: admin })).body.data.find((key) => key.id === id);

it('makes a secret key that opens what secret keys do, and tells it once', async () => {
  let made: Answer<KeyBody> | undefined;
  const written = await staff.written(async () => {
    made = await post('/api/keys', { kind: 'secret', name: ' servidor ' });
  });
  expect(made?.status).toBe(201);
  expect(made?.headers['cache-control']).toBe('no-store');
  const { key, ...rest } = made?.body.data ?? ({} as Key);
  expect(key).toMatch(/^sk_[A-Za-z0-9]{43}$/);
  expect(rest).toEqual({
    id: expect.stringMatching(/^key_/) as string,
    kind: 'secret',
    name: 'servidor',
    hint: key.slice(-4),
    created_at: expect.any(String) as string,
    last_used_at: null,
    expires_at: null,
    revoked_at: null,
  });
  expect(await opens(key)).toBe(200);
  expect(written).toMatchObject([{ action: 'key.created', object_id: rest.id, details: { kind: 'secret' } }]);
  const kept = await staff.sql.query(
    `SELECT row_to_json(t)::text AS row FROM api_keys t UNION ALL SELECT row_to_json(t)::text FROM audit_log t`,
  );
  expect(JSON.stringify(kept.rows)).not.toContain(key);
  expect((await staff.call('/api/keys', { bearer: admin })).text).not.toContain(key);
});

it('makes a publishable key that opens the storefront and nothing else', async () => {
  const { key } = await make('publishable');
  expect(key).toMatch(/^pk_/);
  expect(await opens(key)).toBe(403);
  const headers = { 'x-publishable-api-key': key };
  expect((await staff.call('/store/carts/cart_none', { bearer: null, headers })).status).toBe(404);
});

it('shows when a key was last used', async () => {
  const { id, key } = await make();
  await opens(key);
  await until('the use is noted', async () => typeof (await listed(id))?.last_used_at === 'string');
});

it('rotates: both keys are good until the old one expires', async () => {
  const old = await make();
  expect(await opens(old.key)).toBe(200);
  let rotated: Answer<KeyBody> | undefined;
  const written = await staff.written(async () => {
    rotated = await post(`/api/keys/${old.id}/rotate`, {});
  });
  expect(rotated?.status).toBe(201);
  const { data, replaced } = rotated?.body ?? ({} as KeyBody);
  expect(data).toMatchObject({ kind: 'secret', name: 'servidor de la tienda', expires_at: null });
  expect(replaced).toMatchObject({ id: old.id, hint: old.hint });
  expect(replaced).not.toHaveProperty('key');
  const hours = (new Date(replaced.expires_at ?? '').getTime() - Date.now()) / 3_600_000;
  expect(hours).toBeGreaterThan(23.9);
  expect(hours).toBeLessThanOrEqual(24);
  expect([await opens(old.key), await opens(data.key)]).toEqual([200, 200]);
  expect(written).toMatchObject([
    { action: 'key.rotated', object_id: old.id, details: { successor: data.id, overlap_hours: 24 } },
  ]);

  // Its day comes.
  await staff.sql.query('UPDATE api_keys SET expires_at = now() WHERE id = $1', [old.id]);
  await until('the old key is no longer good', async () => (await opens(old.key)) === 401, 5_000);
  expect(await opens(data.key)).toBe(200);
});

it('rotates without an overlap when told to: the old key ends now', async () => {
  const old = await make();
  expect(await opens(old.key)).toBe(200);
  const { body } = await post(`/api/keys/${old.id}/rotate`, { overlap_hours: 0 });
  await until('the old key is no longer good', async () => (await opens(old.key)) === 401, 5_000);
  expect(await opens(body.data.key)).toBe(200);
});

it('gives a key one successor, also when asked twice at once', async () => {
  const { id } = await make();
  const answers = await Promise.all([post(`/api/keys/${id}/rotate`, {}), post(`/api/keys/${id}/rotate`, {})]);
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
  expect(problemCode(await post(`/api/keys/${id}/rotate`, {}), 409)).toBe('api_key_not_active');
});

it('revokes within the three seconds that other processes may trust what they know', async () => {
  const other = await startApplication({ env: { ROLE: 'api' }, database: api.database });
  const elsewhere = new Staff(other);
  try {
    const { id, key } = await make();
    const asked = async (): Promise<number> => (await elsewhere.call('/api/orders', { bearer: key })).status;
    expect([await opens(key), await asked()]).toEqual([200, 200]);
    const written = await staff.written(async () => {
      expect((await post(`/api/keys/${id}/revoke`)).body.data.revoked_at).toMatch(/Z$/);
      expect((await post(`/api/keys/${id}/revoke`)).status).toBe(200);
    });
    expect(written).toMatchObject([{ action: 'key.revoked', object_id: id }]);
    await until('neither process takes it', async () => (await opens(key)) === 401 && (await asked()) === 401, 4_000);
    expect(problemCode(await post(`/api/keys/${id}/rotate`, {}), 409)).toBe('api_key_not_active');
  } finally {
    await elsewhere.close();
    await other.close();
  }
});

it.each<[string, object]>([
  ['an unknown kind', { kind: 'root', name: 'x' }],
  ['no name', { kind: 'secret' }],
  ['an empty name', { kind: 'secret', name: '   ' }],
  ['a name with control characters', { kind: 'secret', name: 'a\u0000b' }],
  ['a key of its own', { kind: 'secret', name: 'x', key: 'sk_0123456789abcdefgh' }],
])('refuses %s', async (_, body) => {
  expect(problemCode(await post('/api/keys', body), 400)).toBe('validation_failed');
});

it.each([-1, 169, 1.5, '24', null])('refuses an overlap of %j hours', async (overlap_hours) => {
  const { id } = await make();
  expect((await post(`/api/keys/${id}/rotate`, { overlap_hours })).status).toBe(400);
});

it('knows no key that is not there', async () => {
  for (const path of ['/api/keys/key_none/rotate', '/api/keys/a%20b/rotate']) {
    expect(problemCode(await post(path, {}), 404)).toBe('api_key_not_found');
  }
  expect(problemCode(await post('/api/keys/key_none/revoke'), 404)).toBe('api_key_not_found');
});

it('is for admins: a key makes no keys', async () => {
  expect((await staff.call('/api/keys', { bearer: api.keys.secret })).status).toBe(403);
  expect((await post('/api/keys', { kind: 'secret', name: 'x' }, api.keys.secret)).status).toBe(403);
});
