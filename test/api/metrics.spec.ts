import { startApplication, type TestApplication } from '../support/application.js';
import { startTcpFaultProxy } from '../support/tcp-fault-proxy.js';
import { testDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { call, problemCode } from './client.js';
import { Rows } from './rows.js';

interface Report {
  readonly collected_at: string;
  readonly now: {
    readonly database: string;
    readonly webhooks?: Record<string, Record<string, number>>;
    readonly queues: Record<string, unknown>;
  };
  readonly since_start: { readonly webhooks: Record<string, Record<string, unknown>> };
}

let api: TestApplication;
let rows: Rows;
const report = async () => (await call<Report>(api, '/metrics')).body;
const prometheus = async () => (await call(api, '/metrics/prometheus')).text;
const number = (text: string, series: string): number | undefined => {
  const line = text.split('\n').find((each) => each.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length));
};

describe('the state of the installation', () => {
  beforeAll(async () => {
    const database = await testDatabase();
    rows = await Rows.open(database.url);
    // Before the application starts: what it collects is kept for five seconds.
    await rows.event('evt_old', { received_at: new Date(Date.now() - 120_000) });
    await rows.event('evt_new', { received_at: new Date() });
    await rows.event('evt_stripe', { provider: 'stripe', status: 'failed' });
    await rows.event('evt_claimed', {
      provider: 'stripe',
      status: 'processing',
      lease_until: new Date(Date.now() + 60_000),
    });
    await rows.event('evt_done', { status: 'success' });
    await rows.order('ord_1');
    await rows.order('ord_2', { status: 'requires_review', payment_status: 'captured' });
    await rows.order('ord_3', { status: 'completed', payment_status: 'captured' });
    await rows.payment('pay_orphan');
    await rows.payment('pay_bound', { order_id: 'ord_3' });
    await rows.payment('pay_refunded', { status: 'refunded', refunded_minor: 5_000_000 });
    await rows.insert('gateway_breakers', {
      provider: 'wompi',
      state: 'open',
      reason: 'gateway_timeout',
      open_until: new Date(),
    });
    await rows.insert('backups', {
      id: 'bkp_1',
      tenant_id: 'default',
      status: 'completed',
      origin: 'schedule',
      finished_at: new Date(Date.now() - 3_600_000),
    });
    api = await startApplication({ database, env: { ROLE: 'api' } });
  });
  afterAll(async () => {
    await api?.close();
    await rows?.close();
    await api?.database.drop();
  });

  it('is in the report, grouped', async () => {
    const { now } = await report();
    expect(now).toMatchObject({
      database: 'connected',
      webhooks: { pending: { wompi: 2 }, processing: { stripe: 1 }, failed: { stripe: 1 } },
      orders: { awaiting: 1, requires_review: 1 },
      payments: { orphan: 1 },
      breakers: { wompi: { state: 'open', reason: 'gateway_timeout' } },
      last_backup: { status: 'completed' },
    });
    expect(Object.keys(now.queues)).toEqual(expect.arrayContaining(['wompi-webhooks', 'stripe-webhooks', 'backup']));
    expect(now.webhooks?.['oldest_pending_seconds']?.['wompi']).toBeGreaterThanOrEqual(120);
    expect(now.webhooks?.['oldest_pending_seconds']?.['wompi']).toBeLessThan(300);
  });

  it('is in the text for Prometheus', async () => {
    const text = await prometheus();
    expect(number(text, 'pasarela_database_up')).toBe(1);
    expect(number(text, 'pasarela_webhook_events{provider="wompi",status="pending"}')).toBe(2);
    expect(number(text, 'pasarela_webhook_events{provider="stripe",status="failed"}')).toBe(1);
    expect(text).not.toContain('status="success"');
    expect(number(text, 'pasarela_webhook_oldest_pending_seconds{provider="wompi"}')).toBeGreaterThanOrEqual(120);
    expect(number(text, 'pasarela_payments_orphan')).toBe(1);
    expect(number(text, 'pasarela_orders_requires_review')).toBe(1);
    expect(number(text, 'pasarela_orders_awaiting')).toBe(1);
    expect(number(text, 'pasarela_gateway_breaker{provider="wompi",state="open"}')).toBe(1);
    expect(number(text, 'pasarela_gateway_breaker{provider="wompi",state="closed"}')).toBe(0);
    expect(number(text, 'pasarela_backup_age_seconds{status="completed"}')).toBeGreaterThanOrEqual(3_600);
    expect(number(text, 'pasarela_queue_jobs{queue="wompi-webhooks",state="waiting"}')).toBe(0);
    expect(number(text, 'process_resident_memory_bytes')).toBeGreaterThan(0);
    expect(number(text, 'nodejs_eventloop_lag_p99_seconds')).toBeGreaterThanOrEqual(0);
  });

  it('is looked up once for many who ask', async () => {
    const reports = await Promise.all(Array.from({ length: 10 }, report));
    expect(new Set(reports.map(({ collected_at }) => collected_at)).size).toBe(1);
  });

  it('is served in the format that scrapers know', async () => {
    const { headers } = await call(api, '/metrics/prometheus');
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
  });

  it.each(['/metrics', '/metrics/prometheus'])('%s is for operators', async (path) => {
    expect(problemCode(await call(api, path, { bearer: null }), 401)).toBe('unauthorized');
    const storefront = { bearer: null, headers: { 'x-publishable-api-key': api.keys.publishable } };
    expect(problemCode(await call(api, path, storefront), 403)).toBe('forbidden');
    const login = await call(api, '/auth/login', { method: 'POST', bearer: null, body: api.keys.admin });
    const bearer = String(login.body['access_token']);
    await rows.query(`UPDATE users SET role = 'viewer'`);
    expect(problemCode(await call(api, path, { bearer }), 403)).toBe('forbidden');
    await rows.query(`UPDATE users SET role = 'operator'`);
    expect((await call(api, path, { bearer })).status).toBe(200);
  });
});

describe('what this process counted', () => {
  beforeAll(async () => {
    api = await startApplication({ sandbox: true });
  });
  afterAll(() => api?.close());

  it('tells what became of the webhooks, and how long it took', async () => {
    const { control } = api.sandbox ?? {};
    control?.makeTransaction({ gateway: 'stripe', reference: 'WC-1', amount: 5_000_000, id: 'pi_1' });
    await control?.waitUntilIdle();
    control?.resend({ gateway: 'stripe', id: 'pi_1' });
    await control?.waitUntilIdle();
    await call(api, '/webhooks/wompi', { method: 'POST', bearer: null, body: { event: 'transaction.updated' } });
    const counted = async () => (await report()).since_start.webhooks;
    await until('the events were worked', async () => {
      const { processed, received } = await counted();
      const outcomes = Object.values((processed?.['stripe'] ?? {}) as Record<string, number>);
      return outcomes.reduce((sum, count) => sum + count, 0) === received?.['stripe'];
    });
    const webhooks = await counted();
    const received = Number(webhooks['received']?.['stripe']);
    expect(received).toBeGreaterThan(0);
    expect(webhooks).toMatchObject({
      deduplicated: { stripe: expect.any(Number) },
      rejected: { wompi: { malformed: 1 } },
      ack_seconds: { stripe: { count: expect.any(Number), p50: expect.any(Number), p99: expect.any(Number) } },
      processing_seconds: { stripe: { count: received } },
      wait_seconds: { stripe: { count: received } },
    });
    const text = await prometheus();
    expect(number(text, 'pasarela_webhooks_received_total{provider="stripe"}')).toBe(received);
    expect(number(text, 'pasarela_webhook_processing_seconds_count{provider="stripe"}')).toBe(received);
  });
});

describe('without the database', () => {
  it.each(['cut', 'withhold'] as const)('answers in bounded time while connections are in mode %s', async (mode) => {
    const database = await testDatabase();
    const through = new URL(database.url);
    const proxy = await startTcpFaultProxy(Number(through.port));
    through.hostname = '127.0.0.1';
    through.port = String(proxy.port);
    api = await startApplication({ database, env: { ROLE: 'api', DATABASE_URL: through.toString() } });
    try {
      expect((await call(api, '/api/orders')).status).toBe(200); // the key is known now, for three seconds
      proxy.setMode(mode);
      await until('the key is looked up again', async () => (await call(api, '/api/orders')).status === 503);
      // A scraper gives up after ten seconds, and this is the hour for which it is there.
      const { now } = await within(10_000, report);
      expect(now).toMatchObject({ database: 'disconnected' });
      expect(now).not.toHaveProperty('webhooks');
      expect(number(await within(10_000, prometheus), 'pasarela_database_up')).toBe(0);
      const stranger = { bearer: `sk_${'x'.repeat(43)}` };
      for (const ask of [() => call(api, '/api/orders'), () => call(api, '/metrics', stranger)]) {
        expect(problemCode(await within(10_000, ask), 503)).toBe('database_unavailable');
      }
    } finally {
      proxy.setMode('pass');
      await api.close();
      await proxy.close();
      await database.drop();
    }
  });
});

async function within<T>(milliseconds: number, work: () => Promise<T>): Promise<T> {
  const startedAt = Date.now();
  const answer = await work();
  expect(Date.now() - startedAt).toBeLessThan(milliseconds);
  return answer;
}
