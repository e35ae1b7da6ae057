import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createId } from '../../apps/api/src/common/ids.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { call, problemCode } from './client.js';
import { idsOf, Rows, type ListBody } from './rows.js';

const PAYLOAD = readFileSync(join(process.cwd(), 'test/fixtures/wompi/pse-approved.json'));

let api: TestApplication;
let rows: Rows;
let viewer: string;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
  rows = await Rows.open(api.database.url);
  const login = await call(api, '/auth/login', { method: 'POST', bearer: null, body: api.keys.admin });
  viewer = String(login.body['access_token']);
  await rows.query(`UPDATE users SET role = 'viewer'`);
});
afterAll(async () => {
  await rows?.close();
  await api?.close();
});
beforeEach(() => rows.query('TRUNCATE webhook_events, payments, payment_history, orders, order_history'));

const found = async (query: string): Promise<string[]> =>
  idsOf((await call<ListBody>(api, `/api/webhook-events?${query}`)).body);

describe('what is received in a time', () => {
  const at = (text: string) => ({ id: createId('evt', Date.parse(text)), received_at: text });
  const early = at('2026-11-22T05:00:00Z');
  const middle = at('2026-11-22T06:00:00Z');
  const late = at('2026-11-22T07:00:00Z');

  it.each([
    ['since=2026-11-22T06:00:00Z', [late.id, middle.id]],
    ['until=2026-11-22T06:00:00Z', [early.id]],
    ['since=2026-11-22T05:30:00Z&until=2026-11-22T06:30:00Z', [middle.id]],
    ['since=2026-11-22T01:00:00-05:00', [late.id, middle.id]],
    ['since=2026-11-22T05:30:00Z&status=failed', [late.id]],
  ])('is found by %s', async (query, expected) => {
    await rows.event(early.id, { ...early, status: 'success' });
    await rows.event(middle.id, { ...middle, status: 'success' });
    await rows.event(late.id, { ...late, status: 'failed' });
    expect(await found(query)).toEqual(expected);
  });

  it.each([
    'since=2026-11-22',
    'since=2026-11-22T05:00:00',
    'until=2026-13-01T00:00:00Z',
    'since=0000-01-01T00:00:00Z',
  ])('is not asked for by %s', async (query) => {
    problemCode(await call(api, `/api/webhook-events?${query}`), 400);
  });
});

describe('the search', () => {
  it.each([
    ['its id', 'evt_1'],
    ['the reference', 'WC-1'],
    ['the id that Stripe gave it', 'evt_stripe_1'],
    ['a transaction whose payment is known', 'tx-1'],
    ["Wompi's transaction and status", 'tx-1:APPROVED'],
  ])('finds an event that ended well by %s', async (_what, word) => {
    await rows.payment('pay_1', { transaction_id: 'tx-1', reference: 'WC-1' });
    await rows.payment('pay_s', { provider: 'stripe', transaction_id: 'pi_1', reference: 'other' });
    const named = { event_key: 'evt_stripe_1', reference: 'WC-1', transaction_id: 'tx-1', webhook_id: 'tx-1:APPROVED' };
    await rows.event('evt_1', { ...named, status: 'success' });
    await rows.event('evt_2', { status: 'success', reference: 'WC-2', transaction_id: 'tx-2' });
    await rows.event('evt_3', { tenant_id: 'other', ...named, event_key: 'theirs' });
    expect(await found(`q=${encodeURIComponent(word)}`)).toEqual(['evt_1']);
    expect(await found(`q=${encodeURIComponent(word)}&status=failed`)).toEqual([]);
  });

  it.each(['tx-9', 'wh-9'])('finds by %s one that nobody worked yet', async (word) => {
    await rows.event('evt_9', { status: 'pending', transaction_id: 'tx-9', webhook_id: 'wh-9' });
    expect(await found(`q=${word}`)).toEqual(['evt_9']);
  });

  it('takes a word for nothing else', async () => {
    await rows.event('evt_1', { status: 'success', reference: 'WC-1' });
    expect(await found('q=WC-')).toEqual([]);
    expect(await found(`q=${encodeURIComponent("' OR true --")}`)).toEqual([]);
  });
});

describe('what failed, in a few lines', () => {
  const groups = async (query = '') =>
    (await call<{ data: Record<string, unknown>[] }>(api, `/api/webhook-events/groups${query}`)).body.data;

  it('is told by gateway and error, the largest first', async () => {
    const timeout = { status: 'failed', last_error_code: 'gateway_timeout', last_error: 'wompi did not answer' };
    await rows.event('evt_1', { ...timeout, received_at: '2026-11-22T05:00:01Z' });
    await rows.event('evt_2', { ...timeout, received_at: '2026-11-22T05:00:02Z', last_error: 'the newest' });
    await rows.event('evt_3', { status: 'failed', provider: 'stripe', received_at: '2026-11-22T05:00:03Z' });
    await rows.event('evt_4', { status: 'pending', last_error_code: 'gateway_timeout' });
    await rows.event('evt_5', { status: 'success' });
    await rows.event('evt_6', { ...timeout, tenant_id: 'other' });
    expect(await groups()).toEqual([
      {
        provider: 'wompi',
        error_code: 'gateway_timeout',
        count: 2,
        oldest_at: '2026-11-22T05:00:01.000Z',
        newest_at: '2026-11-22T05:00:02.000Z',
        example_id: 'evt_2',
        example_error: 'the newest',
      },
      expect.objectContaining({ provider: 'stripe', error_code: null, count: 1, example_id: 'evt_3' }),
    ]);
    expect(await groups('?provider=stripe')).toHaveLength(1);
    expect(await groups('?status=pending')).toMatchObject([{ count: 1, example_id: 'evt_4' }]);
    expect(await found('error_code=gateway_timeout')).toEqual(['evt_4', 'evt_2', 'evt_1']);
    problemCode(await call(api, '/api/webhook-events/groups?status=success'), 400);
  });
});

describe('what a payload holds of people', () => {
  const look = async (query = '', bearer?: string) =>
    (
      await call<{ data: Record<string, unknown> }>(
        api,
        `/api/webhook-events/evt_1${query}`,
        bearer === undefined ? {} : { bearer },
      )
    ).body.data;
  const looks = () =>
    rows.query(`SELECT object_id, actor LIKE 'key:%' AS by_key FROM audit_log WHERE action = 'event.payload_seen'`);

  it('is masked for a viewer always, and for others who ask so, and then nothing is written down', async () => {
    await rows.event('evt_1', { raw_payload: PAYLOAD });
    const before = await looks();
    for (const event of [await look('', viewer), await look('?masked=false', viewer), await look('?masked=true')]) {
      expect(event).toMatchObject({ raw_payload_masked: true, raw_payload_encoding: 'utf-8' });
      expect(event['raw_payload']).not.toContain('1999888777');
      expect(event['raw_payload']).not.toContain('comprador@');
      expect(event['raw_payload']).toContain('"reference":"ORDER-0002-a1"');
    }
    expect(await looks()).toEqual(before);
  });

  it('is shown to an operator as it was received, and the look is one row of the audit log', async () => {
    await rows.event('evt_1', { raw_payload: PAYLOAD });
    const before = await looks();
    expect(await look()).toMatchObject({ raw_payload: PAYLOAD.toString(), raw_payload_masked: false });
    expect(await looks()).toEqual([...before, { object_id: 'evt_1', by_key: true }]);
  });

  it.each([
    ['of a gateway that is not configured', { provider: 'gone', raw_payload: Buffer.from('{"id":1}') }],
    ['that cannot be read', { raw_payload: Buffer.from('maria@ejemplo.co') }],
  ])('is hidden whole in one %s', async (_what, columns) => {
    await rows.event('evt_1', columns);
    expect(await look('?masked=true')).toMatchObject({ raw_payload: '***', raw_payload_masked: true });
  });
});

it('tells what an event changed, and nothing that another one did', async () => {
  await rows.event('evt_1', { status: 'success', transaction_id: 'tx-1' });
  await rows.order('ord_1');
  await rows.payment('pay_1', { transaction_id: 'tx-1', order_id: 'ord_1' });
  const step = { tenant_id: 'default', reason: 'phase:captured', occurred_at: new Date() };
  const payment = { ...step, payment_id: 'pay_1', to_status: 'captured', captured_delta_minor: 5_000_000 };
  await rows.insert('payment_history', { ...payment, version: 1, cause: 'webhook:evt_0', to_status: 'pending' });
  await rows.insert('payment_history', { ...payment, version: 2, cause: 'webhook:evt_1', from_status: 'pending' });
  const order = { tenant_id: 'default', order_id: 'ord_1', to_status: 'completed', to_payment_status: 'captured' };
  await rows.insert('order_history', { ...order, version: 1, reason: 'created', cause: 'storefront' });
  await rows.insert('order_history', { ...order, version: 2, reason: 'payment_captured', cause: 'webhook:evt_1' });
  const { body } = await call<{ data: { changes: unknown } }>(api, '/api/webhook-events/evt_1?masked=true');
  expect(body.data.changes).toEqual({
    payments: [
      expect.objectContaining({
        payment_id: 'pay_1',
        from_status: 'pending',
        captured_delta: 5_000_000,
        currency: 'COP',
      }),
    ],
    orders: [expect.objectContaining({ order_id: 'ord_1', to_payment_status: 'captured', reason: 'payment_captured' })],
  });
});
