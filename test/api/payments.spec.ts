import { PAYMENT_STATUSES } from '../../apps/api/src/orders/order-payment.view.js';
import type { PaymentStatus } from '../../apps/api/src/payments/payment.state.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { call, problemCode } from './client.js';
import { idsOf, Rows, type ListBody } from './rows.js';

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
beforeEach(() => rows.query('TRUNCATE payments, payment_history, refunds, disputes'));

const list = async (query = '') => (await call<ListBody>(api, `/api/payments${query}`)).body;
const find = async (id: string) =>
  (await call<{ data: Record<string, unknown> }>(api, `/api/payments/${id}`)).body.data;
const at = (second: number) => `2026-11-22T05:00:0${second}Z`;

it('lists the fields of the contract', async () => {
  await rows.payment('pay_1', {
    created_at: at(1),
    updated_at: at(2),
    reference: 'WC-1050',
    order_id: 'ord_1',
    refunded_minor: 1_000,
  });
  await rows.payment('pay_0', {
    created_at: at(0),
    updated_at: at(0),
    phase: 'pending',
    status: 'pending',
    amount_minor: null,
    currency: null,
    captured_minor: 0,
  });
  expect((await list()).data).toEqual([
    {
      id: 'pay_1',
      provider: 'wompi',
      transaction_id: 'tx pay_1',
      reference: 'WC-1050',
      order_id: 'ord_1',
      status: 'captured',
      amount: 5_000_000,
      refunded_amount: 1_000,
      currency: 'COP',
      method: null,
      created_at: '2026-11-22T05:00:01.000Z',
      updated_at: '2026-11-22T05:00:02.000Z',
    },
    expect.objectContaining({ id: 'pay_0', amount: null, currency: null, order_id: null }),
  ]);
});

it.each([
  ['', ['pay_5', 'pay_4', 'pay_3', 'pay_2', 'pay_1']],
  ['?status=captured', ['pay_2', 'pay_1']],
  ['?provider=stripe', ['pay_4', 'pay_2']],
  ['?provider=stripe&status=captured', ['pay_2']],
  ['?reference=WC-1', ['pay_1']],
  ['?orphan=true', ['pay_5', 'pay_2']],
  ['?orphan=true&provider=wompi', ['pay_5']],
  ['?order_id=ord_1', ['pay_1']],
  [`?since=${at(2)}&until=${at(4)}`, ['pay_3', 'pay_2']],
  ['?q=pay_3', ['pay_3']],
  ['?q=tx%20pay_4', ['pay_4']],
  ['?q=WC-1', ['pay_1']],
  ['?q=ord_1', ['pay_1']],
  ['?q=cart_2', ['pay_2']],
  ['?q=WC', []],
])('filters with %s, newest first', async (query, expected) => {
  await rows.payment('pay_1', { created_at: at(1), reference: 'WC-1', order_id: 'ord_1' });
  await rows.payment('pay_2', { created_at: at(2), provider: 'stripe', cart_id: 'cart_2' });
  await rows.payment('pay_3', { created_at: at(3), status: 'refunded', refunded_minor: 5_000_000 });
  await rows.payment('pay_4', {
    created_at: at(4),
    provider: 'stripe',
    phase: 'failed',
    status: 'failed',
    captured_minor: 0,
  });
  await rows.payment('pay_5', { created_at: at(5), status: 'partially_refunded', refunded_minor: 1 });
  expect(idsOf(await list(query))).toEqual(expected);
});

it('pages through all of them, also through those of one instant', async () => {
  const ids = Array.from({ length: 5 }, (_, n) => `pay_${n}`);
  for (const id of ids) await rows.payment(id, { created_at: at(1) });
  const first = await list('?limit=2&orphan=true');
  await rows.payment('pay_new');
  const second = await list(`?limit=3&orphan=true&cursor=${first.next_cursor}`);
  expect([first, second].flatMap(idsOf)).toEqual([...ids].reverse());
  expect(second.next_cursor).toBeNull();
});

it.each([
  'status=paid',
  'orphan=false',
  'orphan=1',
  'provider=',
  'reference=a%0Ab',
  'limit=1.5',
  'cursor=%00',
  'order_id=',
  'since=2026-11-22',
  'q=a%00b',
])('refuses ?%s', async (query) => {
  expect(problemCode(await call(api, `/api/payments?${query}`), 400)).toBe('validation_failed');
});

it('takes every status that a payment can have', async () => {
  const every: Record<PaymentStatus, true> = {
    pending: true,
    authorized: true,
    captured: true,
    failed: true,
    canceled: true,
    voided: true,
    partially_refunded: true,
    refunded: true,
    disputed: true,
  };
  expect([...PAYMENT_STATUSES].sort()).toEqual(Object.keys(every).sort());
  for (const status of PAYMENT_STATUSES) expect((await call(api, `/api/payments?status=${status}`)).status).toBe(200);
});

it('shows one with its refunds, disputes and the cause of every transition', async () => {
  await rows.payment('pay_1', { status: 'disputed', refunded_minor: 100, disputed_minor: 200, method: 'CARD' });
  const detail = { tenant_id: 'default', payment_id: 'pay_1', occurred_at: at(1) };
  await rows.insert('refunds', { ...detail, refund_id: 're_1', amount_minor: 100, status: 'succeeded' });
  await rows.insert('disputes', { ...detail, dispute_id: 'dp_1', amount_minor: 200, status: 'open' });
  const step = { ...detail, cause: 'webhook:evt_1', reason: 'phase' };
  await rows.insert('payment_history', {
    ...step,
    version: 2,
    from_status: 'captured',
    to_status: 'disputed',
    refunded_delta_minor: 100,
  });
  await rows.insert('payment_history', { ...step, version: 1, to_status: 'captured', captured_delta_minor: 5_000_000 });
  expect(await find('pay_1')).toMatchObject({
    captured_amount: 5_000_000,
    refunded_amount: 100,
    disputed_amount: 200,
    method: 'CARD',
    failure: null,
    refunds: [{ id: 're_1', amount: 100, status: 'succeeded', occurred_at: '2026-11-22T05:00:01.000Z' }],
    disputes: [{ id: 'dp_1', amount: 200, status: 'open', occurred_at: '2026-11-22T05:00:01.000Z' }],
    history: [
      { version: 1, from_status: null, to_status: 'captured', captured_delta: 5_000_000, cause: 'webhook:evt_1' },
      { version: 2, from_status: 'captured', to_status: 'disputed', refunded_delta: 100, cause: 'webhook:evt_1' },
    ],
  });
});

it('says why one failed', async () => {
  const failure = { failure_outcome: 'rejected', failure_code: 'cc_rejected', failure_message: 'Fondos insuficientes' };
  await rows.payment('pay_1', { phase: 'failed', status: 'failed', captured_minor: 0, ...failure });
  expect(await find('pay_1')).toMatchObject({
    failure: { outcome: 'rejected', code: 'cc_rejected', message: 'Fondos insuficientes' },
  });
});

it.each(['pay_unknown', 'pay_theirs', '..%2f..', 'a%00b'])('knows no payment %s', async (id) => {
  await rows.payment('pay_theirs', { tenant_id: 'other' });
  expect(problemCode(await call(api, `/api/payments/${id}`), 404)).toBe('payment_not_found');
});

it('shows nothing of another tenant, not even beside a payment of ours', async () => {
  await rows.payment('pay_theirs', { tenant_id: 'other' });
  await rows.payment('pay_ours');
  const theirs = { tenant_id: 'other', payment_id: 'pay_ours', occurred_at: at(1) };
  await rows.insert('refunds', { ...theirs, refund_id: 're_1', amount_minor: 1, status: 'succeeded' });
  await rows.insert('disputes', { ...theirs, dispute_id: 'dp_1', amount_minor: 1, status: 'open' });
  await rows.insert('payment_history', { ...theirs, version: 1, to_status: 'captured', reason: '', cause: '' });
  expect(idsOf(await list('?orphan=true'))).toEqual(['pay_ours']);
  expect(await find('pay_ours')).toMatchObject({ refunds: [], disputes: [], history: [] });
});
