import { call, problemCode, type Answer } from '../api/client.js';
import { Rows } from '../api/rows.js';
import { startApplication, type TestApplication } from '../support/application.js';

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
beforeEach(() => rows.query('TRUNCATE carts, orders, order_history, payments, payment_history, early_results'));

interface Order {
  readonly id: string;
  readonly cart_id: string;
}

/** A cart of 50 000 pesos. */
async function makeCart(): Promise<string> {
  const headers = { 'x-publishable-api-key': api.keys.publishable };
  const body = { currency: 'COP', amount: 5_000_000 };
  const made = await call<{ cart: { id: string } }>(api, '/store/carts', {
    method: 'POST',
    bearer: null,
    headers,
    body,
  });
  return made.body.cart.id;
}

async function makeOrder(): Promise<Order> {
  const headers = { 'x-publishable-api-key': api.keys.publishable };
  const path = `/store/carts/${await makeCart()}/complete`;
  const { id } = (await call<{ order: Order }>(api, path, { method: 'POST', bearer: null, headers })).body.order;
  const [order] = await rows.query<{ id: string; cart_id: string }>('SELECT id, cart_id FROM orders WHERE id = $1', [
    id,
  ]);
  return order as Order;
}

const attach = (paymentId: string, orderId: string): Promise<Answer> =>
  call(api, `/api/payments/${paymentId}/attach`, { method: 'POST', body: { order_id: orderId } });
const resolve = (orderId: string, resolution: string, note = 'hablé con la clienta'): Promise<Answer> =>
  call(api, `/api/orders/${orderId}/resolve`, { method: 'POST', body: { resolution, note } });
const orderRow = async (id: string) =>
  (await rows.query(`SELECT status, payment_status, review_reason, version FROM orders WHERE id = $1`, [id]))[0];
const audited = (id: string) =>
  rows.query(`SELECT action, actor LIKE 'key:%' AS by_key, details FROM audit_log WHERE object_id = $1`, [id]);

describe('a payment without an order', () => {
  it('is attached to its order, which is then paid, with history and audit', async () => {
    const order = await makeOrder();
    await rows.payment('pay_orphan', { version: 1, reference: 'unknown' });
    const answer = await attach('pay_orphan', order.id);
    expect(answer).toMatchObject({ status: 200, body: { data: { order_id: order.id, cart_id: order.cart_id } } });
    expect(await orderRow(order.id)).toMatchObject({ status: 'completed', payment_status: 'captured', version: 2 });
    const [step] = await rows.query(`SELECT version, reason, cause, captured_delta_minor FROM payment_history`);
    expect(step).toMatchObject({ version: 2, reason: 'attached', captured_delta_minor: '0' });
    expect(step?.['cause']).toMatch(/^key:/);
    const [last] = await rows.query(
      `SELECT reason, cause, payment_id FROM order_history ORDER BY version DESC LIMIT 1`,
    );
    expect(last).toEqual({ reason: 'payment_captured', cause: step?.['cause'], payment_id: 'pay_orphan' });
    expect(await audited('pay_orphan')).toEqual([
      { action: 'payment.attached', by_key: true, details: { order_id: order.id, from_cart_id: null } },
    ]);
  });

  it('is attached once, however many press the button', async () => {
    const order = await makeOrder();
    await rows.payment('pay_once', { version: 1 });
    const answers = await Promise.all(Array.from({ length: 6 }, () => attach('pay_once', order.id)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409, 409]);
    expect(await orderRow(order.id)).toMatchObject({ payment_status: 'captured', version: 2 });
    expect(await audited('pay_once')).toHaveLength(1);
  });

  it('leaves the cart that waited for it, which forgets its early result', async () => {
    const order = await makeOrder();
    const left = await makeCart();
    await rows.payment('pay_left', { version: 1, cart_id: left, transaction_id: 'tx-left' });
    const result = {
      cart_id: left,
      tenant_id: 'default',
      status: 'approved',
      provider: 'wompi',
      transaction_id: 'tx-left',
    };
    const expiry = { webhook_received_at: new Date(), expires_at: new Date(Date.now() + 60_000) };
    await rows.insert('early_results', { ...result, amount_minor: 5_000_000, currency: 'COP', ...expiry });
    expect((await attach('pay_left', order.id)).status).toBe(200);
    expect(await rows.query('SELECT FROM early_results')).toEqual([]);
    expect(await orderRow(order.id)).toMatchObject({ payment_status: 'captured' });
  });

  it('makes a canceled order require review, as money that comes late does', async () => {
    const order = await makeOrder();
    await rows.query(`UPDATE orders SET status = 'canceled', payment_status = 'canceled' WHERE id = $1`, [order.id]);
    await rows.payment('pay_late', { version: 1 });
    expect((await attach('pay_late', order.id)).status).toBe(200);
    expect(await orderRow(order.id)).toMatchObject({ status: 'requires_review', review_reason: 'paid_after_cancel' });
  });

  it.each<[string, Record<string, unknown>]>([
    ['payment_has_order', { order_id: 'order_other' }],
    ['payment_over', { phase: 'failed', status: 'failed', captured_minor: 0 }],
    ['currency_differs', { currency: 'USD' }],
    ['amount_differs', { captured_minor: 4_999_999 }],
    ['amount_differs', { phase: 'pending', status: 'pending', captured_minor: 0, amount_minor: 1 }],
  ])('is refused with %s and nothing is changed', async (code, columns) => {
    const order = await makeOrder();
    await rows.payment('pay_no', { version: 1, ...columns });
    expect(problemCode(await attach('pay_no', order.id), 409)).toBe(code);
    expect(await orderRow(order.id)).toMatchObject({ status: 'pending', version: 1 });
    expect(await rows.query('SELECT FROM payment_history')).toEqual([]);
    expect(await audited('pay_no')).toEqual([]);
  });

  it('is refused to an order that is paid', async () => {
    const order = await makeOrder();
    for (const id of ['pay_first', 'pay_second']) await rows.payment(id, { version: 1 });
    await attach('pay_first', order.id);
    expect(problemCode(await attach('pay_second', order.id), 409)).toBe('order_already_paid');
  });

  it('and the order must be there', async () => {
    const order = await makeOrder();
    await rows.payment('pay_here', { version: 1 });
    expect(problemCode(await attach('pay_here', 'order_none'), 404)).toBe('order_not_found');
    expect(problemCode(await attach('pay_none', order.id), 404)).toBe('payment_not_found');
    expect(problemCode(await attach('pay_here', 'a b'), 400)).toBe('validation_failed');
  });
});

describe('an order that requires review', () => {
  async function inReview(columns: Record<string, unknown>): Promise<Order> {
    const order = await makeOrder();
    await rows.payment('pay_odd', { version: 1, order_id: order.id, cart_id: order.cart_id, ...columns });
    const review = `status = 'requires_review', review_reason = 'amount_mismatch'`;
    await rows.query(`UPDATE orders SET ${review} WHERE id = $1`, [order.id]);
    return order;
  }

  it('is accepted: paid, with who decided and why', async () => {
    const order = await inReview({ captured_minor: 4_000_000 });
    expect(await resolve(order.id, 'accept')).toMatchObject({
      status: 200,
      body: { data: { status: 'completed', payment_status: 'captured', review_reason: null } },
    });
    const [step] = await rows.query(
      `SELECT reason, note, from_status, to_status FROM order_history ORDER BY version DESC LIMIT 1`,
    );
    expect(step).toEqual({
      reason: 'review_accepted',
      note: 'hablé con la clienta',
      from_status: 'requires_review',
      to_status: 'completed',
    });
    const details = { resolution: 'accept', review_reason: 'amount_mismatch' };
    expect(await audited(order.id)).toEqual([{ action: 'order.review_resolved', by_key: true, details }]);
  });

  it('is canceled, while its money is still told of until it is given back', async () => {
    const order = await inReview({ captured_minor: 4_000_000 });
    expect((await resolve(order.id, 'cancel')).status).toBe(200);
    expect(await orderRow(order.id)).toMatchObject({
      status: 'canceled',
      payment_status: 'captured',
      review_reason: null,
    });
  });

  it('is decided once', async () => {
    const order = await inReview({});
    const answers = await Promise.all([resolve(order.id, 'accept'), resolve(order.id, 'cancel')]);
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    expect(problemCode(await resolve(order.id, 'accept'), 409)).toBe('order_not_in_review');
  });

  it('cannot be accepted without money', async () => {
    const order = await inReview({ phase: 'voided', status: 'voided', captured_minor: 0 });
    expect(problemCode(await resolve(order.id, 'accept'), 409)).toBe('order_not_paid');
    expect(await orderRow(order.id)).toMatchObject({ status: 'requires_review' });
  });

  it.each([
    ['maybe', 'why'],
    ['accept', ''],
    ['accept', 'x'.repeat(501)],
  ])('is not resolved by %s with the note %p', async (resolution, note) => {
    const order = await inReview({});
    expect(problemCode(await resolve(order.id, resolution, note), 400)).toBe('validation_failed');
  });

  it('is for operators', async () => {
    const order = await inReview({});
    const login = await call(api, '/auth/login', { method: 'POST', bearer: null, body: api.keys.admin });
    await rows.query(`UPDATE users SET role = 'viewer'`);
    const sent = { method: 'POST', bearer: String(login.body['access_token']) } as const;
    const resolution = { ...sent, body: { resolution: 'accept', note: 'why' } };
    expect((await call(api, `/api/orders/${order.id}/resolve`, resolution)).status).toBe(403);
    expect((await call(api, '/api/payments/pay_odd/attach', { ...sent, body: { order_id: order.id } })).status).toBe(
      403,
    );
    await rows.query(`UPDATE users SET role = 'admin'`);
  });
});
