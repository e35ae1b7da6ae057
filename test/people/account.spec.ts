import { problemCode } from '../api/client.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { until } from '../support/until.js';
import { type Credentials, Staff } from './staff.js';

const NEW_PASSWORD = 'otra-clave-bastante-larga';

let api: TestApplication;
let staff: Staff;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
  staff = new Staff(api);
});
afterAll(async () => {
  await staff?.close();
  await api?.close();
});

const setPassword = (bearer: string, current: string, next: string) =>
  staff.call('/auth/password', {
    method: 'POST',
    bearer,
    body: { current_password: current, new_password: next },
  });
const me = async (bearer: string): Promise<number> => (await staff.call('/auth/me', { bearer })).status;

describe('GET /auth/me', () => {
  it('tells who is logged in, and no more than that', async () => {
    const { status, body } = await staff.call('/auth/me', { bearer: await staff.login() });
    expect([status, body]).toEqual([
      200,
      {
        data: {
          id: await staff.adminId(),
          email: api.keys.admin.email,
          role: 'admin',
          created_at: expect.stringMatching(/^\d{4}-.*Z$/) as string,
        },
      },
    ]);
  });

  it('knows no key and nobody without credentials', async () => {
    expect(problemCode(await staff.call('/auth/me'), 403)).toBe('not_a_user');
    expect(problemCode(await staff.call('/auth/me', { bearer: null }), 401)).toBe('unauthorized');
  });
});

describe('POST /auth/password', () => {
  let operator: Credentials;
  let userId: string;
  let users = 0;
  // Failed logins are counted per account: each test has one of its own.
  beforeEach(async () => {
    operator = { email: `marcela${++users}@shop.example`, password: 'una-clave-bastante-larga' };
    userId = await staff.add('operator', operator);
  });

  it('ends the other sessions, keeps its own, and from then on only the new password opens', async () => {
    const [own, other] = [await staff.login(operator), await staff.login(operator)];
    const written = await staff.written(async () => {
      expect((await setPassword(own, operator.password, NEW_PASSWORD)).status).toBe(204);
    });
    expect(written).toMatchObject([
      {
        actor: `user:${userId}`,
        action: 'user.password_set',
        object_id: userId,
        details: { own: true, sessions_ended: 1 },
      },
    ]);
    expect([await me(own), await me(other)]).toEqual([200, 401]);
    const old = await staff.call('/auth/login', { method: 'POST', bearer: null, body: operator });
    expect(problemCode(old, 401)).toBe('invalid_credentials');
    await staff.login({ ...operator, password: NEW_PASSWORD });
  });

  it('refuses a wrong current password, writes it down and limits guessing', async () => {
    const token = await staff.login(operator);
    const written = await staff.written(async () => {
      for (let guess = 0; guess < 5; guess++) {
        expect(problemCode(await setPassword(token, `guess-${guess}`, NEW_PASSWORD), 403)).toBe('wrong_password');
      }
      expect((await setPassword(token, operator.password, NEW_PASSWORD)).status).toBe(429);
    });
    expect(written).toHaveLength(5);
    expect(written[0]).toMatchObject({
      action: 'auth.login_failed',
      object_id: userId,
      details: { reason: 'wrong_current_password' },
    });
    await expect(staff.login(operator)).rejects.toThrow();
  });

  it.each(['short', 'aaaaaaaaaaaaaaa', 'soy-marcela-2026', 'x'.repeat(257)])(
    'refuses %j as a new one',
    async (next) => {
      const admin = await staff.login();
      const answer = await setPassword(admin, api.keys.admin.password, next.replace('marcela', 'admin'));
      expect(problemCode(answer, 400)).toBe('validation_failed');
      expect(answer.text).not.toContain(next);
    },
  );

  it('is for users: a key has no password', async () => {
    expect(problemCode(await setPassword(api.keys.secret, 'a', NEW_PASSWORD), 403)).toBe('not_a_user');
  });

  it('lets no login through whose password was set while it was looked at', async () => {
    const holder = await staff.sql.connect();
    try {
      await holder.query('BEGIN');
      await holder.query('SELECT FROM users WHERE id = $1 FOR UPDATE', [userId]);
      const login = staff.call('/auth/login', { method: 'POST', bearer: null, body: operator });
      // The password was right when it was compared; now the login waits to write its session.
      await waiting();
      await holder.query(
        'UPDATE users SET password_hash = (SELECT password_hash FROM users WHERE id <> $1 LIMIT 1) WHERE id = $1',
        [userId],
      );
      await holder.query('COMMIT');
      expect(problemCode(await login, 401)).toBe('invalid_credentials');
    } finally {
      holder.release();
    }
    const { rows } = await staff.sql.query('SELECT FROM sessions WHERE user_id = $1', [userId]);
    expect(rows).toEqual([]);
  });
});

/** Until some statement waits for a lock of this database. */
async function waiting(): Promise<void> {
  await until('a login waits for the row of its user', async () => {
    const { rows } = await staff.sql.query<{ n: number }>(
      `SELECT count(*)::int AS n FROM pg_stat_activity WHERE datname = $1 AND wait_event_type = 'Lock'`,
      [api.database.name],
    );
    return (rows[0]?.n ?? 0) > 0;
  });
}
