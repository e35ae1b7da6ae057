import { startApplication, type TestApplication } from '../support/application.js';
import { call } from './client.js';

describe('the access log', () => {
  const lines = (application: TestApplication) =>
    application
      .logLines()
      .map((line) => JSON.parse(line) as Record<string, unknown>)
      .filter(({ context }) => context === 'Http');

  it('has one line per request, with the template of the route and nothing that people sent', async () => {
    const api = await startApplication({ env: { LOG_LEVEL: 'info', ROLE: 'api' } });
    await call(api, '/api/payments?reference=a-person', { headers: { 'x-request-id': 'trace-1', cookie: 'canary' } });
    await call(api, '/store/carts/cart_canary', { method: 'HEAD' });
    await call(api, '/canary-path');
    await call(api, '/health');
    await call(api, '/webhooks/wompi', { method: 'POST', body: {} });
    await api.close();
    const added = lines(api);
    expect(added).toMatchObject([
      {
        level: 'info',
        method: 'GET',
        route: '/api/payments',
        status: 200,
        requestId: 'trace-1',
        durationMs: expect.any(Number),
      },
      { method: 'HEAD', route: '/store/carts/:id', status: 404 },
      { method: 'GET', route: null, status: 404 },
    ]);
    expect(added).toHaveLength(3);
    expect(JSON.stringify(added)).not.toMatch(/canary|a-person|sk_test|127\.0\.0\.1/);
  });

  it.each([
    ['debug', 3],
    ['warn', 0],
  ])('at %s has %d lines for a list, a health check and a webhook', async (level, count) => {
    const application = await startApplication({ env: { LOG_LEVEL: level, ROLE: 'api' } });
    try {
      await call(application, '/api/orders');
      await call(application, '/health/live');
      await call(application, '/webhooks/wompi', { method: 'POST', body: {} });
      expect(lines(application).filter(({ method }) => method !== undefined)).toHaveLength(count);
    } finally {
      await application.close();
    }
  });
});
