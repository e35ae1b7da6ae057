import pg from 'pg';
import { API_KEY_CACHE_MS } from '../../apps/api/src/auth/api-key.service.js';
import { routesWithoutAccess } from '../../apps/api/src/auth/access.routes.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import {
  ADMIN,
  PUBLISHABLE_KEY,
  SECRET_KEY,
  bearer,
  startAuthApplication,
  tokensOf,
  type AuthApplication,
} from './auth-application.js';

type Headers = Record<string, string>;

describe('access', () => {
  let database: TestDatabase;
  let server: AuthApplication;
  let sql: pg.Client;
  let token: string;

  beforeAll(async () => {
    database = await testDatabase();
    server = await startAuthApplication(database.url);
    sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
    token = tokensOf(await server.call('POST', '/auth/login', { body: ADMIN })).access;
  });

  afterAll(async () => {
    await sql.end();
    await server.close();
    await database.drop();
  });

  const key = (value: string): Headers => ({ 'x-publishable-api-key': value });
  const status = async (level: string, headers: Headers, query = '') =>
    (await server.call(level === 'operator' ? 'POST' : 'GET', `/probe/${level}${query}`, { headers })).status;

  async function statuses(headers: Headers): Promise<Record<string, number>> {
    const levels = ['public', 'storefront', 'staff', 'operator', 'admin'];
    const answers = await Promise.all(levels.map((level) => status(level, headers)));
    return Object.fromEntries(levels.map((level, at) => [level, answers[at] ?? 0]));
  }

  const OPEN = { operator: 201 };
  const CLOSED = { public: 200, storefront: 401, staff: 401, operator: 401, admin: 401 };

  it.each([
    ['viewer', { public: 200, storefront: 403, staff: 200, operator: 403, admin: 403 }],
    ['operator', { public: 200, storefront: 403, staff: 200, ...OPEN, admin: 403 }],
    ['admin', { public: 200, storefront: 403, staff: 200, ...OPEN, admin: 200 }],
  ])('opens for a user who is %s', async (role, expected) => {
    await sql.query('UPDATE users SET role = $1', [role]);
    expect(await statuses(bearer(token))).toEqual(expected);
    await sql.query(`UPDATE users SET role = 'admin'`);
  });

  it.each<[string, Headers, Record<string, number>]>([
    ['nobody', {}, CLOSED],
    [
      'a publishable key',
      key(PUBLISHABLE_KEY),
      { public: 200, storefront: 200, staff: 403, operator: 403, admin: 403 },
    ],
    [
      'a publishable key as a bearer',
      bearer(PUBLISHABLE_KEY),
      { public: 200, storefront: 200, staff: 403, operator: 403, admin: 403 },
    ],
    ['a secret key', bearer(SECRET_KEY), { public: 200, storefront: 200, staff: 200, ...OPEN, admin: 403 }],
    ['a secret key in the browser’s header', key(SECRET_KEY), CLOSED],
    ['an unknown publishable key', key('pk_test_unknown_0123456789abc'), CLOSED],
    ['an unknown secret key', bearer('sk_test_unknown_0123456789abc'), CLOSED],
    ['a key cut short', key(PUBLISHABLE_KEY.slice(0, -1)), CLOSED],
    ['two keys at once', key(`${PUBLISHABLE_KEY}, ${PUBLISHABLE_KEY}`), CLOSED],
    ['Basic instead of Bearer', { authorization: `Basic ${SECRET_KEY}` }, CLOSED],
    ['a forged token', bearer('eyJhbGciOiJub25lIn0.eyJzdWIiOiJ4In0.'), CLOSED],
    ['SQL', bearer("sk_'or'1'='1"), CLOSED],
  ])('opens for %s', async (_, headers, expected) => {
    expect(await statuses(headers)).toEqual(expected);
  });

  it('looks at the storefront’s key and not at the shopper’s Authorization beside it', async () => {
    expect(await status('storefront', { ...key(PUBLISHABLE_KEY), ...bearer('a.shopper.token') })).toBe(200);
  });

  it('never takes a key or a token from the URL', async () => {
    const query = `?api_key=${SECRET_KEY}&access_token=${token}&x-publishable-api-key=${PUBLISHABLE_KEY}`;
    for (const level of ['storefront', 'staff', 'operator', 'admin']) expect(await status(level, {}, query)).toBe(401);
  });

  it('says in a problem document what is missing, and how', async () => {
    const answer = await server.call('GET', '/probe/staff');
    expect(answer.headers['www-authenticate']).toBe('Bearer');
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({ code: 'unauthorized', status: 401 });
  });

  it('hands the handler who it was', async () => {
    const principal = (await server.call('GET', '/probe/staff', { headers: bearer(token) })).body;
    expect(principal).toEqual({
      kind: 'user',
      tenantId: 'default',
      userId: expect.stringMatching(/^usr_/),
      sessionId: expect.stringMatching(/^ses_/),
      role: 'admin',
    });
    const store = (await server.call('GET', '/probe/storefront', { headers: key(PUBLISHABLE_KEY) })).body;
    expect(store).toEqual({
      kind: 'publishable_key',
      tenantId: 'default',
      keyId: expect.stringMatching(/^key_/),
      role: 'storefront',
    });
  });

  it('closes a route that declares nothing, to everybody, and names it', async () => {
    for (const headers of [{}, bearer(token), bearer(SECRET_KEY)]) {
      const answer = await server.call('GET', '/forgotten', { headers });
      expect(answer).toMatchObject({ status: 403, body: { code: 'access_not_declared' } });
    }
    expect(routesWithoutAccess(server.app)).toEqual(['ForgottenController.nobodyDeclaredMe']);
  });

  it('refuses a revoked key within seconds, and keeps it revoked over a restart', async () => {
    await sql.query(`UPDATE api_keys SET revoked_at = now() WHERE kind = 'secret'`);
    server.advance(API_KEY_CACHE_MS);
    expect(await status('staff', bearer(SECRET_KEY))).toBe(401);
    const again = await startAuthApplication(database.url);
    expect((await again.call('GET', '/probe/staff', { headers: bearer(SECRET_KEY) })).status).toBe(401);
    await again.close();
    await sql.query('UPDATE api_keys SET revoked_at = NULL');
    server.advance(API_KEY_CACHE_MS);
    expect(await status('staff', bearer(SECRET_KEY))).toBe(200);
  });

  it('limits one credential from one network, and nobody else', async () => {
    const limited = await startAuthApplication(database.url, { RATE_LIMIT_STOREFRONT: '3', RATE_LIMIT_API: '2' });
    const call = async (headers: Headers, path = '/probe/storefront') => limited.call('GET', path, { headers });
    try {
      for (let i = 0; i < 3; i++) expect((await call(key(PUBLISHABLE_KEY))).status).toBe(200);
      const answer = await call(key(PUBLISHABLE_KEY));
      expect(answer).toMatchObject({ status: 429, body: { code: 'too_many_requests' } });
      expect(Number(answer.headers['retry-after'])).toBeGreaterThan(0);
      expect((await call({ ...key(PUBLISHABLE_KEY), 'x-forwarded-for': '203.0.113.9' })).status).toBe(200);
      expect((await call(bearer(SECRET_KEY))).status).toBe(200);
      expect((await call({}, '/probe/public')).status).toBe(200);
      limited.advance(60_000);
      expect((await call(key(PUBLISHABLE_KEY))).status).toBe(200);
    } finally {
      await limited.close();
    }
  });

  it('slows down whoever guesses keys', async () => {
    const guesser: Headers = { 'x-forwarded-for': '198.51.100.200' };
    const guess = (n: number) => status('staff', { ...guesser, ...bearer(`sk_guess_${String(n).padStart(20, '0')}`) });
    const statusesSeen = new Set<number>();
    for (let batch = 0; batch < 7; batch++) {
      const answers = await Promise.all(Array.from({ length: 100 }, (_, n) => guess(batch * 100 + n)));
      answers.forEach((answer) => statusesSeen.add(answer));
    }
    expect([...statusesSeen].sort()).toEqual([401, 429]);
    expect(await status('staff', bearer(SECRET_KEY))).toBe(200);
  });
});
