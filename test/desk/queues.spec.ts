import { QueueService } from '../../apps/api/src/queue/queue.service.js';
import { call, problemCode, type Answer } from '../api/client.js';
import { Rows } from '../api/rows.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { onEveryQueueBackend } from '../support/queue-backends.js';
import { until } from '../support/until.js';

interface QueueBody {
  readonly name: string;
  readonly backend: string;
  readonly paused: boolean;
  readonly waiting: number;
  readonly failed: number;
}
interface JobBody {
  readonly id: string;
  readonly failure: string | null;
  readonly payload: Record<string, unknown>;
}

const QUEUE = 'operations';

onEveryQueueBackend('the queues at the desk', (backend) => {
  let api: TestApplication;
  let rows: Rows;
  beforeAll(async () => {
    api = await startApplication({ env: { ROLE: 'api', ...backend.env() } });
    rows = await Rows.open(api.database.url);
  });
  afterAll(async () => {
    await rows?.close();
    await api?.close();
  });

  const queues = () => api.app.get(QueueService);
  const queue = async (name = QUEUE): Promise<QueueBody | undefined> =>
    (await call<{ data: QueueBody[] }>(api, '/api/queues')).body.data.find((one) => one.name === name);
  const jobs = async (state: string): Promise<JobBody[]> =>
    (await call<{ data: JobBody[] }>(api, `/api/queues/${QUEUE}/jobs?state=${state}`)).body.data;
  const post = (path: string): Promise<Answer> => call(api, `/api/queues/${path}`, { method: 'POST' });
  const audited = (action: string) =>
    rows.query(`SELECT object_id, details FROM audit_log WHERE action = $1 ORDER BY id DESC LIMIT 1`, [action]);

  it('are listed with how long they are', async () => {
    await queues().enqueue(QUEUE, { operationId: 'payop_none' });
    const kind = backend.redis() === null ? 'postgres' : 'redis';
    await until('the job is counted', async () => (await queue())?.waiting === 1);
    expect(await queue()).toMatchObject({ backend: kind, available: true, paused: false, failed: 0, completed: 0 });
    expect(await jobs('waiting')).toMatchObject([{ payload: { operationId: 'payop_none' }, failure: null }]);
  });

  it('are paused, with what waits still to be seen, and resumed', async () => {
    expect((await post(`${QUEUE}/pause`)).status).toBe(204);
    expect(await queue()).toMatchObject({ paused: true, waiting: 1 });
    expect(await jobs('waiting')).toHaveLength(1);
    expect(await audited('queue.paused')).toEqual([{ object_id: QUEUE, details: {} }]);
    expect((await post(`${QUEUE}/resume`)).status).toBe(204);
    expect(await queue()).toMatchObject({ paused: false, waiting: 1 });
    expect(await audited('queue.resumed')).toEqual([{ object_id: QUEUE, details: {} }]);
  });

  it('let a delayed job be done at once', async () => {
    await queues().enqueue(QUEUE, { operationId: 'payop_later' }, { delayMs: 3_600_000 });
    const [job] = await jobs('delayed');
    expect(job).toMatchObject({ payload: { operationId: 'payop_later' }, delay_ms: 3_600_000 });
    expect((await post(`${QUEUE}/jobs/${job?.id}/retry`)).status).toBe(204);
    expect(await jobs('delayed')).toEqual([]);
    expect(await queue()).toMatchObject({ waiting: 2 });
    expect(await audited('queue.job_retried')).toEqual([{ object_id: QUEUE, details: { job_id: job?.id } }]);
    expect(problemCode(await post(`${QUEUE}/jobs/${job?.id}/retry`), 409)).toBe('job_not_retryable');
  });

  it('let a job that waits be removed', async () => {
    const [job] = await jobs('waiting');
    expect((await post(`${QUEUE}/jobs/${job?.id}/remove`)).status).toBe(204);
    expect(await queue()).toMatchObject({ waiting: 1 });
    expect(await audited('queue.job_removed')).toEqual([{ object_id: QUEUE, details: { job_id: job?.id } }]);
    expect(problemCode(await post(`${QUEUE}/jobs/${job?.id}/remove`), 404)).toBe('job_not_found');
  });

  it('are not there under any other name', async () => {
    expect(problemCode(await post('nothing/pause'), 404)).toBe('queue_not_found');
    expect(problemCode(await call(api, '/api/queues/nothing/jobs'), 404)).toBe('queue_not_found');
    expect(problemCode(await post(`${QUEUE}/jobs/none/retry`), 404)).toBe('job_not_found');
    expect(problemCode(await post(`${QUEUE}/jobs/a%00b/retry`), 404)).toBe('job_not_found');
    expect(problemCode(await call(api, `/api/queues/${QUEUE}/jobs?state=lost`), 400)).toBe('validation_failed');
  });

  it('are mended by operators, and looked at by all staff', async () => {
    const login = await call(api, '/auth/login', { method: 'POST', bearer: null, body: api.keys.admin });
    await rows.query(`UPDATE users SET role = 'viewer'`);
    const bearer = String(login.body['access_token']);
    expect((await call(api, '/api/queues', { bearer })).status).toBe(200);
    for (const path of ['pause', 'resume', 'jobs/1/retry', 'jobs/1/remove']) {
      expect((await call(api, `/api/queues/${QUEUE}/${path}`, { method: 'POST', bearer })).status).toBe(403);
    }
    await rows.query(`UPDATE users SET role = 'admin'`);
  });
});

onEveryQueueBackend('a job that failed', (backend) => {
  let api: TestApplication;
  let rows: Rows;
  beforeAll(async () => {
    api = await startApplication({ env: backend.env() });
    rows = await Rows.open(api.database.url);
  });
  afterAll(async () => {
    await rows?.close();
    await api?.close();
  });

  it('says why, and is done again', async () => {
    const failed = async (): Promise<JobBody[]> =>
      (await call<{ data: JobBody[] }>(api, `/api/queues/${QUEUE}/jobs`)).body.data;
    await rows.query('ALTER TABLE payment_operations RENAME TO away');
    await api.app.get(QueueService).enqueue(QUEUE, { operationId: 'payop_none' });
    await until('the job failed', async () => (await failed()).length === 1);
    await rows.query('ALTER TABLE away RENAME TO payment_operations');
    const [job] = await failed();
    expect(job?.failure).toContain('payment_operations');
    expect((await call(api, `/api/queues/${QUEUE}/jobs/${job?.id}/retry`, { method: 'POST' })).status).toBe(204);
    await until('it was done', async () => (await failed()).length === 0);
  });
});
