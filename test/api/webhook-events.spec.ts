import { startApplication, type TestApplication } from '../support/application.js';
import { call, problemCode } from './client.js';
import { idsOf, Rows, type ListBody } from './rows.js';

const LIST_FIELDS = [
  'attempts',
  'id',
  'last_error',
  'last_error_code',
  'next_retry_at',
  'processed_at',
  'provider',
  'received_at',
  'reference',
  'status',
  'transaction_id',
  'type',
  'webhook_id',
];

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
beforeEach(() => rows.query('TRUNCATE webhook_events, webhook_event_attempts'));

const list = async (query = '') => (await call<ListBody>(api, `/api/webhook-events${query}`)).body;

describe('GET /api/webhook-events', () => {
  it('shows the fields of the contract and no payload', async () => {
    await rows.event('evt_1', {
      status: 'failed',
      attempts: 3,
      last_error: 'no such transaction',
      reference: 'WC-1050',
      transaction_id: '01-1',
      received_at: '2026-11-22T05:00:00Z',
      processed_at: '2026-11-22T05:00:01.5Z',
    });
    const { data, next_cursor } = await list();
    expect(next_cursor).toBeNull();
    expect(data).toEqual([
      {
        id: 'evt_1',
        webhook_id: 'wh evt_1',
        provider: 'wompi',
        type: 'transaction.updated',
        status: 'failed',
        attempts: 3,
        next_retry_at: null,
        last_error: 'no such transaction',
        last_error_code: null,
        received_at: '2026-11-22T05:00:00.000Z',
        processed_at: '2026-11-22T05:00:01.500Z',
        reference: 'WC-1050',
        transaction_id: '01-1',
      },
    ]);
  });

  it.each([
    ['status=failed', ['evt_3']],
    ['provider=stripe', ['evt_3', 'evt_2']],
    ['provider=stripe&status=pending', ['evt_2']],
    ['type=payment.updated', ['evt_4']],
    ['reference=WC-1', ['evt_2']],
    ['reference=%27%20OR%20true%20--', []],
    ['provider=unknown', []],
  ])('filters by %s', async (query, expected) => {
    await rows.event('evt_1', { received_at: '2026-11-22T05:00:01Z' });
    await rows.event('evt_2', { received_at: '2026-11-22T05:00:02Z', provider: 'stripe', reference: 'WC-1' });
    await rows.event('evt_3', { received_at: '2026-11-22T05:00:03Z', provider: 'stripe', status: 'failed' });
    await rows.event('evt_4', {
      received_at: '2026-11-22T05:00:04Z',
      provider: 'mercadopago',
      type: 'payment.updated',
    });
    expect(idsOf(await list(`?${query}`))).toEqual(expected);
  });

  it('neither repeats nor hides rows while others arrive, not even within one millisecond', async () => {
    const ids = Array.from({ length: 9 }, (_, at) => `evt_${at}`);
    // Three share each microsecond, and all nine the millisecond.
    for (const [at, id] of ids.entries()) {
      await rows.event(id, { received_at: `2026-11-22T05:00:00.12345${Math.floor(at / 3)}Z` });
    }
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const page: ListBody = await list(`?limit=2${cursor && `&cursor=${cursor}`}`);
      seen.push(...idsOf(page));
      cursor = page.next_cursor;
      await rows.event(`evt_late_${seen.length}`);
    }
    expect(seen).toEqual([...ids].reverse());
  });

  it('has no next page when the last one is exactly full', async () => {
    await rows.event('evt_1');
    await rows.event('evt_2');
    expect((await list('?limit=2')).next_cursor).toBeNull();
  });

  it('shows fifty unless told', async () => {
    for (let at = 0; at < 51; at++) await rows.event(`evt_${at}`);
    const page = await list();
    expect(page.data).toHaveLength(50);
    expect(page.next_cursor).not.toBeNull();
    expect(Object.keys(page.data[0] ?? {}).sort()).toEqual(LIST_FIELDS);
  });

  it.each([
    ['limit=0', 'limit'],
    ['limit=101', 'limit'],
    ['limit=ten', 'limit'],
    ['limit=', 'limit'],
    ['limit=1&limit=2', 'limit'],
    ['status=done', 'status'],
    ['status=failed&status=pending', 'status'],
    ['cursor=', 'cursor'],
    ['cursor=bm9wZQ', 'cursor'],
    ['cursor=..%2f..', 'cursor'],
    ['type=', 'type'],
    ['type=a%00b', 'type'],
    [`reference=${'x'.repeat(256)}`, 'reference'],
    ['tenant_id=other', 'tenant_id'],
  ])('refuses ?%s', async (query, field) => {
    const answer = await call<{ errors: { field: string }[] }>(api, `/api/webhook-events?${query}`);
    expect(problemCode(answer, 400)).toBe('validation_failed');
    expect(answer.body.errors.map((error) => error.field)).toContain(field);
  });
});

describe('GET /api/webhook-events/:id', () => {
  const find = async (id: string) =>
    (await call<{ data: Record<string, unknown> }>(api, `/api/webhook-events/${id}`)).body.data;

  it('shows what the gateway sent, how, and every attempt', async () => {
    await rows.event('evt_1', {
      status: 'success',
      outcome: 'applied',
      request_id: 'req_1',
      attempts: 2,
      delivery: JSON.stringify({ headers: { 'x-event-checksum': 'abc' }, query: { source: 'panel' } }),
      raw_payload: Buffer.from('{"data":"ñandú"}'),
    });
    await rows.attempt('evt_1', { error_code: 'gateway_timeout', error: 'wompi did not answer' });
    await rows.attempt('evt_1', { attempt: 2, result: 'success' });
    const event = await find('evt_1');
    expect(event).toMatchObject({
      id: 'evt_1',
      attempts: 2,
      outcome: 'applied',
      request_id: 'req_1',
      headers: { 'x-event-checksum': 'abc' },
      query: { source: 'panel' },
      raw_payload: '{"data":"ñandú"}',
      raw_payload_encoding: 'utf-8',
      history: [
        { attempt: 1, result: 'retry', error_code: 'gateway_timeout', error: 'wompi did not answer' },
        { attempt: 2, result: 'success', error_code: null, error: null },
      ],
    });
    const detail = [
      'changes',
      'headers',
      'history',
      'outcome',
      'query',
      'raw_payload',
      'raw_payload_encoding',
      'raw_payload_masked',
      'request_id',
    ];
    expect(Object.keys(event).sort()).toEqual([...LIST_FIELDS, ...detail].sort());
  });

  it.each([
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0xff, 0xfe, 0x7d]), 'base64'],
    ['an overlong encoding', Buffer.from([0xc0, 0xaf]), 'base64'],
    ['a byte order mark', Buffer.from([0xef, 0xbb, 0xbf, 0x7b, 0x7d]), 'utf-8'],
    ['a NUL', Buffer.from('{"a":"\0"}'), 'utf-8'],
    ['nothing', Buffer.alloc(0), 'utf-8'],
  ])('gives back %s byte for byte', async (_what, bytes, encoding) => {
    await rows.event('evt_bytes', { raw_payload: bytes });
    const { raw_payload, raw_payload_encoding } = await find('evt_bytes');
    expect(raw_payload_encoding).toBe(encoding);
    expect(Buffer.from(String(raw_payload), encoding as BufferEncoding)).toEqual(bytes);
  });

  it.each(['evt_unknown', '..%2f..%2fetc', 'a%00b', 'a%20b', 'x'.repeat(65)])('answers 404 to %s', async (id) => {
    expect(problemCode(await call(api, `/api/webhook-events/${id}`), 404)).toBe('webhook_event_not_found');
  });
});

describe('another tenant', () => {
  it('is absent from the list and 404 one by one', async () => {
    await rows.event('evt_theirs', { tenant_id: 'other', status: 'failed' });
    await rows.attempt('evt_theirs', { tenant_id: 'other' });
    await rows.event('evt_ours');
    await rows.attempt('evt_ours', { tenant_id: 'other', error: 'not ours' });
    expect(idsOf(await list())).toEqual(['evt_ours']);
    expect(idsOf(await list('?status=failed'))).toEqual([]);
    expect((await call(api, '/api/webhook-events/evt_theirs')).status).toBe(404);
    expect((await call(api, '/api/webhook-events/evt_ours')).body).toMatchObject({ data: { history: [] } });
  });
});
