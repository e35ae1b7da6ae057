import { call, problemCode } from '../api/client.js';
import { Rows } from '../api/rows.js';
import { startApplication, type TestApplication } from '../support/application.js';

interface Entry {
  readonly at: string;
  readonly source: string;
  readonly kind: string;
  readonly actor: string | null;
  readonly code: string | null;
  readonly links: Readonly<Record<string, string>>;
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

const at = (second: number): string => `2026-11-22T05:00:${String(second).padStart(2, '0')}.000Z`;
const DEFAULT = { tenant_id: 'default' };
const timeline = async (path: string): Promise<Entry[]> =>
  (await call<{ data: Entry[] }>(api, `/api/${path}/timeline`)).body.data;
const told = (entries: readonly Entry[]) => entries.map(({ source, kind }) => `${source} ${kind}`);

async function session(id: string, columns: Record<string, unknown>): Promise<void> {
  const money = { currency: 'COP', amount_minor: 5_000_000 };
  const row = { id, ...DEFAULT, cart_id: 'cart_1', provider: 'wompi', method: 'pse', reference: id, ...money };
  await rows.insert('payment_sessions', { ...row, fingerprint: id, expires_at: at(59), ...columns });
}

/** A refused card, then a bank payment that came by webhook, was refunded by somebody and looked at. */
async function story(): Promise<void> {
  await rows.order('ord_1', { cart_id: 'cart_1', status: 'completed', payment_status: 'refunded', created_at: at(9) });
  await session('ses_1', {
    transaction_id: 'tx-0',
    status: 'failed',
    error_code: 'DECLINED',
    created_at: at(1),
    updated_at: at(2),
  });
  const away = { redirected_at: at(4), returned_at: at(7) };
  await session('ses_2', { reference: 'cart_1-2', transaction_id: 'tx-1', created_at: at(3), ...away });
  const event = { status: 'success', outcome: 'applied', reference: 'cart_1-2', transaction_id: 'tx-1' };
  await rows.event('evt_1', { ...event, received_at: at(5), processed_at: at(6) });
  await rows.event('evt_2', { ...event, outcome: 'ignored:duplicate', received_at: at(20), processed_at: at(21) });
  await rows.event('evt_3', { ...event, transaction_id: 'tx-9', received_at: at(5) });
  await rows.payment('pay_1', { transaction_id: 'tx-1', reference: 'cart_1-2', order_id: 'ord_1', cart_id: 'cart_1' });
  const step = { ...DEFAULT, payment_id: 'pay_1', reason: 'phase:captured', occurred_at: at(5) };
  const captured = { to_status: 'captured', captured_delta_minor: 5_000_000, cause: 'webhook:evt_1' };
  await rows.insert('payment_history', { ...step, version: 1, ...captured, created_at: at(6) });
  const refunded = { from_status: 'captured', to_status: 'refunded', refunded_delta_minor: 5_000_000 };
  await rows.insert('payment_history', {
    ...step,
    version: 2,
    ...refunded,
    cause: 'operation:op_1',
    created_at: at(12),
  });
  const order = { ...DEFAULT, order_id: 'ord_1', to_status: 'completed', to_payment_status: 'captured' };
  await rows.insert('order_history', {
    ...order,
    version: 1,
    reason: 'created',
    cause: 'storefront',
    created_at: at(9),
  });
  const asked = { ...DEFAULT, payment_id: 'pay_1', kind: 'refund', currency: 'COP', amount_minor: 5_000_000 };
  const done = { status: 'succeeded', requested_by: 'user:usr_1', created_at: at(10), updated_at: at(11) };
  await rows.insert('payment_operations', { id: 'op_1', ...asked, ...done });
  const audit = { ...DEFAULT, actor: 'user:usr_2', object_kind: 'order', object_id: 'ord_1', details: {} };
  await rows.insert('audit_log', { id: 'aud_1', ...audit, action: 'order.personal_data_seen', at: at(30) });
}

beforeAll(() => story());

it('tells all that happened with an order, from every table, oldest first', async () => {
  const entries = await timeline('orders/ord_1');
  expect(told(entries)).toEqual([
    'session session_started',
    'session session_failed',
    'session session_started',
    'redirect shopper_sent_away',
    'webhook webhook_received',
    'webhook webhook_received',
    'webhook payment_changed',
    'redirect shopper_returned',
    'session order_changed',
    'manual refund_requested',
    'manual refund_succeeded',
    'manual payment_changed',
    'webhook webhook_received',
    'webhook webhook_ignored',
    'manual order.personal_data_seen',
  ]);
  expect(entries.map((entry) => entry.at)).toEqual(entries.map((entry) => entry.at).sort());
});

it('leaves out of a payment what its neighbours did', async () => {
  const entries = await timeline('payments/pay_1');
  const names = told(entries);
  expect(names).not.toContain('session session_failed');
  expect(names.filter((name) => name === 'webhook webhook_received')).toHaveLength(2);
  expect(entries.find(({ kind }) => kind === 'refund_requested')).toMatchObject({
    source: 'manual',
    actor: 'user:usr_1',
    cause: 'user:usr_1',
    amount: 5_000_000,
    currency: 'COP',
    links: { payment_id: 'pay_1', operation_id: 'op_1' },
  });
  expect(entries.find(({ kind }) => kind === 'payment_changed')).toMatchObject({
    at: at(6),
    source: 'webhook',
    cause: 'webhook:evt_1',
    status_from: null,
    status_to: 'captured',
    amount: 5_000_000,
    code: 'phase:captured',
    links: { payment_id: 'pay_1', order_id: 'ord_1' },
  });
  expect(entries.filter(({ kind }) => kind === 'payment_changed')[1]).toMatchObject({ amount: -5_000_000 });
});

it('notes once that the shopper is back', async () => {
  await session('ses_back', { cart_id: 'cart_back' });
  const headers = { 'x-publishable-api-key': api.keys.publishable };
  const back = (cart: string) => call(api, `/store/carts/${cart}/return`, { method: 'POST', bearer: null, headers });
  expect((await back('cart_back')).status).toBe(204);
  const [first] = await rows.query(`SELECT returned_at FROM payment_sessions WHERE id = 'ses_back'`);
  expect(first?.['returned_at']).toBeInstanceOf(Date);
  expect((await back('cart_back')).status).toBe(204);
  expect(await rows.query(`SELECT returned_at FROM payment_sessions WHERE id = 'ses_back'`)).toEqual([first]);
  expect(problemCode(await back('cart_none'), 404)).toBe('cart_not_found');
});

it.each(['payments/pay_none', 'orders/ord_none', 'orders/a%00b', 'payments/pay_theirs'])(
  'knows no %s',
  async (path) => {
    await rows.query(`DELETE FROM payments WHERE id = 'pay_theirs'`);
    await rows.payment('pay_theirs', { tenant_id: 'other' });
    expect(problemCode(await call(api, `/api/${path}/timeline`), 404)).toMatch(/_not_found$/);
  },
);
