import { problemCode } from '../api/client.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { Staff } from './staff.js';

interface Row {
  readonly id: string;
  readonly at: string;
  readonly actor: string;
  readonly actor_label: string | null;
  readonly action: string;
}

const START = Date.UTC(2026, 5, 1);
const ACTORS = ['user:usr_a', 'user:usr_b', 'system'];
const ACTIONS = ['event.retried', 'backup.requested'];

let api: TestApplication;
let staff: Staff;
let admin: string;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
  staff = new Staff(api);
  admin = await staff.login();
  const { createId } = await import('../../apps/api/src/common/ids.js');
  for (let n = 0; n < 30; n++) {
    const at = START + n * 60_000;
    await staff.sql.query(
      `INSERT INTO audit_log (id, tenant_id, at, actor, action, object_kind, object_id) VALUES ($1, 'default', $2, $3, $4, 'event', $5)`,
      [createId('aud', at), new Date(at), ACTORS[n % 3], ACTIONS[n % 2], `evt_${n % 5}`],
    );
  }
  await staff.sql.query(
    `INSERT INTO audit_log (id, tenant_id, at, actor, action) VALUES ($1, 'another', $2, 'system', 'backup.requested')`,
    [createId('aud', START), new Date(START)],
  );
});
afterAll(async () => {
  await staff?.close();
  await api?.close();
});

const all = (query: string): Promise<Row[]> => staff.all<Row>('/api/audit', `${query}&limit=7`, admin);

const minute = (n: number): string => new Date(START + n * 60_000).toISOString();

it('lists everything of the tenant once, newest first, and calls people by their address', async () => {
  const rows = await all('');
  const times = rows.map(({ at }) => at);
  expect(times).toEqual([...times].sort().reverse());
  // The first admin, two keys of the environment, a login, and the thirty of above.
  expect(rows).toHaveLength(34);
  expect(rows[0]).toMatchObject({
    action: 'auth.login',
    actor: `user:${await staff.adminId()}`,
    actor_label: api.keys.admin.email,
  });
  expect(rows.find(({ actor }) => actor === 'system')?.actor_label).toBeNull();
});

it('calls keys by their name', async () => {
  const { rows } = await staff.sql.query<{ id: string; name: string }>(
    `SELECT id, name FROM api_keys WHERE kind = 'secret'`,
  );
  const { id = '', name } = rows[0] ?? {};
  await staff.sql.query(
    `INSERT INTO audit_log (id, tenant_id, at, actor, action) VALUES ('aud_zzz', 'default', now(), $1, 'event.retried')`,
    [`key:${id}`],
  );
  expect(await all(`actor=key:${id}`)).toMatchObject([{ actor_label: name }]);
});

it.each([
  ['action=backup.requested', 15],
  ['actor=user:usr_a', 10],
  ['actor=user:usr_a&action=event.retried', 5],
  ['object_id=evt_3', 6],
  [`since=${minute(10)}&until=${minute(20)}`, 10],
  [`until=${minute(1)}`, 1],
  [`since=${minute(10)}&until=${minute(20)}&actor=system`, 3],
  ['actor=nobody', 0],
])('filters by %s', async (query, count) => {
  expect(await all(query)).toHaveLength(count);
});

it.each(['action=everything', 'since=yesterday', 'until=2026-01-01', 'limit=101', 'cursor=x', 'tenant_id=another'])(
  'refuses %s',
  async (query) => {
    expect(problemCode(await staff.call(`/api/audit?${query}`, { bearer: admin }), 400)).toBe('validation_failed');
  },
);

it('is for admins, and to be read only', async () => {
  expect((await staff.call('/api/audit')).status).toBe(403);
  for (const method of ['POST', 'PUT', 'PATCH', 'DELETE'] as const) {
    expect((await staff.call('/api/audit', { method, bearer: admin })).status).toBe(405);
  }
});

it.each(['', 'action=event.retried', 'actor=user:usr_b', 'object_id=evt_3', `since=${minute(3)}`])(
  'reads a page of %j from an index in its order, without sorting',
  async (query) => {
    const statement = new URLSearchParams(query);
    const conditions = [...statement].map(([name, value]) =>
      name === 'since' ? `id >= '${value}'` : `${name} = '${value}'`,
    );
    const client = await staff.sql.connect();
    try {
      await client.query('BEGIN; SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off');
      const { rows } = await client.query<{ 'QUERY PLAN': string }>(
        `EXPLAIN SELECT id FROM audit_log WHERE ${["tenant_id = 'default'", ...conditions].join(' AND ')} ORDER BY id DESC LIMIT 51`,
      );
      const plan = rows.map((row) => row['QUERY PLAN']).join('\n');
      expect(plan).toMatch(/Index (Only )?Scan/);
      expect(plan).not.toContain('Sort');
    } finally {
      await client.query('ROLLBACK');
      client.release();
    }
  },
);
