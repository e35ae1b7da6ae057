import type { OpenAPIObject } from '@nestjs/swagger';
import { routesWithoutAccess } from '../../apps/api/src/auth/access.routes.js';
import type { RouteTable } from '../../apps/api/src/http/route.table.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { call } from './client.js';

/** What serves the document is not in it, nor are the pages; HEAD comes with every GET. */
const OUTSIDE = /^\/(docs(-json$|\/|$)|checkout\/|order\/confirmed\/|dashboard($|\/\*|\/assets\/))/;
const METHODS = ['get', 'post', 'put', 'patch', 'delete'] as const;

let api: TestApplication;
let document: OpenAPIObject;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
  document = (await call<OpenAPIObject>(api, '/docs-json', { bearer: null })).body;
});
afterAll(() => api?.close());

const operations = () =>
  Object.entries(document.paths).flatMap(([path, item]) =>
    METHODS.flatMap((method) => (item[method] ? [{ path, method, name: `${method} ${path}`, ...item[method] }] : [])),
  );

it('is OpenAPI 3.1', () => {
  expect(document).toMatchObject({ openapi: '3.1.0', info: { title: 'Pasarela' } });
  expect(JSON.stringify(document)).not.toContain('nullable');
});

it('has exactly the routes that there are', () => {
  const table: RouteTable = (api.app.getHttpAdapter().getInstance() as { routeTable: RouteTable }).routeTable;
  const registered = table
    .all()
    .filter(({ method, url }) => method !== 'HEAD' && !OUTSIDE.test(url))
    .map(({ method, url }) => `${method.toLowerCase()} ${url.replace(/:(\w+)/g, '{$1}')}`);
  expect(
    operations()
      .map(({ name }) => name)
      .sort(),
  ).toEqual(registered.sort());
});

it('has no route without a declared access, and says for each who may call it', () => {
  expect(routesWithoutAccess(api.app)).toEqual([]);
  const security = Object.fromEntries(operations().map((operation) => [operation.name, operation.security]));
  expect(security).toMatchObject({
    'post /webhooks/{provider}': [],
    'get /health': [],
    'post /auth/login': [],
    'post /store/carts': [{ publishable_key: [] }, { bearer: [] }],
    'get /api/payments': [{ bearer: [] }],
    'get /metrics': [{ bearer: [] }],
    'post /backups': [{ bearer: [] }],
  });
  expect(Object.values(security)).not.toContain(undefined);
});

it('says that every call can answer with a problem document', () => {
  for (const { name, responses } of operations()) {
    expect([name, responses]).toMatchObject([name, { default: { $ref: '#/components/responses/Problem' } }]);
  }
  for (const response of Object.values(document.components?.responses ?? {})) {
    expect(response).toMatchObject({ content: { 'application/problem+json': {} } });
  }
});

it('has ids that are unique, references that lead somewhere, and every path parameter', () => {
  const ids = operations().map(({ operationId }) => operationId);
  expect(new Set(ids).size).toBe(ids.length);
  for (const [, group, name] of JSON.stringify(document).matchAll(/"#\/components\/(\w+)\/(\w+)"/g)) {
    expect(document.components).toHaveProperty([group ?? '', name ?? '']);
  }
  for (const { name, path, parameters = [] } of operations()) {
    const declared = parameters.flatMap((parameter) =>
      'in' in parameter && parameter.in === 'path' ? [parameter.name] : [],
    );
    expect([name, ...declared]).toEqual([name, ...[...path.matchAll(/\{(\w+)\}/g)].map(([, word]) => word)]);
  }
});

it('documents what is sent', () => {
  const withoutBody = [
    'post /backups',
    'post /api/notifications/test',
    'post /dashboard/session/refresh',
    'post /api/keys/{id}/revoke',
    'post /store/carts/{id}/complete',
    'post /store/carts/{id}/return',
    'post /api/queues/{name}/jobs/{id}/remove',
    'post /api/queues/{name}/jobs/{id}/retry',
    'post /api/queues/{name}/pause',
    'post /api/queues/{name}/resume',
    'post /api/webhook-events/{id}/retry',
    'post /api/payments/{id}/void',
  ];
  const posts = operations().filter(({ method, requestBody }) => method === 'post' && requestBody === undefined);
  expect(posts.map(({ name }) => name).sort()).toEqual(withoutBody.sort());
});

describe('Swagger UI', () => {
  it('is served with a policy that allows what its page loads, and no script of anybody else', async () => {
    const page = await call(api, '/docs', { bearer: null });
    const policy = page.headers['content-security-policy'] ?? '';
    expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html' } });
    expect(policy).toContain("script-src 'self';");
    expect(policy).toContain("connect-src 'self'");
    expect(page.text).not.toMatch(/<script(?![^>]* src=)/);
    const loaded = [...page.text.matchAll(/(?:src|href)=["'](\.\/docs\/[^"']+)["']/g)].map(([, url = '']) =>
      url.slice(1),
    );
    expect(loaded.length).toBeGreaterThan(3);
    for (const url of loaded) expect([url, (await call(api, url, { bearer: null })).status]).toEqual([url, 200]);
  });

  it('is not there in production, nor is the document', async () => {
    const env = { NODE_ENV: 'production', ROLE: 'api', ALLOWED_ORIGINS: 'https://shop.example' };
    const production = await startApplication({ env });
    try {
      for (const path of ['/docs', '/docs/', '/docs-json', '/docs/swagger-ui.css', '/docs-yaml']) {
        expect([path, (await call(production, path)).status]).toEqual([path, 404]);
      }
    } finally {
      await production.close();
    }
  });
});
