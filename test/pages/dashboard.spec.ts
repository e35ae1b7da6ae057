import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Logger } from '@nestjs/common';
import fastify from 'fastify';
import { DashboardDoor } from '../../apps/api/src/pages/dashboard.door.js';
import { pagesFolder } from '../../apps/api/src/pages/pages.folder.js';
import { call, problemCode, type Answer } from '../api/client.js';
import { startApplication, type TestApplication } from '../support/application.js';

const anybody = { bearer: null } as const;

describe('the dashboard', () => {
  let api: TestApplication;
  beforeAll(async () => {
    api = await startApplication({
      env: { NODE_ENV: 'production', ROLE: 'api', ALLOWED_ORIGINS: 'https://shop.example' },
    });
  });
  afterAll(() => api?.close());

  const policyOf = ({ headers }: Answer): string => headers['content-security-policy'] ?? '';
  const nonceOf = (page: Answer): string => /'nonce-([^']+)'/.exec(policyOf(page))?.[1] ?? '';

  it.each(['/dashboard', '/dashboard/', '/dashboard/eventos', '/dashboard/eventos/evt_1?x=1'])(
    '%s is one document, which may load and run nothing but its own files',
    async (path) => {
      const page = await call(api, path, anybody);
      expect(page).toMatchObject({ status: 200, headers: { 'content-type': 'text/html; charset=utf-8' } });
      expect(page.headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
      expect(policyOf(page).split(';')).toEqual([
        "default-src 'none'",
        "script-src 'self'",
        `style-src 'self' 'nonce-${nonceOf(page)}'`,
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
      ]);
      expect(page.text).not.toMatch(/<script(?![^>]* src="\/dashboard\/)|<style|style=|onload=|\{\{/);
    },
  );

  it('lets styles in by a nonce that no two answers share', async () => {
    const pages = await Promise.all([1, 2, 3].map(() => call(api, '/dashboard', anybody)));
    const nonces = pages.map(nonceOf);
    expect(new Set(nonces).size).toBe(3);
    for (const [index, page] of pages.entries()) {
      expect(nonces[index]).toMatch(/^[\w+/]{22}==$/);
      expect(page.text).toContain(`<meta property="csp-nonce" nonce="${nonces[index]}">`);
    }
  });

  it('has files that never change under their names, and the login weighs little', async () => {
    const { text } = await call(api, '/dashboard', anybody);
    const files = [...text.matchAll(/(?:src|href)="(\/dashboard\/assets\/[^"]+)"/g)].map(([, url = '']) => url);
    expect(files.length).toBeGreaterThanOrEqual(2);
    let bytes = text.length;
    for (const url of files) {
      const file = await call(api, url, { ...anybody, headers: { 'accept-encoding': 'gzip' } });
      expect([url, file.status, file.headers['content-encoding']]).toEqual([url, 200, 'gzip']);
      expect(file.headers['cache-control']).toBe('public, max-age=31536000, immutable');
      bytes += Number(file.headers['content-length']);
    }
    expect(bytes).toBeLessThan(125_000);
  });

  it('serves nothing beside its files, and leaves the session to the API', async () => {
    expect(problemCode(await call(api, '/dashboard/assets/none.js', anybody), 404)).toBe('not_found');
    expect((await call(api, '/dashboard/assets/..%2findex.html', anybody)).status).toBe(404);
    expect(problemCode(await call(api, '/dashboards', anybody), 404)).toBe('not_found');
    const login = await call(api, '/dashboard/session', { ...anybody, method: 'POST', body: api.keys.admin });
    expect(login.status).toBe(200);
    expect(problemCode(await call(api, '/dashboard/eventos', { ...anybody, method: 'POST', body: {} }), 405)).toBe(
      'method_not_allowed',
    );
  });
});

describe('a dashboard that was not built', () => {
  it('is looked for upwards and not found', () => {
    const folder = mkdtempSync(join(tmpdir(), 'pasarela-not-built-'));
    try {
      expect(pagesFolder('dashboard', folder)).toBeNull();
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('has no routes, and the log says how to build it', async () => {
    const warn = jest.spyOn(Logger.prototype, 'warn').mockImplementation(() => undefined);
    const server = fastify();
    try {
      await new DashboardDoor().register(server, null);
      expect(server.hasRoute({ method: 'GET', url: '/dashboard' })).toBe(false);
      expect(warn.mock.calls.flat().join(' ')).toContain('npm run build');
    } finally {
      warn.mockRestore();
      await server.close();
    }
  });
});
