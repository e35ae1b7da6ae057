import pg from 'pg';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { ADMIN, PUBLISHABLE_KEY, SECRET_KEY, startAuthApplication, tokensOf } from './auth-application.js';

interface UserRow {
  readonly email: string;
  readonly role: string;
}

interface KeyRow {
  readonly kind: string;
  readonly hint: string;
  readonly revoked_at: Date | null;
}

describe('the first boot', () => {
  let database: TestDatabase;
  let sql: pg.Client;

  beforeEach(async () => {
    database = await testDatabase();
    sql = new pg.Client({ connectionString: database.url });
    await sql.connect();
  });

  afterEach(async () => {
    await sql.end();
    await database.drop();
  });

  async function boot(environment: Record<string, string> = {}): Promise<void> {
    await (await startAuthApplication(database.url, environment)).close();
  }

  const users = async () => (await sql.query<UserRow>('SELECT email, role FROM users ORDER BY email')).rows;
  const keys = async () => (await sql.query<KeyRow>('SELECT kind, hint, revoked_at FROM api_keys ORDER BY kind')).rows;

  it('makes one admin and each key once, though four instances boot at the same time', async () => {
    await Promise.all([boot(), boot(), boot(), boot()]);
    await boot();
    expect(await users()).toEqual([{ email: ADMIN.email, role: 'admin' }]);
    expect(await keys()).toEqual([
      { kind: 'publishable', hint: PUBLISHABLE_KEY.slice(-4), revoked_at: null },
      { kind: 'secret', hint: SECRET_KEY.slice(-4), revoked_at: null },
    ]);
  });

  it('is written down once', async () => {
    await Promise.all([boot(), boot()]);
    await boot();
    const { rows } = await sql.query('SELECT actor, action, details FROM audit_log ORDER BY action, details::text');
    expect(rows).toEqual([
      { actor: 'system', action: 'key.created', details: { kind: 'publishable' } },
      { actor: 'system', action: 'key.created', details: { kind: 'secret' } },
      { actor: 'system', action: 'user.created', details: { role: 'admin' } },
    ]);
  });

  it('adds a new key of the environment and keeps the one before', async () => {
    await boot();
    await boot({ API_SECRET_KEY: 'sk_test_second_0123456789abcd' });
    expect((await keys()).map(({ kind }) => kind)).toEqual(['publishable', 'secret', 'secret']);
  });

  it('does not make a second admin when the environment changes, nor reset a password', async () => {
    await boot();
    const server = await startAuthApplication(database.url, {
      ADMIN_EMAIL: 'other@shop.example',
      ADMIN_PASSWORD: 'another-long-password',
    });
    try {
      expect(await users()).toEqual([{ email: ADMIN.email, role: 'admin' }]);
      tokensOf(await server.call('POST', '/auth/login', { body: ADMIN }));
    } finally {
      await server.close();
    }
  });

  it('boots without an admin and without keys, and makes none up', async () => {
    await boot({ ADMIN_EMAIL: '', ADMIN_PASSWORD: '', STORE_PUBLISHABLE_KEY: '', API_SECRET_KEY: '' });
    expect([await users(), await keys()]).toEqual([[], []]);
  });
});
