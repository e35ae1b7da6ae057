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
beforeEach(() => rows.query('TRUNCATE orders, order_history, payments'));

const list = async (query = '') => (await call<ListBody>(api, `/api/orders${query}`)).body;
const find = async (id: string) => (await call<{ data: Record<string, unknown> }>(api, `/api/orders/${id}`)).body.data;
const at = (second: number) => `2026-11-22T05:00:0${second}Z`;

async function transition(orderId: string, version: number, columns: Record<string, unknown>): Promise<void> {
  await rows.insert('order_history', { tenant_id: 'default', order_id: orderId, version, ...columns });
}

it('lists the fields of the contract', async () => {
  await rows.order('ord_1', { created_at: at(1), email: 'shopper@example.com', reference: 'WC-1050' });
  const { data } = await list();
  expect(data).toEqual([
    {
      id: 'ord_1',
      display_id: expect.any(Number),
      cart_id: 'cart_of_ord_1',
      status: 'pending',
      payment_status: 'awaiting_payment',
      amount: 5_000_000,
      currency: 'COP',
      created_at: '2026-11-22T05:00:01.000Z',
    },
  ]);
});

it.each([
  ['', ['ord_4', 'ord_3', 'ord_2', 'ord_1']],
  ['?status=completed', ['ord_3', 'ord_2']],
  ['?payment_status=refunded', ['ord_3']],
  ['?status=pending&payment_status=captured', []],
  ['?status=requires_review', ['ord_4']],
  [`?since=${at(2)}&until=${at(4)}`, ['ord_3', 'ord_2']],
  ['?q=ord_2', ['ord_2']],
  ['?q=1002', ['ord_2']],
  ['?q=cart_of_ord_3', ['ord_3']],
  ['?q=WC-4', ['ord_4']],
  ['?q=WC', []],
  ['?q=99999999999', []],
  ['?overdue=true', ['ord_1']],
])('filters with %s, newest first', async (query, expected) => {
  await rows.order('ord_1', { created_at: at(1) });
  await rows.order('ord_2', { created_at: at(2), status: 'completed', payment_status: 'captured', display_id: 1002 });
  await rows.order('ord_3', { created_at: at(3), status: 'completed', payment_status: 'refunded' });
  const review = { status: 'requires_review', payment_status: 'captured', reference: 'WC-4' };
  await rows.order('ord_4', { created_at: at(4), ...review });
  await rows.order('ord_5', { tenant_id: 'other', created_at: at(5), reference: 'WC-4', display_id: 1003 });
  expect(idsOf(await list(query))).toEqual(expected);
});

it('lets no order be overdue before its time', async () => {
  await rows.order('ord_1');
  expect(idsOf(await list('?overdue=true'))).toEqual([]);
});

it('masks the e-mail address unless an operator has it revealed, which is written down', async () => {
  const seen = () => rows.query(`SELECT object_id FROM audit_log WHERE action = 'order.personal_data_seen'`);
  await rows.order('ord_seen', { email: 'shopper@example.com' });
  expect(await find('ord_seen')).toMatchObject({ email: 's***@example.com' });
  expect(await find('ord_seen?reveal=false')).toMatchObject({ email: 's***@example.com' });
  expect((await seen()).filter(({ object_id }) => object_id === 'ord_seen')).toEqual([]);
  expect(await find('ord_seen?reveal=true')).toMatchObject({ email: 'shopper@example.com' });
  expect((await seen()).filter(({ object_id }) => object_id === 'ord_seen')).toHaveLength(1);
  const login = await call(api, '/auth/login', { method: 'POST', bearer: null, body: api.keys.admin });
  await rows.query(`UPDATE users SET role = 'viewer'`);
  const bearer = String(login.body['access_token']);
  expect(problemCode(await call(api, '/api/orders/ord_seen?reveal=true', { bearer }), 403)).toBe('forbidden');
});

it("hides the merchant's own words, which may be of anybody, until they are revealed", async () => {
  const metadata = {
    order_id: 'WC-7',
    reference: { celular: '3001234567' },
    telefono: '3001234567',
    cedula: 1020304050,
    gift: true,
    note: null,
    envio: { direccion: 'Calle 1', avisos: ['a@b.co'] },
  };
  await rows.order('ord_words', { metadata: JSON.stringify(metadata) });
  expect((await find('ord_words'))['metadata']).toEqual({
    order_id: 'WC-7',
    reference: { celular: '***' },
    telefono: '***',
    cedula: '***',
    gift: true,
    note: null,
    envio: { direccion: '***', avisos: ['***'] },
  });
  expect((await find('ord_words?reveal=true'))['metadata']).toEqual(metadata);
});

it('pages through all of them, also through those of one instant', async () => {
  const ids = Array.from({ length: 7 }, (_, n) => `ord_${n}`);
  for (const id of ids) await rows.order(id, { created_at: at(1) });
  const first = await list('?limit=3');
  await rows.order('ord_new');
  const second = await list(`?limit=3&cursor=${first.next_cursor}`);
  const third = await list(`?limit=3&cursor=${second.next_cursor}`);
  expect([first, second, third].flatMap(idsOf)).toEqual([...ids].reverse());
  expect(third.next_cursor).toBeNull();
});

it.each(['status=done', 'payment_status=paid', 'limit=0', 'cursor=x', 'email=a%40b.co', 'tenant_id=other'])(
  'refuses ?%s',
  async (query) => {
    expect(problemCode(await call(api, `/api/orders?${query}`), 400)).toBe('validation_failed');
  },
);

it('shows one with its payments and every transition, in their order', async () => {
  await rows.order('ord_1', {
    status: 'completed',
    payment_status: 'captured',
    email: 'shopper@example.com',
    captured_at: at(3),
  });
  await rows.payment('pay_2', { order_id: 'ord_1', created_at: at(2) });
  await rows.payment('pay_1', {
    order_id: 'ord_1',
    created_at: at(1),
    phase: 'failed',
    status: 'failed',
    captured_minor: 0,
  });
  await rows.payment('pay_elsewhere');
  const step = { to_status: 'completed', to_payment_status: 'captured', reason: 'payment_captured' };
  await transition('ord_1', 2, { ...step, from_status: 'pending', payment_id: 'pay_2', cause: 'webhook:evt_1' });
  await transition('ord_1', 1, {
    to_status: 'pending',
    to_payment_status: 'awaiting_payment',
    reason: 'created',
    cause: 'storefront',
  });
  const order = await find('ord_1?reveal=true');
  expect(order).toMatchObject({
    id: 'ord_1',
    email: 'shopper@example.com',
    captured_at: '2026-11-22T05:00:03.000Z',
    review_reason: null,
    payments: [
      { id: 'pay_1', status: 'failed', order_id: 'ord_1' },
      { id: 'pay_2', status: 'captured', transaction_id: 'tx pay_2', amount: 5_000_000, refunded_amount: 0 },
    ],
    history: [
      { version: 1, from_status: null, to_status: 'pending', reason: 'created', cause: 'storefront', payment_id: null },
      { version: 2, from_status: 'pending', to_status: 'completed', cause: 'webhook:evt_1', payment_id: 'pay_2' },
    ],
  });
  expect(Object.keys(order).sort()).toEqual([
    'amount',
    'captured_at',
    'cart_id',
    'created_at',
    'currency',
    'display_id',
    'email',
    'history',
    'id',
    'items',
    'metadata',
    'payment_status',
    'payments',
    'reference',
    'review_reason',
    'status',
    'updated_at',
  ]);
});

it.each(['ord_unknown', 'ord_theirs', '..%2f..', 'a%00b', 'x'.repeat(65)])('knows no order %s', async (id) => {
  await rows.order('ord_theirs', { tenant_id: 'other' });
  expect(problemCode(await call(api, `/api/orders/${id}`), 404)).toBe('order_not_found');
});

it('shows nothing of another tenant, not even beside an order of ours', async () => {
  await rows.order('ord_theirs', { tenant_id: 'other' });
  await rows.order('ord_ours');
  await rows.payment('pay_theirs', { tenant_id: 'other', order_id: 'ord_ours' });
  const theirs = { tenant_id: 'other', to_status: 'pending', to_payment_status: 'failed', reason: '', cause: '' };
  await transition('ord_ours', 1, theirs);
  expect(idsOf(await list())).toEqual(['ord_ours']);
  expect(await find('ord_ours')).toMatchObject({ payments: [], history: [] });
});
