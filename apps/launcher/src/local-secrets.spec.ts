import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { localSecrets } from './local-secrets.js';

describe('localSecrets', () => {
  let folder: string;
  let file: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'pasarela-secrets-'));
    file = join(folder, 'secrets.json');
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('are made once and kept where only their owner reads them', () => {
    const made = localSecrets(file);
    expect(localSecrets(file)).toEqual(made);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('differ between installations and among themselves', () => {
    const made = localSecrets(file);
    const others = localSecrets(join(folder, 'other.json'));
    expect(made.JWT_ACCESS_SECRET).not.toBe(others.JWT_ACCESS_SECRET);
    expect(made.JWT_ACCESS_SECRET).not.toBe(made.JWT_REFRESH_SECRET);
  });

  it('keeps the known ones when a newer version wants one more', () => {
    const { STRIPE_WEBHOOK_SECRET, ...rest } = localSecrets(file);
    writeFileSync(file, JSON.stringify(rest));
    const again = localSecrets(file);
    expect(again).toMatchObject(rest);
    expect(again.STRIPE_WEBHOOK_SECRET).not.toBe(STRIPE_WEBHOOK_SECRET);
    expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(again);
  });

  it("have the shapes of the gateways' own test keys", () => {
    expect(localSecrets(file)).toMatchObject({
      STORE_PUBLISHABLE_KEY: expect.stringMatching(/^pk_\w{16,}$/),
      API_SECRET_KEY: expect.stringMatching(/^sk_\w{16,}$/),
      WOMPI_PUBLIC_KEY: expect.stringMatching(/^pub_test_/),
      WOMPI_PRIVATE_KEY: expect.stringMatching(/^prv_test_/),
      WOMPI_EVENTS_SECRET: expect.stringMatching(/^test_events_/),
      WOMPI_INTEGRITY_SECRET: expect.stringMatching(/^test_integrity_/),
      MERCADOPAGO_ACCESS_TOKEN: expect.stringMatching(/^TEST-\d{16}-\d{6}-[0-9a-f]{32}-\d{9}$/),
      STRIPE_SECRET_KEY: expect.stringMatching(/^sk_test_/),
      STRIPE_PUBLISHABLE_KEY: expect.stringMatching(/^pk_test_/),
      STRIPE_WEBHOOK_SECRET: expect.stringMatching(/^whsec_/),
    });
  });
});
