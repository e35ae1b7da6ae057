import pg from 'pg';
import { SessionService } from '../../apps/api/src/auth/session.service.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import {
  ADMIN,
  SECRETS,
  bearer,
  startAuthApplication,
  tokensOf,
  type Answer,
  type AuthApplication,
} from './auth-application.js';

const DAY_MS = 86_400_000;

describe('sessions', () => {
  let database: TestDatabase;
  let server: AuthApplication;
  let sql: pg.Client;

  beforeAll(async () => {
    database = await testDatabase();
    server = await startAuthApplication(database.url);
    sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
  });

  afterAll(async () => {
    await sql.end();
    await server.close();
    await database.drop();
  });

  const login = async (body: object = ADMIN, headers: Record<string, string> = {}) =>
    server.call('POST', '/auth/login', { body, headers });
  const refresh = (token: string, headers: Record<string, string> = {}): Promise<Answer> =>
    server.call('POST', '/auth/refresh', { body: { refresh_token: token }, headers });
  const admin = async (token: string) => (await server.call('GET', '/probe/admin', { headers: bearer(token) })).status;
  const revocation = async (): Promise<string | null | undefined> => {
    const { rows } = await sql.query<{ revoked_reason: string | null }>(
      'SELECT revoked_reason FROM sessions ORDER BY created_at DESC, id DESC LIMIT 1',
    );
    return rows[0]?.revoked_reason;
  };
  const waitingForLocks = async (): Promise<number> => {
    const { rows } = await sql.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`,
      [database.name],
    );
    return rows[0]?.n ?? 0;
  };

  it('logs in, whatever the case of the address, and the token opens what the role may', async () => {
    const tokens = tokensOf(await login({ ...ADMIN, email: ` ${ADMIN.email.toUpperCase()} ` }));
    expect(await admin(tokens.access)).toBe(200);
  });

  it('stores neither passwords nor tokens', async () => {
    const { access, refresh: token } = tokensOf(await login());
    const { rows } = await sql.query('SELECT row_to_json(t)::text AS row FROM refresh_tokens t');
    const users = await sql.query('SELECT row_to_json(t)::text AS row FROM users t');
    const dump = JSON.stringify([...rows, ...users.rows]);
    for (const secret of [access, token, ADMIN.password]) expect(dump).not.toContain(secret);
  });

  it('answers a wrong password and an unknown user alike', async () => {
    const wrong = await login({ ...ADMIN, password: 'wrong' });
    const unknown = await login({ email: 'nobody@shop.example', password: 'wrong' });
    expect(wrong.status).toBe(401);
    expect(wrong.body).toMatchObject({ code: 'invalid_credentials' });
    expect({ ...unknown.body, request_id: 0 }).toEqual({ ...wrong.body, request_id: 0 });
  });

  it('accepts nothing but what the call declares', async () => {
    expect((await login({ ...ADMIN, role: 'admin' })).body).toMatchObject({
      code: 'validation_failed',
      errors: [{ field: 'role' }],
    });
    expect((await login({ email: { $ne: null }, password: ['x'] })).status).toBe(400);
  });

  it('rotates: the new pair works, and so does the next', async () => {
    let tokens = tokensOf(await login());
    for (let i = 0; i < 3; i++) {
      const next = tokensOf(await refresh(tokens.refresh));
      expect(next.refresh).not.toBe(tokens.refresh);
      tokens = next;
    }
    expect(await admin(tokens.access)).toBe(200);
  });

  it('gives fifty refreshes at once the same working successor', async () => {
    const first = tokensOf(await login());
    const blocker = new pg.Client({ connectionString: database.url });
    await blocker.connect();
    await blocker.query('BEGIN; SELECT FROM refresh_tokens WHERE used_at IS NULL FOR UPDATE');
    const asked = Array.from({ length: 50 }, () => refresh(first.refresh));
    // Only now they are sure to be in the middle of it together.
    await until(async () => (await waitingForLocks()) >= 5);
    await blocker.query('COMMIT');
    await blocker.end();
    const answers = await Promise.all(asked);
    const successors = new Set(answers.map((answer) => tokensOf(answer).refresh));
    expect(successors.size).toBe(1);
    const [successor = ''] = successors;
    expect(await admin(tokensOf(await refresh(successor)).access)).toBe(200);
    const { rows } = await sql.query(
      `SELECT count(*)::int AS tokens FROM refresh_tokens WHERE session_id = (SELECT id FROM sessions ORDER BY created_at DESC, id DESC LIMIT 1)`,
    );
    expect(rows).toEqual([{ tokens: 3 }]);
  });

  it('gives a client whose answer was lost the same successor, for ten seconds', async () => {
    const first = tokensOf(await login());
    const lost = tokensOf(await refresh(first.refresh));
    server.advance(9_000);
    expect(tokensOf(await refresh(first.refresh)).refresh).toBe(lost.refresh);
    server.advance(2_000);
    expect((await refresh(first.refresh)).body).toMatchObject({ status: 401, code: 'invalid_refresh_token' });
    expect(await revocation()).toBe('refresh_token_reused');
  });

  it('ends the whole session when a spent token comes back: neither successor nor access token works on', async () => {
    const first = tokensOf(await login());
    const second = tokensOf(await refresh(first.refresh));
    const third = tokensOf(await refresh(second.refresh));
    expect((await refresh(first.refresh)).status).toBe(401);
    expect((await refresh(third.refresh)).status).toBe(401);
    expect([await admin(first.access), await admin(third.access)]).toEqual([401, 401]);
  });

  it('tells a thief from the owner within the grace', async () => {
    const first = tokensOf(await login());
    const owner = tokensOf(await refresh(first.refresh));
    expect((await refresh(first.refresh, { 'user-agent': 'thief/1.0' })).status).toBe(401);
    expect((await refresh(owner.refresh)).status).toBe(401);
  });

  it('tells the owner from a thief who came first', async () => {
    const first = tokensOf(await login());
    const thief = tokensOf(await refresh(first.refresh, { 'x-forwarded-for': '198.51.100.66' }));
    expect((await refresh(first.refresh)).status).toBe(401);
    expect((await refresh(thief.refresh, { 'x-forwarded-for': '198.51.100.66' })).status).toBe(401);
    expect(await admin(thief.access)).toBe(401);
  });

  it('does not let two sessions of one user touch each other', async () => {
    const phone = tokensOf(await login());
    const laptop = tokensOf(await login());
    await server.call('POST', '/auth/logout', { body: { refresh_token: phone.refresh } });
    expect([await admin(phone.access), await admin(laptop.access)]).toEqual([401, 200]);
  });

  it('logs out with either token, and again without an error', async () => {
    const tokens = tokensOf(await login());
    const logout = () => server.call('POST', '/auth/logout', { body: { refresh_token: tokens.refresh } });
    expect(await logout()).toMatchObject({ status: 200, body: { status: 'logged_out' } });
    expect((await logout()).status).toBe(200);
    expect((await refresh(tokens.refresh)).status).toBe(401);

    const other = tokensOf(await login());
    expect((await server.call('POST', '/auth/logout', { headers: bearer(other.access) })).status).toBe(200);
    expect(await admin(other.access)).toBe(401);
    expect((await server.call('POST', '/auth/logout')).status).toBe(401);
  });

  it('ends a session after seven idle days, and after thirty whatever happens', async () => {
    const idle = tokensOf(await login());
    server.advance(7 * DAY_MS + 1_000);
    expect((await refresh(idle.refresh)).status).toBe(401);

    let busy = tokensOf(await login());
    for (let day = 0; day < 30; day += 6) {
      server.advance(6 * DAY_MS - 1_000);
      busy = tokensOf(await refresh(busy.refresh));
    }
    server.advance(10_000);
    expect((await refresh(busy.refresh)).status).toBe(401);
    expect(await admin(busy.access)).toBe(401);
  });

  it.each(['', 'A'.repeat(43), "' OR 1=1 --", 'A'.repeat(257)])('refuses %j as a refresh token', async (token) => {
    expect([400, 401]).toContain((await refresh(token)).status);
  });

  it('does not take an access token for a refresh token nor the other way round', async () => {
    const tokens = tokensOf(await login());
    expect([400, 401]).toContain((await refresh(tokens.access)).status);
    expect(await admin(tokens.refresh)).toBe(401);
  });

  it('lets a disabled user neither in nor on, and takes a changed role at once', async () => {
    const tokens = tokensOf(await login());
    await sql.query(`UPDATE users SET role = 'viewer'`);
    expect(await admin(tokens.access)).toBe(403);
    await sql.query(`UPDATE users SET role = 'admin', disabled_at = now()`);
    expect(await admin(tokens.access)).toBe(401);
    expect((await refresh(tokens.refresh)).status).toBe(401);
    expect((await login()).body).toMatchObject({ status: 401, code: 'invalid_credentials' });
    await sql.query('UPDATE users SET disabled_at = NULL');
  });

  it('renews a hash of older parameters at the next login', async () => {
    const { hash } = await import('@node-rs/argon2');
    const old = await hash(ADMIN.password, { memoryCost: 19_456, timeCost: 2, parallelism: 1 });
    await sql.query('UPDATE users SET password_hash = $1', [old]);
    tokensOf(await login());
    const { rows } = await sql.query('SELECT password_hash FROM users');
    expect(rows).toEqual([{ password_hash: expect.stringContaining('m=65536,t=3,p=1') }]);
    tokensOf(await login());
  });

  it('limits guessing with 429 and Retry-After, and still lets the owner in', async () => {
    const thief = { 'x-forwarded-for': '198.51.100.7' };
    const guesses = await Promise.all(Array.from({ length: 8 }, () => login({ ...ADMIN, password: 'guess' }, thief)));
    expect(guesses.map(({ status }) => status).sort()).toEqual([401, 401, 401, 401, 401, 429, 429, 429]);
    const limited = guesses.find(({ status }) => status === 429);
    expect(Number(limited?.headers['retry-after'])).toBeGreaterThan(0);
    expect((await login(ADMIN, thief)).status).toBe(429);
    tokensOf(await login());
  });

  it('forgets sessions that are long over', async () => {
    const { rowCount: before } = await sql.query('SELECT FROM sessions');
    server.advance(32 * DAY_MS);
    expect(await server.app.get(SessionService).purge()).toBe(before);
    expect((await sql.query('SELECT FROM refresh_tokens')).rowCount).toBe(0);
  });

  it('needs the refresh secret to make sense of the table', async () => {
    const tokens = tokensOf(await login());
    const other = await startAuthApplication(database.url, {
      JWT_REFRESH_SECRET: `another-${SECRETS.JWT_REFRESH_SECRET}`,
    });
    const answer = await other.call('POST', '/auth/refresh', { body: { refresh_token: tokens.refresh } });
    await other.close();
    expect(answer.status).toBe(401);
  });
});

/** Waits for a condition, at most ten seconds. */
async function until(condition: () => Promise<boolean>): Promise<void> {
  for (const end = Date.now() + 10_000; !(await condition());) {
    if (Date.now() > end) throw new Error('the condition did not come true');
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}
