import type pg from 'pg';
import { AuditLog } from '../../apps/api/src/audit/audit.log.js';
import type { AuditEntry } from '../../apps/api/src/audit/audit.entry.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { testPool } from '../support/pool.js';

const ENTRY: AuditEntry = {
  tenantId: 'default',
  actor: 'user:usr_1',
  action: 'payment.refund_requested',
  objectKind: 'payment',
  objectId: 'pay_1',
  details: { amount: '5000000', currency: 'COP', whole: true, reason: null },
  requestId: 'req_1',
  address: '127.0.0.1',
};

let api: TestApplication;
let audit: AuditLog;
let rows: pg.Pool;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
  audit = api.app.get(AuditLog);
  rows = testPool(api.database.url);
});
afterAll(async () => {
  await rows?.end();
  await api?.close();
});

const count = async (): Promise<number> =>
  (await rows.query<{ n: number }>('SELECT count(*)::int AS n FROM audit_log')).rows[0]?.n ?? 0;

it('keeps what was recorded, whole', async () => {
  await audit.record(ENTRY);
  const { rows: found } = await rows.query(
    `SELECT tenant_id, actor, action, object_kind, object_id, details, request_id, address, at, id FROM audit_log
      WHERE request_id = 'req_1'`,
  );
  expect(found).toEqual([
    {
      tenant_id: 'default',
      actor: ENTRY.actor,
      action: ENTRY.action,
      object_kind: 'payment',
      object_id: 'pay_1',
      details: ENTRY.details,
      request_id: 'req_1',
      address: '127.0.0.1',
      at: expect.any(Date) as Date,
      id: expect.stringMatching(/^aud_[0-9a-z]{26}$/) as string,
    },
  ]);
});

it.each([
  ['changed', `UPDATE audit_log SET actor = 'user:usr_2'`],
  ['changed into itself', 'UPDATE audit_log SET id = id'],
  ['deleted', 'DELETE FROM audit_log'],
  ['emptied', 'TRUNCATE audit_log'],
  ['emptied with others', 'TRUNCATE orders, audit_log CASCADE'],
  [
    'changed by an insert',
    `INSERT INTO audit_log SELECT * FROM audit_log ON CONFLICT (id) DO UPDATE SET actor = 'system'`,
  ],
])('refuses that rows are %s', async (_, statement) => {
  await audit.record(ENTRY);
  const before = await rows.query('SELECT * FROM audit_log ORDER BY id');
  await expect(rows.query(statement)).rejects.toMatchObject({ code: '23001', message: 'audit_log is append-only' });
  expect((await rows.query('SELECT * FROM audit_log ORDER BY id')).rows).toEqual(before.rows);
});

it('is there with what it tells of, or not at all', async () => {
  const before = await count();
  const client = await rows.connect();
  try {
    await client.query('BEGIN');
    await audit.record(ENTRY, client);
    await client.query('ROLLBACK');
    expect(await count()).toBe(before);
    await client.query('BEGIN');
    await audit.record(ENTRY, client);
    await client.query('COMMIT');
    expect(await count()).toBe(before + 1);
  } finally {
    client.release();
  }
});
