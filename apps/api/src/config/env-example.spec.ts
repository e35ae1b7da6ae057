import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describeConfig } from './describe-config.js';
import { renderEnvExample } from './env-example.js';
import { loadConfig } from './load-config.js';

const FILE = join(__dirname, '../../../../.env.example');

describe('.env.example', () => {
  it('says what the configuration classes declare (UPDATE_ENV_EXAMPLE=1 writes it)', () => {
    if (process.env['UPDATE_ENV_EXAMPLE'] === '1') writeFileSync(FILE, renderEnvExample());
    expect(readFileSync(FILE, 'utf8')).toBe(renderEnvExample());
  });

  it('lists no variable twice and holds no secret', () => {
    const names = [...renderEnvExample().matchAll(/^#?([A-Z_]+)=(.*)$/gm)];
    expect(new Set(names.map(([, name]) => name)).size).toBe(names.length);
    for (const [, name, value] of names) if (/SECRET|PASSWORD|KEY|TOKEN/.test(name ?? '')) expect(value).toBe('');
  });
});

describe('describeConfig', () => {
  it('says of every secret whether it is there, and nothing else', () => {
    const { config } = loadConfig({
      DATABASE_URL: 'postgresql://canary:canary@127.0.0.1/canary',
      JWT_ACCESS_SECRET: 'canary-access-0123456789abcdefghij',
      JWT_REFRESH_SECRET: 'canary-refresh-0123456789abcdefghij',
      STRIPE_SECRET_KEY: 'sk_test_canary0123456789abcdef',
      STRIPE_WEBHOOK_SECRET: 'whsec_canary_new_0123456789,whsec_canary_old_0123456789',
    });
    const lines = describeConfig(config);
    expect(lines).toContain('stripe.secretKey: configured');
    expect(lines).toContain('stripe.webhookSecret: configured (2)');
    expect(lines).toContain('wompi.privateKey: not configured');
    expect(lines.join('\n')).not.toContain('canary');
  });
});
