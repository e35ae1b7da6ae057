import { startApplication, type TestApplication } from '../support/application.js';
import { call, problemCode, type Call } from './client.js';

const JSON_TYPE = { 'content-type': 'application/json' };

let api: TestApplication;
beforeAll(async () => {
  api = await startApplication({ env: { ROLE: 'api' } });
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

describe('bodies', () => {
  const post = (body: string, headers: Record<string, string> = JSON_TYPE) =>
    call(api, '/store/carts', { method: 'POST', bearer: api.keys.secret, body, headers });
  const deep = (depth: number) => '{"metadata":'.repeat(depth) + '1' + '}'.repeat(depth);

  it.each<[string, string, string]>([
    ['cut short', '{"currency":"COP"', 'malformed_json'],
    ['no JSON', 'currency=COP', 'malformed_json'],
    ['two values', '{}{}', 'malformed_json'],
    ['a poisoned prototype', '{"__proto__":{"admin":true}}', 'malformed_json'],
    ['a poisoned prototype further down', '{"metadata":{"__proto__":{"admin":true}}}', 'malformed_json'],
    ['a poisoned constructor', '{"constructor":{"prototype":{"admin":true}}}', 'malformed_json'],
    ['too deep', deep(33), 'body_too_complex'],
    ['far too deep', deep(5_000), 'body_too_complex'],
    [
      'too many keys',
      JSON.stringify(Object.fromEntries(Array.from({ length: 1_001 }, (_, n) => [`k${n}`, n]))),
      'body_too_complex',
    ],
    ['a list', '[]', 'validation_failed'],
    ['a text', '"COP"', 'validation_failed'],
    ['null', 'null', 'validation_failed'],
    ['nothing', '', 'validation_failed'],
    ['nested within bounds, but nothing we know', deep(32), 'validation_failed'],
  ])('refuses %s', async (_what, body, code) => {
    const answer = await post(body);
    expect(problemCode(answer, 400)).toBe(code);
    expect(answer.text).not.toContain('admin');
  });

  it.each([
    ['application/x-www-form-urlencoded', 'currency=COP'],
    ['text/plain', '{"currency":"COP","amount":1}'],
    ['multipart/form-data; boundary=x', '--x--'],
    ['application/xml', '<a/>'],
  ])('reads no %s', async (type, body) => {
    expect(problemCode(await post(body, { 'content-type': type }), 415)).toBe('unsupported_media_type');
  });

  it('stops at a hundred kilobytes', async () => {
    const body = JSON.stringify({ currency: 'COP', amount: 1, metadata: { text: 'x'.repeat(101 * 1024) } });
    expect(problemCode(await post(body), 413)).toBe('payload_too_large');
  });

  it('takes no field that it did not ask for', async () => {
    const created = await post(
      '{"currency":"COP","amount":5000000,"status":"completed","tenant_id":"other","id":"cart_mine"}',
    );
    expect(problemCode(created, 400)).toBe('validation_failed');
    const fields = (created.body['errors'] as { field: string }[]).map(({ field }) => field);
    expect(fields.sort()).toEqual(['id', 'status', 'tenant_id']);
  });

  it.each([
    ['/auth/login', { email: { $ne: null }, password: ['x'] }],
    ['/auth/login', { email: 'a@b.co', password: 'x', role: 'admin' }],
    ['/auth/refresh', { refresh_token: 5 }],
    ['/auth/logout', { refresh_token: 5 }],
    ['/auth/logout', { refresh_token: {}, session_id: 'x' }],
  ])('refuses %s %j', async (path, body) => {
    expect(problemCode(await call(api, path, { method: 'POST', bearer: null, body }), 400)).toBe('validation_failed');
  });

  it('takes a call without a body whatever its content type says', async () => {
    const id = await cart();
    const sent: Call = { method: 'POST', bearer: null, headers: { ...storefront(), ...JSON_TYPE } };
    expect((await call(api, `/store/carts/${id}/complete`, sent)).status).toBe(201);
    expect(problemCode(await call(api, '/auth/logout', { method: 'POST', bearer: null }), 401)).toBe('unauthorized');
  });
});
