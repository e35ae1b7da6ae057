import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Delivery, StoredEvent, Verdict } from '../gateway.js';
import { MercadoPagoGateway } from './mercadopago.gateway.js';
import { mercadoPagoTestConfig } from '../../../../../test/support/gateway-configs.js';

const SECRET = 'mp-secret';
const NOW = new Date('2026-11-22T12:00:00Z');
const TS = String(NOW.getTime() / 1000);

function deliver(body: string, query: Record<string, string>): Delivery {
  const id = query['data.id'];
  const manifest = `${id === undefined ? '' : `id:${id};`}request-id:r-1;ts:${TS};`;
  const v1 = createHmac('sha256', SECRET).update(manifest).digest('hex');
  return { rawBody: Buffer.from(body), query, headers: { 'x-signature': `ts=${TS},v1=${v1}`, 'x-request-id': 'r-1' } };
}

function stored(verdict: Verdict): StoredEvent {
  if (verdict.kind !== 'accepted') throw new Error(JSON.stringify(verdict));
  return { id: 'evt_1', type: verdict.type, transactionId: verdict.transactionId, rawBody: Buffer.from('{}') };
}

describe('MercadoPagoGateway', () => {
  let server: Server;
  let gateway: MercadoPagoGateway;
  const asked: string[] = [];
  let pages: Record<string, unknown[]> = {};

  beforeAll(async () => {
    server = createServer((request, response) => {
      const url = new URL(request.url ?? '/', 'http://x');
      asked.push(url.pathname + url.search);
      if (url.pathname.endsWith('/search')) {
        response.end(JSON.stringify({ results: pages[url.searchParams.get('offset') ?? ''] ?? [] }));
        return;
      }
      const asksFor = url.pathname.split('/').at(-1);
      const id = asksFor === '404404' ? '1' : asksFor;
      response.end(
        `{"id":${id},"status":"charged_back","status_detail":"settled","currency_id":"COP","transaction_amount":10}`,
      );
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    gateway = new MercadoPagoGateway(mercadoPagoTestConfig({ webhookSecrets: [SECRET], baseUrl }));
  });
  beforeEach(() => void (asked.length = 0));
  afterAll(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });

  it("believes the signed id of the query before the body's", async () => {
    const verdict = gateway.verify(deliver('{"id":1,"type":"payment","data":{"id":"666"}}', { 'data.id': '42' }), NOW);
    expect(verdict).toMatchObject({ kind: 'accepted', transactionId: '42' });
    await gateway.normalize(stored(verdict));
    expect(asked).toEqual(['/v1/payments/42']);
  });

  it.each([
    ['its query', '{"resource":"1","topic":"payment"}', { id: '1', topic: 'payment' }],
    ['its body alone', '{"resource":"https://api.mercadolibre.com/merchant_orders/1","topic":"merchant_order"}', {}],
  ])('knows the unverifiable IPN twin by %s', (_what, body, query) => {
    const delivery = { rawBody: Buffer.from(body), query, headers: { 'x-signature': `ts=1,v1=${'0'.repeat(64)}` } };
    expect(gateway.verify(delivery, NOW)).toEqual({ kind: 'ignored', reason: 'ipn' });
  });

  it('does not let an IPN body excuse a webhook from its signature', () => {
    const delivery = {
      rawBody: Buffer.from('{"resource":"1","topic":"payment"}'),
      query: { 'data.id': '1', type: 'payment' },
      headers: {},
    };
    expect(gateway.verify(delivery, NOW)).toEqual({ kind: 'rejected', reason: 'missing_signature' });
  });

  it('verifies the simulator like anybody and ends its event without asking for it', async () => {
    const body =
      '{"action":"payment.updated","data":{"id":"123456"},"date_created":"2021-11-01T02:02:02Z","id":"123456","live_mode":false,"type":"payment"}';
    const genuine = deliver(body, { 'data.id': '123456', type: 'payment' });
    expect(gateway.verify({ ...genuine, headers: {} }, NOW)).toEqual({ kind: 'rejected', reason: 'missing_signature' });
    await expect(gateway.normalize(stored(gateway.verify(genuine, NOW)))).resolves.toEqual({
      kind: 'ignored',
      reason: 'simulator',
    });
    expect(asked).toEqual([]);
  });

  it('follows a chargeback to its payment, ids above 2^53 to the last digit', async () => {
    const id = '233000061680860001';
    const body = `{"id":7,"type":"topic_chargebacks_wh","actions":["changed_case_status"],"data":{"id":${id},"payment_id":140000000001}}`;
    const verdict = gateway.verify(deliver(body, { 'data.id': id, type: 'topic_chargebacks_wh' }), NOW);
    expect(verdict).toMatchObject({ kind: 'accepted', type: 'topic_chargebacks_wh', transactionId: '140000000001' });
    const other = gateway.verify(
      deliver(body.replace(id, '233000061680860002'), { 'data.id': '233000061680860002' }),
      NOW,
    );
    expect(other.kind === 'accepted' && verdict.kind === 'accepted' && other.eventKey !== verdict.eventKey).toBe(true);
    const facts = [
      { kind: 'phase' },
      { kind: 'dispute', disputeId: 'chargeback-140000000001', status: 'lost', amountMinor: 1000n },
    ];
    await expect(gateway.normalize(stored(verdict))).resolves.toMatchObject({ kind: 'payment', event: { facts } });
  });

  it.each([
    [
      'a merchant order, whose body has no data.id',
      '{"id":"36000000001","type":"topic_merchant_order_wh","data":{"status":"opened"}}',
      '36000000001',
    ],
    ['an order', '{"id":"9","type":"order","action":"order.processed","data":{"id":"ORD01JQ"}}', 'ORD01JQ'],
    ['a fraud alert', '{"type":"stop_delivery_op_wh","data":{"payment_id":1}}', '5'],
  ])('stores %s and ends it as ignored', async (_what, body, id) => {
    const verdict = gateway.verify(deliver(body, { 'data.id': id }), NOW);
    await expect(gateway.normalize(stored(verdict))).resolves.toEqual({ kind: 'ignored', reason: 'unknown_type' });
  });

  it.each([
    ['says of nothing what it is', '{"id":1,"data":{"id":"1"}}', {}],
    ['names nothing', '{"type":"payment"}', {}],
    ['has an id of another kind', '{"id":{"a":1},"type":"payment"}', { 'data.id': '1' }],
  ])('refuses a signed body that %s', (_what, body, query) => {
    expect(gateway.verify(deliver(body, query), NOW)).toMatchObject({ kind: 'malformed' });
  });

  it('does not take another payment for the one it asked for, and counts the attempt', async () => {
    const event = { id: 'evt_1', type: 'payment', transactionId: '404404', rawBody: Buffer.from('{}') };
    await expect(gateway.normalize(event)).rejects.toMatchObject({
      name: 'TransientError',
      code: 'gateway_unexpected_answer',
    });
  });

  it('ends at once an event whose payment id is none', async () => {
    const verdict = gateway.verify(deliver('{"id":1,"type":"payment","data":{}}', { 'data.id': 'search' }), NOW);
    await expect(gateway.normalize(stored(verdict))).rejects.toMatchObject({
      name: 'PermanentError',
      code: 'malformed_event',
    });
  });

  it('reads every page of a search, and no more than four', async () => {
    const results = (from: number, count: number) =>
      Array.from({ length: count }, (_, index) => ({
        id: from + index,
        status: 'approved',
        currency_id: 'COP',
        transaction_amount: 1,
        external_reference: 'R',
      }));
    pages = { 0: results(1, 50), 50: results(51, 3) };
    await expect(gateway.findByReference('R')).resolves.toHaveLength(53);
    pages = {
      0: results(1, 50),
      50: results(51, 50),
      100: results(101, 50),
      150: results(151, 50),
      200: results(201, 50),
    };
    await expect(gateway.findByReference('R')).resolves.toHaveLength(200);
    expect(asked).toHaveLength(6);
  });
});
