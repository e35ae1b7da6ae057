import { problemCode, type Answer } from '../api/client.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { Staff } from './staff.js';

const PATH = '/dashboard/session';
const COOKIE = /^pasarela_refresh=([\w-]{43}); Path=\/dashboard\/session; Max-Age=604800; HttpOnly; SameSite=Strict$/;
const CLEARED = 'pasarela_refresh=; Path=/dashboard/session; Max-Age=0; HttpOnly; SameSite=Strict';

let api: TestApplication;
let staff: Staff;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api', TRUST_PROXY: 'loopback' } });
  staff = new Staff(api);
});
afterAll(async () => {
  await staff?.close();
  await api?.close();
});

const begin = (headers: Record<string, string> = {}, body: object | string = api.keys.admin): Promise<Answer> =>
  staff.call(PATH, { method: 'POST', bearer: null, headers, body });
const refresh = (cookie: string | null, headers: Record<string, string> = {}): Promise<Answer> =>
  staff.call(`${PATH}/refresh`, {
    method: 'POST',
    bearer: null,
    headers: { 'content-type': 'application/json', ...(cookie === null ? {} : { cookie }), ...headers },
  });
const end = (cookie: string | null, headers: Record<string, string> = {}): Promise<Answer> =>
  staff.call(PATH, { method: 'DELETE', bearer: null, headers: { ...(cookie === null ? {} : { cookie }), ...headers } });
const me = async (answer: Answer): Promise<number> =>
  (await staff.call('/auth/me', { bearer: String(answer.body['access_token']) })).status;

/** The cookie that the browser would send back. */
function cookieOf(answer: Answer): string {
  expect(answer.status).toBe(200);
  const [, token = ''] = COOKIE.exec(answer.headers['set-cookie'] ?? '') ?? [];
  expect(token).not.toBe('');
  return `pasarela_refresh=${token}`;
}

it('gives the access token to the page and the refresh token to the browser alone', async () => {
  const begun = await begin();
  const cookie = cookieOf(begun);
  expect(begun.headers['cache-control']).toBe('no-store');
  expect(begun.body).toEqual({ access_token: expect.any(String) as string, expires_in: 600 });
  expect(begun.text).not.toContain(cookie.split('=')[1]);
  expect(await me(begun)).toBe(200);

  const refreshed = await refresh(cookie);
  expect(cookieOf(refreshed)).not.toBe(cookie);
  expect(refreshed.body).toEqual({ access_token: expect.any(String) as string, expires_in: 600 });
  expect(await me(refreshed)).toBe(200);
});

it('ends the session and takes the cookie back', async () => {
  const begun = await begin();
  const cookie = cookieOf(begun);
  const written = await staff.written(async () => {
    const ended = await end(cookie);
    expect([ended.status, ended.headers['set-cookie']]).toEqual([204, CLEARED]);
  });
  expect(written).toMatchObject([{ action: 'auth.logout', actor: `user:${await staff.adminId()}` }]);
  expect(await me(begun)).toBe(401);
  const refused = await refresh(cookie);
  expect(problemCode(refused, 401)).toBe('invalid_refresh_token');
  expect(refused.headers['set-cookie']).toBe(CLEARED);
  expect((await end(null)).status).toBe(204);
});

it('is Secure when the browser came by https, as a trusted proxy says', async () => {
  const secure = await begin({ 'x-forwarded-proto': 'https', 'x-forwarded-for': '203.0.113.7' });
  expect(secure.headers['set-cookie']).toMatch(/; HttpOnly; SameSite=Strict; Secure$/);
  const untrusting = await startApplication({ env: { ROLE: 'api' }, database: api.database });
  try {
    const other = new Staff(untrusting);
    const answer = await other.call(PATH, {
      method: 'POST',
      bearer: null,
      headers: { 'x-forwarded-proto': 'https' },
      body: api.keys.admin,
    });
    await other.close();
    expect(answer.headers['set-cookie']).toMatch(/SameSite=Strict$/);
  } finally {
    await untrusting.close();
  }
});

it('answers a wrong password as /auth/login does, without a cookie', async () => {
  const answer = await begin({}, { ...api.keys.admin, password: 'wrong' });
  expect(problemCode(answer, 401)).toBe('invalid_credentials');
  expect(answer.headers).not.toHaveProperty('set-cookie');
});

it('counts failures together with those of /auth/login', async () => {
  const headers = { 'x-forwarded-for': '198.51.100.9' };
  const guess = { email: 'guessed@shop.example', password: 'wrong' };
  for (let n = 0; n < 3; n++) expect((await begin(headers, guess)).status).toBe(401);
  for (let n = 0; n < 2; n++) {
    expect((await staff.call('/auth/login', { method: 'POST', bearer: null, headers, body: guess })).status).toBe(401);
  }
  expect((await begin(headers, guess)).status).toBe(429);
});

it.each<[string, Record<string, string>, number, string]>([
  ['a form', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'unsupported_media_type'],
  ['a form of plain text', { 'content-type': 'text/plain' }, 415, 'unsupported_media_type'],
  ['no content type', { 'content-type': '' }, 415, 'unsupported_media_type'],
  ['another site', { 'sec-fetch-site': 'cross-site' }, 403, 'cross_site_request'],
  ['a neighbour of the same domain', { 'sec-fetch-site': 'same-site' }, 403, 'cross_site_request'],
])('refuses a refresh by %s, and the cookie stays good', async (_, headers, status, code) => {
  const cookie = cookieOf(await begin());
  const refused = await refresh(cookie, headers);
  expect(problemCode(refused, status)).toBe(code);
  expect(refused.headers).not.toHaveProperty('set-cookie');
  cookieOf(await refresh(cookie, { 'sec-fetch-site': 'same-origin' }));
});

it('neither begins nor ends a session for another site', async () => {
  const begun = await begin();
  expect((await begin({ 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect((await end(cookieOf(begun), { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  expect(await me(begun)).toBe(200);
});

it.each([
  null,
  'pasarela_refresh=',
  'pasarela_refresh=AAAA',
  `pasarela_refresh=${'A'.repeat(43)}`,
  `other=1; pasarela_refresh=${'A'.repeat(43)}; more=2`,
])('refuses %j', async (cookie) => {
  expect((await refresh(cookie)).status).toBe(401);
});

it('believes neither of two cookies of its name: a neighbour may have set one', async () => {
  const [first, second] = [cookieOf(await begin()), cookieOf(await begin())];
  expect(problemCode(await refresh(`${first}; ${second}`), 401)).toBe('unauthorized');
  cookieOf(await refresh(`theme=dark; ${first}; lang=es`));
});

it('ends the session when a spent cookie comes back, and writes it down', async () => {
  const first = cookieOf(await begin());
  const second = cookieOf(await refresh(first));
  cookieOf(await refresh(second));
  const written = await staff.written(async () => expect((await refresh(first)).status).toBe(401));
  expect(written).toMatchObject([
    { action: 'auth.refresh_reused', actor: 'anonymous', details: { user_id: await staff.adminId() } },
  ]);
  expect((await refresh(second)).status).toBe(401);
});
