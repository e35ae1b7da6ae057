import { startApplication, type TestApplication } from '../support/application.js';
import { until } from '../support/until.js';
import { call, problemCode, type Answer } from './client.js';
import { Rows } from './rows.js';

interface EventRow {
  readonly status: string;
  readonly attempts: number;
  readonly next_retry_at: Date | null;
  readonly lease_token: string | null;
  readonly processed_at: Date | null;
}

const FAILED = { status: 'failed', attempts: 3, last_error: 'refused', processed_at: new Date() };
const DUE = { status: 'pending', attempts: 0, next_retry_at: null, lease_token: null, processed_at: null };

let api: TestApplication;
let rows: Rows;

const retry = (id: string): Promise<Answer> => call(api, `/api/webhook-events/${id}/retry`, { method: 'POST' });
const retryMany = (body: object): Promise<Answer> => call(api, '/api/webhook-events/retry', { method: 'POST', body });

async function row(id: string): Promise<EventRow | undefined> {
  const text = 'SELECT status, attempts, next_retry_at, lease_token, processed_at FROM webhook_events WHERE id = $1';
  return (await rows.query<EventRow & Record<string, unknown>>(text, [id]))[0];
}

async function waitingJobs(): Promise<number> {
  type Queues = Record<string, { waiting: number } | null>;
  let queues: Queues = {};
  await until('every queue says how long it is', async () => {
    ({ queues } = (await call<{ services: { queues: Queues } }>(api, '/health')).body.services);
    return Object.values(queues).every((queue) => queue !== null);
  });
  return Object.values(queues).reduce((sum, queue) => sum + (queue?.waiting ?? 0), 0);
}

describe('retrying in a process that serves only the API', () => {
  beforeAll(async () => {
    api = await startApplication({ env: { ROLE: 'api' } });
    rows = await Rows.open(api.database.url);
  });
  afterAll(async () => {
    await rows?.close();
    await api?.close();
  });
  beforeEach(() => rows.query('TRUNCATE webhook_events'));

  it.each<[string, string, Record<string, unknown>]>([
    ['failed', 'evt_failed', FAILED],
    ['ended well', 'evt_done', { status: 'success', attempts: 1, outcome: 'applied', processed_at: new Date() }],
    ['waits for a later time', 'evt_later', { attempts: 2, next_retry_at: new Date(Date.now() + 900_000) }],
    [
      'lost its worker',
      'evt_left',
      { status: 'processing', attempts: 1, lease_token: 'gone', lease_until: new Date(Date.now() - 1_000) },
    ],
  ])('makes an event that %s due now, with all its attempts, and tells the queue', async (_what, id, columns) => {
    await rows.event(id, columns);
    const before = await waitingJobs();
    const answer = await retry(id);
    expect(answer).toMatchObject({ status: 202, body: { queued: 1 } });
    expect(Object.keys(answer.body)).toEqual(['queued']);
    expect(await row(id)).toEqual(DUE);
    await until('the queue was told', async () => (await waitingJobs()) > before);
  });

  it('leaves an event alone that somebody works right now', async () => {
    const claim = {
      status: 'processing',
      attempts: 1,
      lease_token: 'mine',
      lease_until: new Date(Date.now() + 60_000),
    };
    await rows.event('evt_1', claim);
    expect(await retry('evt_1')).toMatchObject({ status: 202, body: { queued: 0 } });
    expect(await row('evt_1')).toMatchObject({ status: 'processing', attempts: 1, lease_token: 'mine' });
  });

  it('counts one event once, however many press the button', async () => {
    await rows.event('evt_1', FAILED);
    const answers = await Promise.all(Array.from({ length: 10 }, () => retryMany({ status: 'failed' })));
    expect(answers.reduce((sum, { body }) => sum + Number(body['queued']), 0)).toBe(1);
  });

  it.each<[string, object, string[]]>([
    ['all that failed', {}, ['evt_m', 'evt_s', 'evt_w']],
    ['those of a gateway', { provider: 'stripe' }, ['evt_s']],
    ['those of a type', { type: 'payment.updated' }, ['evt_m']],
    ['those of an error', { error_code: 'gateway_timeout' }, ['evt_m']],
    ['those of a reference', { reference: 'WC-1' }, ['evt_s']],
    ['those received in a time', { since: '2026-11-22T05:00:00Z', until: '2026-11-22T00:01:00-05:00' }, ['evt_w']],
    ['none when nothing matches', { provider: 'stripe', type: 'payment.updated' }, []],
  ])('retries %s', async (_what, filter, expected) => {
    await rows.event('evt_w', { ...FAILED, received_at: '2026-11-22T05:00:59Z' });
    await rows.event('evt_s', {
      ...FAILED,
      provider: 'stripe',
      reference: 'WC-1',
      received_at: '2026-11-22T05:01:00Z',
    });
    const timeout = { type: 'payment.updated', last_error_code: 'gateway_timeout' };
    await rows.event('evt_m', { ...FAILED, provider: 'mercadopago', ...timeout });
    await rows.event('evt_done', { status: 'success' });
    await rows.event('evt_theirs', { ...FAILED, tenant_id: 'other' });
    expect(await retryMany({ status: 'failed', ...filter })).toMatchObject({
      status: 202,
      body: { queued: expected.length },
    });
    const due = await rows.query<{ id: string }>(`SELECT id FROM webhook_events WHERE status = 'pending' ORDER BY id`);
    expect(due.map(({ id }) => id)).toEqual(expected);
    expect(await row('evt_theirs')).toMatchObject({ status: 'failed' });
  });

  it('retries more than fit one batch', async () => {
    await rows.query(`INSERT INTO webhook_events (id, tenant_id, provider, event_key, webhook_id, type, delivery, raw_payload, status, processed_at)
      SELECT 'evt_' || n, 'default', 'stripe', n::text, '', 'charge.refunded', '{}', '', 'failed', now() FROM generate_series(1, 2500) n`);
    expect((await retryMany({ status: 'failed' })).body).toMatchObject({ queued: 2_500 });
    expect(await rows.query(`SELECT FROM webhook_events WHERE status <> 'pending'`)).toEqual([]);
    expect((await retryMany({ status: 'failed' })).body).toMatchObject({ queued: 0 });
  });

  it.each([
    [{}],
    [{ status: 'success' }],
    [{ status: 'failed', ids: ['evt_1'] }],
    [{ ids: ['evt_1'], provider: 'wompi' }],
    [{ ids: [] }],
    [{ ids: 'evt_1' }],
    [{ ids: ['a b'] }],
    [{ ids: Array.from({ length: 501 }, (_, at) => `evt_${at}`) }],
    [{ status: 'failed', since: 'yesterday' }],
    [{ status: 'failed', limit: 1 }],
    [{ status: 'failed', provider: 7 }],
    [[]],
    ['failed'],
  ])('refuses to retry %j', async (body) => {
    await rows.event('evt_1', FAILED);
    const sent = typeof body === 'string' ? JSON.stringify(body) : body;
    const headers = { 'content-type': 'application/json' };
    const answer = await call(api, '/api/webhook-events/retry', { method: 'POST', body: sent, headers });
    problemCode(answer, 400);
    expect(await row('evt_1')).toMatchObject({ status: 'failed' });
  });

  it('retries exactly the chosen ones, whatever became of them, but for what is worked or of others', async () => {
    const claim = { status: 'processing', lease_token: 'mine', lease_until: new Date(Date.now() + 60_000) };
    await rows.event('evt_failed', FAILED);
    await rows.event('evt_done', { status: 'success' });
    await rows.event('evt_worked', claim);
    await rows.event('evt_other', FAILED);
    await rows.event('evt_theirs', { ...FAILED, tenant_id: 'other' });
    const answer = await retryMany({ ids: ['evt_failed', 'evt_done', 'evt_worked', 'evt_theirs', 'evt_unknown'] });
    expect(answer).toMatchObject({ status: 202, body: { queued: 2 } });
    const due = await rows.query<{ id: string }>(`SELECT id FROM webhook_events WHERE status = 'pending' ORDER BY id`);
    expect(due.map(({ id }) => id)).toEqual(['evt_done', 'evt_failed']);
  });

  it.each(['evt_unknown', 'evt_theirs', 'a%00b'])('knows no event %s', async (id) => {
    await rows.event('evt_theirs', { ...FAILED, tenant_id: 'other' });
    expect(problemCode(await retry(id), 404)).toBe('webhook_event_not_found');
    expect(await row('evt_theirs')).toMatchObject({ status: 'failed' });
  });

  it('is for operators: a viewer may look, not touch', async () => {
    await rows.event('evt_1', FAILED);
    const login = await call(api, '/auth/login', { method: 'POST', bearer: null, body: api.keys.admin });
    const bearer = String(login.body['access_token']);
    await rows.query(`UPDATE users SET role = 'viewer'`);
    expect((await call(api, '/api/webhook-events/evt_1', { bearer })).status).toBe(200);
    expect((await call(api, '/api/webhook-events/evt_1/retry', { method: 'POST', bearer })).status).toBe(403);
    const bulk = { method: 'POST', bearer, body: { status: 'failed' } } as const;
    expect((await call(api, '/api/webhook-events/retry', bulk)).status).toBe(403);
    expect(await row('evt_1')).toMatchObject({ status: 'failed' });
  });
});

describe('retrying where there are workers', () => {
  beforeAll(async () => {
    api = await startApplication({ sandbox: true });
    rows = await Rows.open(api.database.url);
  });
  afterAll(async () => {
    await rows?.close();
    await api?.close();
  });

  it('replays an event that ended well without moving the money again', async () => {
    api.sandbox?.control.makeTransaction({
      gateway: 'stripe',
      reference: 'WC-1050',
      amount: 5_000_000,
      id: 'pi_replayed',
    });
    const events = () =>
      rows.query<{ id: string; status: string }>(`SELECT id, status FROM webhook_events ORDER BY id`);
    const worked = async () => {
      const all = await events();
      return all.length > 0 && all.every(({ status }) => status === 'success');
    };
    await until('the events were worked', worked);
    const payment = () => rows.query(`SELECT status, captured_minor, version, updated_at FROM payments`);
    const before = await payment();
    expect(before).toMatchObject([{ status: 'captured', captured_minor: '5000000' }]);
    for (const { id } of await events()) expect((await retry(id)).body).toEqual({ queued: 1 });
    await until('they were worked again', worked);
    expect(await payment()).toEqual(before);
  });
});
