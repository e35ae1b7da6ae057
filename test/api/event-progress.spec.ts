import { startApplication, type TestApplication } from '../support/application.js';
import { call, problemCode } from './client.js';
import { Rows } from './rows.js';

interface Progress {
  readonly id: string;
  readonly total: number;
  readonly pending: number;
  readonly processing: number;
  readonly success: number;
  readonly failed: number;
  readonly finished_at: string | null;
  readonly requested_by: string;
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
beforeEach(() => rows.query('TRUNCATE webhook_events, event_retries'));

const FAILED = { status: 'failed', attempts: 3, last_error: 'refused', processed_at: new Date() };

const retry = async (body: object): Promise<string> => {
  const answer = await call(api, '/api/webhook-events/retry', { method: 'POST', body });
  expect(answer.status).toBe(202);
  return String(answer.body['retry_id']);
};
const progress = async (id: string): Promise<Progress> =>
  (await call<{ data: Progress }>(api, `/api/webhook-events/retries/${id}`)).body.data;

/** As the worker leaves it. */
const end = (id: string, status: string) =>
  rows.query('UPDATE webhook_events SET status = $2, processed_at = now() WHERE id = $1', [id, status]);

it('follows its events from pending to their end, and then stays as it is', async () => {
  for (const id of ['evt_1', 'evt_2', 'evt_3']) await rows.event(id, FAILED);
  const id = await retry({ status: 'failed' });
  expect(id).toMatch(/^rty_/);
  expect(await progress(id)).toMatchObject({
    total: 3,
    pending: 3,
    processing: 0,
    success: 0,
    failed: 0,
    finished_at: null,
  });
  await end('evt_1', 'success');
  await end('evt_2', 'processing');
  expect(await progress(id)).toMatchObject({
    total: 3,
    pending: 1,
    processing: 1,
    success: 1,
    failed: 0,
    finished_at: null,
  });
  await end('evt_2', 'failed');
  await end('evt_3', 'success');
  const over = await progress(id);
  expect(over).toMatchObject({ id, total: 3, pending: 0, processing: 0, success: 2, failed: 1 });
  expect(over.finished_at).not.toBeNull();
  await retry({ status: 'failed' });
  expect(await progress(id)).toEqual(over);
});

it('counts as failed what a later retry took over before anybody looked', async () => {
  await rows.event('evt_1', FAILED);
  const first = await retry({ ids: ['evt_1'] });
  await end('evt_1', 'failed');
  const second = await retry({ status: 'failed' });
  await end('evt_1', 'success');
  expect(await progress(first)).toMatchObject({ total: 1, success: 0, failed: 1 });
  expect(await progress(second)).toMatchObject({ total: 1, success: 1, failed: 0 });
});

it('is over at once when there was nothing to retry', async () => {
  const none = await progress(await retry({ status: 'failed', provider: 'nobody' }));
  expect(none).toMatchObject({ total: 0, pending: 0, success: 0, failed: 0 });
  expect(none.finished_at).not.toBeNull();
});

it('says who asked, in the audit log as well', async () => {
  await rows.event('evt_1', FAILED);
  const id = await retry({ status: 'failed', provider: 'wompi', error_code: undefined });
  const [entry] = await rows.query(`SELECT actor, action, details FROM audit_log WHERE object_id = $1`, [id]);
  expect(entry).toEqual({
    actor: (await progress(id)).requested_by,
    action: 'events.retried',
    details: { provider: 'wompi' },
  });
  await call(api, '/api/webhook-events/evt_1/retry', { method: 'POST' });
  expect(await rows.query(`SELECT action FROM audit_log WHERE object_id = 'evt_1'`)).toEqual([
    { action: 'event.retried' },
  ]);
});

it.each(['rty_unknown', 'rty_theirs', 'a%00b'])('knows no retry %s', async (id) => {
  await rows.insert('event_retries', { id: 'rty_theirs', tenant_id: 'other', requested_by: 'user:x' });
  expect(problemCode(await call(api, `/api/webhook-events/retries/${id}`), 404)).toBe('event_retry_not_found');
});
