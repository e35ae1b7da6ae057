import { call, problemCode } from '../api/client.js';
import { Rows } from '../api/rows.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { until } from '../support/until.js';

type Overview = Record<string, unknown> & {
  readonly stuck: boolean;
  readonly stuck_reasons: readonly string[];
  readonly gateways: readonly Record<string, unknown>[];
};

let api: TestApplication;
let rows: Rows;
/** Each test asks about a day of its own, so that no answer is an older one. */
let days = 0;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
  rows = await Rows.open(api.database.url);
});
afterAll(async () => {
  await rows?.close();
  await api?.close();
});
beforeEach(() => rows.query('TRUNCATE webhook_events, orders, payments, payment_history, payment_operations'));

async function overview(): Promise<Overview> {
  const since = new Date(Date.now() - 3_600_000 - ++days).toISOString();
  const answer = await call<{ data: Overview }>(api, `/api/overview?today_since=${since}`);
  expect(answer.status).toBe(200);
  return answer.body.data;
}

const ago = (seconds: number): Date => new Date(Date.now() - seconds * 1_000);

it('says that nothing is stuck where nothing is', async () => {
  expect(await overview()).toMatchObject({
    stuck: false,
    stuck_reasons: [],
    events: { pending: 0, oldest_pending_seconds: null, processing: 0, failed: 0 },
    payments: { orphan: 0 },
    orders: { awaiting: 0, overdue: 0, requires_review: 0 },
    operations: { open: 0, oldest_open_seconds: null },
    backup: { last_completed_at: null, status: null },
    reconciliation: { last_completed_at: null, drift: null },
    today: { orders: 0, captured: [], failed_payments: 0 },
  });
});

const STUCK: readonly [string, () => Promise<void>][] = [
  ['events_waiting', () => rows.event('evt_1', { received_at: ago(400) })],
  ['events_failed', () => rows.event('evt_1', { status: 'failed' })],
  ['payments_without_order', () => rows.payment('pay_1')],
  ['orders_overdue', () => rows.order('ord_1', { created_at: ago(3 * 86_400) })],
  ['orders_in_review', () => rows.order('ord_1', { status: 'requires_review' })],
  [
    'operations_waiting',
    () =>
      rows.insert('payment_operations', {
        id: 'payop_1',
        tenant_id: 'default',
        payment_id: 'pay_1',
        kind: 'refund',
        currency: 'COP',
        amount_minor: 1,
        requested_by: 'user:1',
        created_at: ago(7_200),
      }),
  ],
];

it.each(STUCK)('says %s', async (reason, make) => {
  await make();
  expect(await overview()).toMatchObject({ stuck: true, stuck_reasons: [reason] });
});

it('does not call stuck what is young', async () => {
  await rows.event('evt_1', { received_at: ago(10) });
  await rows.event('evt_2', { status: 'processing', provider: 'stripe', lease_until: ago(-60) });
  await rows.order('ord_1');
  const seen = await overview();
  expect(seen).toMatchObject({ stuck: false, events: { pending: 1, processing: 1 }, orders: { awaiting: 1 } });
  expect(seen['events']).toMatchObject({
    by_provider: [
      { provider: 'wompi', pending: 1, processing: 0 },
      { provider: 'mercadopago', pending: 0 },
      { provider: 'stripe', pending: 0, processing: 1, failed: 0 },
    ],
  });
});

it('compares today with the same time a week ago', async () => {
  const step = { tenant_id: 'default', payment_id: 'pay_1', reason: 'test', cause: 'test', occurred_at: new Date() };
  await rows.payment('pay_1', { order_id: 'ord_1' });
  await rows.order('ord_1', { status: 'completed' });
  await rows.insert('payment_history', { ...step, version: 1, to_status: 'failed', created_at: ago(60) });
  const captured = { to_status: 'captured', from_status: 'failed', captured_delta_minor: 500 };
  await rows.insert('payment_history', { ...step, ...captured, version: 2, created_at: ago(30) });
  await rows.insert('payment_history', { ...step, version: 3, to_status: 'failed', created_at: ago(7 * 86_400 + 60) });
  await rows.order('ord_2', { status: 'completed', created_at: ago(7 * 86_400 - 60) });
  const seen = await overview();
  expect(seen).toMatchObject({
    today: { orders: 1, captured: [{ currency: 'COP', amount: 500 }], failed_payments: 1 },
    last_week_same_time: { orders: 0, captured: [], failed_payments: 1 },
  });
  expect(seen.gateways.find(({ provider }) => provider === 'wompi')).toMatchObject({ success_rate_24h: 0.5 });
});

it('shows breakers, the newest reconciliation with what differed, and backups', async () => {
  await rows.insert('gateway_breakers', {
    provider: 'wompi',
    state: 'open',
    reason: 'gateway_timeout',
    open_until: ago(-60),
  });
  const run = { tenant_id: 'default', origin: 'manual', status: 'completed', since: ago(99), until: ago(9) };
  const entry = { provider: 'wompi', transaction_id: 'tx' };
  const report = {
    approved_there_not_here: [entry],
    here_not_there: [],
    amount_differs: [entry],
    asked: 9,
    unlisted: 3,
  };
  await rows.insert('reconciliation_runs', { id: 'run_1', ...run, report, finished_at: ago(1) });
  const backup = { tenant_id: 'default', origin: 'manual', format: 'snapshot' };
  await rows.insert('backups', {
    id: 'bkp_1',
    ...backup,
    status: 'completed',
    created_at: ago(90),
    finished_at: ago(80),
  });
  await rows.insert('backups', { id: 'bkp_2', ...backup, status: 'failed', created_at: ago(20), finished_at: ago(10) });
  const seen = await overview();
  expect(seen.gateways[0]).toMatchObject({ provider: 'wompi', breaker: 'open', breaker_reason: 'gateway_timeout' });
  expect(seen).toMatchObject({ reconciliation: { drift: 5 }, backup: { status: 'failed' } });
  expect((seen['backup'] as Record<string, unknown>)['last_completed_at']).not.toBeNull();
});

it('counts the queues', async () => {
  await until('the queues answer in time', async () => {
    const queues = (await overview())['queues'] as readonly { name: string; available: boolean }[];
    return queues.length > 3 && queues.every(({ available }) => available);
  });
});

it('refuses a day that is none', async () => {
  problemCode(await call(api, '/api/overview?today_since=today'), 400);
});
