import { Rows } from '../api/rows.js';
import { type AuditRow, Staff } from '../people/staff.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { CHANGES, LOOKS, type Scenario, type Stage } from './privileged.scenarios.js';
import { guardedRoutes } from './staff.routes.js';

const READING = ['GET', 'HEAD', 'OPTIONS'];

let api: TestApplication;
let stage: Stage;
let names = 0;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
  const staff = new Staff(api);
  const rows = await Rows.open(api.database.url);
  stage = { api, staff, rows, admin: await staff.login(), fresh: () => `audited${++names}` };
});
afterAll(async () => {
  await stage?.rows.close();
  await stage?.staff.close();
  await api?.close();
});

it('knows every route with which staff change something, and none that is not there', () => {
  const changing = guardedRoutes(api.app)
    .filter(({ method, access }) => !READING.includes(method) && ['staff', 'operator', 'admin'].includes(access))
    .map(({ name }) => name);
  expect(changing.length).toBeGreaterThan(10);
  expect(Object.keys(CHANGES).sort()).toEqual(changing.sort());
  const all = guardedRoutes(api.app).map(({ name }) => name);
  expect(Object.keys(LOOKS).filter((name) => !all.includes(name))).toEqual([]);
});

// The last one changes the admin's password: they are played in their order.
it.each(Object.entries({ ...LOOKS, ...CHANGES }))(
  '%s is written down: who, what, to what, by which request, from where',
  async (_, { action, play }: Scenario) => {
    let requestId: string | undefined;
    const written = await stage.staff.written(async () => {
      const answer = await play(stage);
      expect([200, 201, 202, 204]).toContain(answer.status);
      requestId = answer.headers['x-request-id'];
    });
    expect(requestId).toMatch(/^req_/);
    const own = written.filter((row) => row.request_id === requestId);
    expect(own).toMatchObject([
      {
        action,
        actor: `user:${await stage.staff.adminId()}`,
        object_id: expect.any(String) as string,
        object_kind: expect.any(String) as string,
        address: expect.stringContaining('127.0.0.1') as string,
      },
    ]);
  },
);

it('names the key when a key did it', async () => {
  await stage.rows.event('evt_by_key', { status: 'failed' });
  const written = await stage.staff.written(() =>
    stage.staff.call('/api/webhook-events/evt_by_key/retry', { method: 'POST' }),
  );
  const [key] = await stage.rows.query<{ id: string }>(
    `SELECT id FROM api_keys WHERE kind = 'secret' AND name LIKE '%environment%'`,
  );
  expect(written).toMatchObject([{ action: 'event.retried', actor: `key:${key?.id}` }]);
});

it('writes nothing down of what was refused', async () => {
  await stage.rows.payment('pay_spent', { provider: 'stripe', method: 'card', refunded_minor: 5_000_000 });
  const { admin, staff } = stage;
  const written = await staff.written(async () => {
    const refused = await Promise.all([
      staff.call('/api/payments/pay_spent/refunds', { method: 'POST', bearer: admin, body: {} }),
      staff.call('/api/payments/pay_none/void', { method: 'POST', bearer: admin }),
      staff.call('/api/reconciliation/runs', { method: 'POST', bearer: admin, body: { provider: 'nobody' } }),
      staff.call('/backups/bkp_none/download', { bearer: admin }),
    ]);
    expect(refused.map(({ status }) => status)).toEqual([409, 404, 422, 404]);
  });
  expect(written).toEqual([]);
});

it('is one row for one refund, however often it is asked for under one key', async () => {
  await stage.rows.payment('pay_once', { provider: 'stripe', method: 'card' });
  const ask = () =>
    stage.staff.call('/api/payments/pay_once/refunds', {
      method: 'POST',
      bearer: stage.admin,
      headers: { 'idempotency-key': 'once' },
      body: { amount: 1_000, reason: 'La señora Marcela Ruiz lo pidió' },
    });
  const written = await stage.staff.written(async () => {
    for (let n = 0; n < 3; n++) expect((await ask()).status).toBe(202);
  });
  expect(written).toMatchObject([
    {
      action: 'payment.refund_requested',
      object_kind: 'payment',
      object_id: 'pay_once',
      details: { operation_id: expect.stringMatching(/^payop_/) as string, amount: '1000', currency: 'COP' },
    },
  ]);
});

it('holds no secret and nobody’s name, address or words in any detail', async () => {
  const rows = await stage.rows.query<AuditRow>('SELECT details FROM audit_log');
  expect(rows.length).toBeGreaterThan(15);
  const text = JSON.stringify(rows.map(({ details }) => details));
  expect(text).not.toMatch(/@|Marcela|clave-bastante|\b[ps]k_[A-Za-z0-9]{16}|eyJ/);
  for (const { details } of rows) {
    for (const value of Object.values(details))
      expect(['string', 'number', 'boolean', 'object']).toContain(typeof value);
  }
});
