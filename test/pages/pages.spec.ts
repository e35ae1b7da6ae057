import { call, problemCode } from '../api/client.js';
import { startApplication, type TestApplication } from '../support/application.js';

const PAGES = ['/checkout/cart_1', '/checkout/cart_1/return?id=1-2-3', '/order/confirmed/order_1'];
const anybody = { bearer: null } as const;

describe('the pages', () => {
  let api: TestApplication;
  beforeAll(async () => {
    const support = { SUPPORT_URL: 'https://shop.example/ayuda', SUPPORT_EMAIL: 'ayuda@shop.example' };
    const env = { NODE_ENV: 'production', ROLE: 'api', ALLOWED_ORIGINS: 'https://shop.example', ...support };
    api = await startApplication({ env });
  });
  afterAll(() => api?.close());

  it.each(PAGES)(
    '%s is a document that may load and run nothing but its own files and the gateways it needs',
    async (path) => {
      const page = await call(api, path, anybody);
      expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
      const policy = (page.headers['content-security-policy'] ?? '').split(';');
      expect(policy).toContain("default-src 'none'");
      expect(policy).toContain("style-src 'self'");
      expect(policy).toContain("base-uri 'none'");
      expect(policy).toContain("frame-ancestors 'none'");
      expect(policy.join(';')).not.toMatch(/unsafe|\*/);
      expect(page.text).not.toMatch(/<script(?![^>]* src=)|<style|style=|onload=/);
      expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    },
  );

  it('has files that never change under their names, sent compressed to who takes that', async () => {
    const { text } = await call(api, PAGES[0] as string, anybody);
    const files = [...text.matchAll(/(?:src|href)="(\/checkout\/assets\/[^"]+)"/g)].map(([, url = '']) => url);
    expect(files.length).toBeGreaterThanOrEqual(2);
    for (const url of files) {
      expect(url).toMatch(/-[\w-]{8}\.(js|css)$/);
      const file = await call(api, url, { ...anybody, headers: { 'accept-encoding': 'br' } });
      expect([url, file.status, file.headers['content-encoding']]).toEqual([url, 200, 'br']);
      expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      expect(file.headers['x-content-type-options']).toBe('nosniff');
      const plain = await call(api, url, anybody);
      expect([plain.status, plain.headers['content-encoding']]).toEqual([200, undefined]);
    }
  });

  it('weighs little: a telephone on a slow network has it in a moment', async () => {
    const { text } = await call(api, PAGES[0] as string, anybody);
    let bytes = text.length;
    for (const [, url = ''] of text.matchAll(/(?:src|href)="(\/checkout\/assets\/[^"]+)"/g)) {
      const { headers } = await call(api, url, { ...anybody, headers: { 'accept-encoding': 'br' } });
      bytes += Number(headers['content-length']);
    }
    expect(bytes).toBeLessThan(90_000);
  });

  it('tells the pages the publishable key and where to ask for help, and nothing else', async () => {
    const { status, body } = await call(api, '/checkout/config.json', anybody);
    expect([status, body]).toEqual([
      200,
      {
        publishable_key: api.keys.publishable,
        support_url: 'https://shop.example/ayuda',
        support_email: 'ayuda@shop.example',
      },
    ]);
  });

  it('serves nothing beside its files', async () => {
    for (const path of ['/checkout/assets/none.js', '/checkout', '/order/confirmed']) {
      expect([path, problemCode(await call(api, path, anybody), 404)]).toEqual([path, 'not_found']);
    }
    expect((await call(api, '/checkout/assets/', anybody)).status).toBe(403);
    expect((await call(api, '/checkout/assets/..%2findex.html', anybody)).status).toBe(404);
    expect(problemCode(await call(api, '/checkout/config.json', { ...anybody, method: 'POST', body: {} }), 405)).toBe(
      'method_not_allowed',
    );
  });
});

describe('the pages of an installation without a publishable key', () => {
  it('say what is missing', async () => {
    const api = await startApplication({ env: { ROLE: 'api', STORE_PUBLISHABLE_KEY: '' } });
    try {
      for (const path of [...PAGES, '/checkout/config.json']) {
        const answer = await call(api, path, anybody);
        expect([path, problemCode(answer, 404)]).toEqual([path, 'pages_not_configured']);
      }
    } finally {
      await api.close();
    }
  });
});
