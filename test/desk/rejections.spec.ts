import { DoorTally } from '../../apps/api/src/webhooks/door.tally.js';
import { call, problemCode } from '../api/client.js';
import { Rows } from '../api/rows.js';
import { startApplication, type TestApplication } from '../support/application.js';

interface Rejection {
  readonly at: string;
  readonly provider: string;
  readonly reason: string;
  readonly count: number;
}

let api: TestApplication;
let rows: Rows;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
  rows = await Rows.open(api.database.url);
});
afterAll(async () => {
  await rows?.close();
  await api?.close();
});
beforeEach(() => rows.query('TRUNCATE webhook_counts'));

/** A stranger, or a gateway whose secret is another one. */
async function knock(): Promise<void> {
  const headers = { 'stripe-signature': `t=${Math.floor(Date.now() / 1000)},v1=${'0'.repeat(64)}` };
  const answer = await call(api, '/webhooks/stripe', { method: 'POST', bearer: null, body: { id: 'evt_1' }, headers });
  expect(answer.status).toBe(401);
}
const write = (): Promise<void> => api.app.get(DoorTally, { strict: false }).write();
const rejections = async (query = ''): Promise<Rejection[]> =>
  (await call<{ data: Rejection[] }>(api, `/api/gateways/rejections${query}`)).body.data;

it('are counted for the whole installation, each once however often they are written', async () => {
  await knock();
  await knock();
  await write();
  await knock();
  await write();
  await write();
  const found = await rejections('?step=day');
  expect(found).toMatchObject([{ provider: 'stripe', reason: 'signature_mismatch', count: 3 }]);
});

it('that could not be written are written later', async () => {
  await rows.query('ALTER TABLE webhook_counts RENAME TO away');
  await knock();
  await write();
  await knock();
  await rows.query('ALTER TABLE away RENAME TO webhook_counts');
  await write();
  expect((await rejections('?step=day')).reduce((sum, { count }) => sum + count, 0)).toBe(2);
});

it('are told by minute, hour or day, in a time, of a gateway', async () => {
  const count = (provider: string, outcome: string, minute: string, columns = {}) =>
    rows.insert('webhook_counts', {
      tenant_id: 'default',
      provider,
      outcome,
      minute,
      count: 2,
      last_at: minute,
      ...columns,
    });
  await count('stripe', 'signature_mismatch', '2026-11-22T05:00:00Z');
  await count('stripe', 'signature_mismatch', '2026-11-22T05:59:00Z');
  await count('wompi', 'malformed', '2026-11-22T06:00:00Z');
  await count('stripe', 'received', '2026-11-22T05:00:00Z');
  await count('stripe', 'signature_mismatch', '2026-11-22T08:00:00Z');
  await count('stripe', 'signature_mismatch', '2026-11-22T05:00:00Z', { tenant_id: 'other' });
  const period = 'since=2026-11-22T05:00:00Z&until=2026-11-22T07:00:00Z';
  expect(await rejections(`?${period}`)).toEqual([
    { at: '2026-11-22T05:00:00.000Z', provider: 'stripe', reason: 'signature_mismatch', count: 4 },
    { at: '2026-11-22T06:00:00.000Z', provider: 'wompi', reason: 'malformed', count: 2 },
  ]);
  expect(await rejections(`?${period}&step=minute&provider=stripe`)).toHaveLength(2);
  expect(await rejections(`?${period}&provider=unknown`)).toEqual([]);
  problemCode(await call(api, '/api/gateways/rejections?step=week'), 400);
});

it('are forgotten after more than a year', async () => {
  const old = { provider: 'stripe', outcome: 'malformed', minute: '2020-01-01T00:00:00Z', count: 1 };
  await rows.insert('webhook_counts', { tenant_id: 'default', ...old, last_at: old.minute });
  const other = await startApplication({ env: { ROLE: 'api' }, database: api.database });
  try {
    await other.app.get(DoorTally, { strict: false }).write();
    expect(await rows.query('SELECT FROM webhook_counts')).toEqual([]);
  } finally {
    await other.close();
  }
});

it('leave the good deliveries counted as well, so that a rotated secret is known', async () => {
  await rows.query('TRUNCATE webhook_counts');
  const lastGood = new Date(Date.now() - 3_600_000);
  const good = { tenant_id: 'default', provider: 'stripe', outcome: 'received', count: 9 };
  await rows.insert('webhook_counts', { ...good, minute: lastGood, last_at: lastGood });
  await knock();
  await write();
  type Overview = { data: { gateways: Record<string, unknown>[] } };
  const { gateways } = (await call<Overview>(api, '/api/overview')).body.data;
  const stripe = gateways.find(({ provider }) => provider === 'stripe');
  expect(stripe).toMatchObject({ signature_failures_1h: 1, last_event_at: lastGood.toISOString() });
  expect(Date.parse(String(stripe?.['last_signature_failure_at']))).toBeGreaterThan(lastGood.getTime());
});
