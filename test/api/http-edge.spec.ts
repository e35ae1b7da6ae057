import { connect } from 'node:net';
import { startApplication, type TestApplication } from '../support/application.js';
import { call, problemCode, type Call } from './client.js';

const SHOP = 'https://shop.example';

let api: TestApplication;
beforeAll(async () => {
  api = await startApplication({ env: { ALLOWED_ORIGINS: `${SHOP},https://other.example` } });
});
afterAll(() => api?.close());

const storefront = (): Record<string, string> => ({ 'x-publishable-api-key': api.keys.publishable });

async function cart(): Promise<string> {
  const sent: Call = {
    method: 'POST',
    bearer: null,
    headers: storefront(),
    body: { currency: 'COP', amount: 5_000_000 },
  };
  const { body } = await call<{ cart: { id: string } }>(api, '/store/carts', sent);
  return body.cart.id;
}

/** What comes back for bytes that no HTTP client would send. */
function raw(bytes: string): Promise<string> {
  const { hostname, port } = new URL(api.url);
  return new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(Number(port), hostname, () => socket.write(bytes));
    socket.setEncoding('utf8').setTimeout(10_000, () => socket.destroy(new Error('no answer')));
    socket
      .on('data', (chunk: string) => (answer += chunk))
      .on('end', () => resolve(answer))
      .on('error', reject);
  });
}

describe('headers', () => {
  it.each(['/health/live', '/nothing/here', '/api/orders', '/api/orders?limit=0', '/health/live?x=%00'])(
    'protect the answer of %s',
    async (path) => {
      const { headers } = await call(api, path);
      expect(headers).toMatchObject({
        'content-security-policy': "default-src 'none';frame-ancestors 'none'",
        'cache-control': 'no-store',
        'cross-origin-resource-policy': 'same-origin',
        'referrer-policy': 'no-referrer',
        'strict-transport-security': 'max-age=31536000; includeSubDomains',
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'x-request-id': expect.stringMatching(/^req_/),
      });
      expect(headers).not.toHaveProperty('x-powered-by');
      expect(headers).not.toHaveProperty('server');
    },
  );

  it('are on a stream of events too', async () => {
    const cartId = await cart();
    const response = await fetch(`${api.url}/store/payment-status/${cartId}/events`, {
      headers: { ...storefront(), origin: SHOP, 'x-request-id': 'mine' },
    });
    await response.body?.cancel();
    expect(response.status).toBe(200);
    expect(Object.fromEntries(response.headers)).toMatchObject({
      'content-type': 'text/event-stream',
      'access-control-allow-origin': SHOP,
      'x-content-type-options': 'nosniff',
      'x-request-id': 'mine',
    });
  });
});

describe('CORS', () => {
  const preflight = (origin: string): Call => ({
    method: 'OPTIONS',
    bearer: null,
    headers: {
      origin,
      'access-control-request-method': 'POST',
      'access-control-request-headers': 'x-publishable-api-key',
    },
  });

  it('lets the configured shops call, with the key in its header', async () => {
    const { status, headers } = await call(api, '/store/carts', preflight(SHOP));
    expect(status).toBe(204);
    expect(headers).toMatchObject({ 'access-control-allow-origin': SHOP, vary: expect.stringMatching(/origin/i) });
    expect(headers['access-control-allow-headers']).toContain('x-publishable-api-key');
    expect(headers['access-control-allow-methods']).toContain('POST');
    const answer = await call(api, '/health/live', { headers: { origin: SHOP } });
    expect(answer.headers).toMatchObject({
      'access-control-allow-origin': SHOP,
      'access-control-expose-headers': expect.stringContaining('x-request-id'),
    });
  });

  it.each([
    'https://evil.example',
    'https://shop.example.evil.example',
    'http://shop.example',
    'https://shop.example:8443',
    'null',
  ])('says nothing to %s', async (origin) => {
    for (const sent of [preflight(origin), { headers: { origin } }]) {
      const { headers } = await call(api, '/store/carts', sent);
      expect(headers).not.toHaveProperty('access-control-allow-origin');
      expect(headers).not.toHaveProperty('access-control-allow-credentials');
    }
  });

  it('is on errors as well, so that a shop can read them', async () => {
    for (const path of ['/store/carts/none', '/nothing']) {
      const { headers } = await call(api, path, { bearer: null, headers: { ...storefront(), origin: SHOP } });
      expect(headers['access-control-allow-origin']).toBe(SHOP);
    }
  });

  it('is of no concern to webhooks', async () => {
    const { headers } = await call(api, '/webhooks/wompi', {
      method: 'POST',
      bearer: null,
      body: {},
      headers: { origin: SHOP },
    });
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('is not there when no origin is configured', async () => {
    const closed = await startApplication({ env: { ROLE: 'api' } });
    try {
      const answer = await call(closed, '/store/carts', preflight(SHOP));
      expect(answer).toMatchObject({ status: 204, headers: { allow: 'POST, OPTIONS' } });
      expect(answer.headers).not.toHaveProperty('access-control-allow-origin');
    } finally {
      await closed.close();
    }
  });
});

describe('paths and methods', () => {
  it.each(['/', '/nothing', '/api', '/api/orders/ord_1/secret', '/store/cart', '/.git/config', '/api/orders/'])(
    '%s is 404',
    async (path) => {
      expect(problemCode(await call(api, path), 404)).toBe('not_found');
    },
  );

  it.each<[NonNullable<Call['method']>, string, string]>([
    ['DELETE', '/api/orders', 'GET, HEAD, OPTIONS'],
    ['PUT', '/store/carts/cart_1', 'GET, HEAD, OPTIONS'],
    ['GET', '/webhooks/wompi', 'POST, OPTIONS'],
    ['PATCH', '/auth/login?x=1', 'POST, OPTIONS'],
    ['TRACE', '/health', 'GET, HEAD, OPTIONS'],
  ])('%s %s is 405 and says what is allowed', async (method, path, allow) => {
    const answer = await call(api, path, { method });
    expect(problemCode(answer, 405)).toBe('method_not_allowed');
    expect(answer.headers['allow']).toBe(allow);
  });

  it('never echoes a TRACE', async () => {
    const answer = await call(api, '/nothing', { method: 'TRACE', headers: { 'x-canary': 'canary' } });
    expect(answer.status).toBe(404);
    expect(answer.text).not.toContain('canary');
  });

  it('answers HEAD as GET, without the body', async () => {
    const head = await call(api, '/api/orders', { method: 'HEAD' });
    expect(head).toMatchObject({
      status: 200,
      text: '',
      headers: { 'content-type': 'application/json; charset=utf-8' },
    });
    expect((await call(api, '/api/orders', { method: 'HEAD', bearer: null })).status).toBe(401);
  });

  it('does not keep a HEAD of a stream open', async () => {
    const path = `/store/payment-status/${await cart()}/events`;
    const head = await call(api, path, { method: 'HEAD', bearer: null, headers: storefront() });
    expect(head).toMatchObject({ status: 200, text: '' });
  });

  it('answers a path that cannot be decoded with a problem', async () => {
    expect(problemCode(await call(api, '/api/orders/%zz'), 400)).toBe('bad_request');
  });
});

describe('what is no request', () => {
  it.each([
    ['garbage', 'HELLO\r\n\r\n', '400 Bad Request'],
    ['a method that does not exist', 'BREW /health HTTP/1.1\r\nhost: x\r\n\r\n', '400 Bad Request'],
    [
      'headers beyond the limit',
      `GET /health HTTP/1.1\r\nhost: x\r\nx-long: ${'x'.repeat(9_000)}\r\n\r\n`,
      '431 Request Header Fields Too Large',
    ],
    [
      'two lengths',
      'POST /store/carts HTTP/1.1\r\nhost: x\r\ncontent-length: 2\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n',
      '400 Bad Request',
    ],
  ])('%s gets a problem document and a closed connection', async (_what, bytes, status) => {
    const answer = await raw(bytes);
    const [head = '', body = ''] = answer.split('\r\n\r\n');
    expect(head.startsWith(`HTTP/1.1 ${status}\r\n`)).toBe(true);
    expect(head).toContain('content-type: application/problem+json');
    expect(JSON.parse(body)).toMatchObject({ status: Number(status.slice(0, 3)), code: expect.any(String) });
  });
});

describe('a process that only works', () => {
  it('serves health and metrics, and nothing of the API', async () => {
    const worker = await startApplication({ env: { ROLE: 'worker' } });
    try {
      expect((await call(worker, '/health')).status).toBe(200);
      expect((await call(worker, '/metrics')).status).toBe(200);
      for (const path of ['/docs', '/docs-json', '/api/orders', '/store/carts', '/webhooks/wompi']) {
        expect([path, (await call(worker, path, { method: 'POST' })).status]).toEqual([path, 404]);
      }
    } finally {
      await worker.close();
    }
  });
});
