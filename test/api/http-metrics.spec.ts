import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { call } from './client.js';

const COUNTER = 'pasarela_http_requests_total';

describe('answered requests', () => {
  let api: TestApplication;
  beforeAll(async () => {
    api = await startApplication({ sandbox: true });
  });
  afterAll(() => api?.close());

  const text = async () => (await call(api, '/metrics/prometheus')).text;
  const count = async (method: string, route: string, status: number): Promise<number> => {
    const series = `${COUNTER}{method="${method}",route="${route}",status="${status}"} `;
    const line = (await text()).split('\n').find((each) => each.startsWith(series));
    return line === undefined ? 0 : Number(line.slice(series.length));
  };

  it('are counted by the templates of their routes, and what people sent is in no label', async () => {
    await call(api, '/api/payments/pay_canary1');
    await call(api, '/api/payments/pay_canary2?canary=1');
    await call(api, '/canary-path/1');
    await call(api, '/api/payments', { bearer: null });
    await call(api, '/store/carts/cart_canary', { method: 'HEAD' });
    await call(api, '/api/orders', { method: 'DELETE' });
    expect(await count('GET', '/api/payments/:id', 404)).toBe(2);
    expect(await count('GET', 'unknown', 404)).toBe(1);
    expect(await count('GET', '/api/payments', 401)).toBe(1);
    expect(await count('HEAD', '/store/carts/:id', 404)).toBe(1);
    expect(await count('DELETE', 'unknown', 405)).toBe(1);
    expect(await text()).toContain('pasarela_http_request_seconds_count{route="/api/payments/:id"} 2');
    expect(await text()).not.toContain('canary');
  });

  it('at the doors of the webhooks are among them', async () => {
    const shop = new Shop(api);
    await shop.cart();
    api.sandbox?.control.makeTransaction({ gateway: 'wompi', reference: 'WC-1', amount: 5_000_000, id: '01-1' });
    await api.sandbox?.control.waitUntilIdle();
    for (const path of ['/webhooks/wompi', '/webhooks/mp', '/store/webhook/payment/stripe']) {
      await call(api, path, { method: 'POST', bearer: null, body: { event: 'canary' } });
    }
    await call(api, '/webhooks/nobody', { method: 'POST', bearer: null, body: {} });
    expect(await count('POST', '/webhooks/:provider', 200)).toBeGreaterThan(0);
    expect(await count('POST', '/webhooks/:provider', 404)).toBe(1);
    const refused = async () =>
      (await count('POST', '/webhooks/:provider', 400)) + (await count('POST', '/webhooks/:provider', 401));
    expect(await refused()).toBe(2);
    // Reading takes nothing away.
    expect(await refused()).toBe(2);
    const legacy = '/store/webhook/payment/:provider';
    expect((await count('POST', legacy, 400)) + (await count('POST', legacy, 401))).toBe(1);
  });

  it('do not say that somebody was slow who listened to a stream for long', async () => {
    const cart = await new Shop(api).cart();
    const abort = new AbortController();
    const stream = await fetch(`${api.url}/store/payment-status/${cart}/events`, {
      headers: { 'x-publishable-api-key': api.keys.publishable },
      signal: abort.signal,
    });
    expect(stream.headers.get('content-type')).toContain('text/event-stream');
    const reader = stream.body?.getReader();
    await until('the stream says something', async () => (await reader?.read())?.value !== undefined);
    abort.abort();
    expect(await text()).not.toContain(
      'pasarela_http_request_seconds_count{route="/store/payment-status/:cart_id/events"}',
    );
  });
});
