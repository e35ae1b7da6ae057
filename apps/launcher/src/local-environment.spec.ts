import { localEnvironment, needsEmbeddedDatabase, sandboxEnvironment, sandboxGateways } from './local-environment.js';
import type { LocalSecrets } from './local-secrets.js';

const secrets: LocalSecrets = {
  JWT_ACCESS_SECRET: 'local-access',
  JWT_REFRESH_SECRET: 'local-refresh',
  ADMIN_EMAIL: 'admin@pasarela.local',
  ADMIN_PASSWORD: 'local-password',
  STORE_PUBLISHABLE_KEY: 'pk_local',
  API_SECRET_KEY: 'sk_local',
  WOMPI_PUBLIC_KEY: 'pub_test_local',
  WOMPI_PRIVATE_KEY: 'prv_test_local',
  WOMPI_EVENTS_SECRET: 'test_events_local',
  WOMPI_INTEGRITY_SECRET: 'test_integrity_local',
  MERCADOPAGO_ACCESS_TOKEN: 'TEST-local',
  MERCADOPAGO_PUBLIC_KEY: 'TEST-public',
  MERCADOPAGO_WEBHOOK_SECRET: 'mp-local',
  STRIPE_SECRET_KEY: 'sk_test_local',
  STRIPE_PUBLISHABLE_KEY: 'pk_test_local',
  STRIPE_WEBHOOK_SECRET: 'whsec_local',
};

const local = {
  databaseUrl: 'postgresql://local/pasarela',
  sandboxUrl: 'http://127.0.0.1:4000',
  secrets,
  dataFolder: '/data',
  host: '127.0.0.1',
  port: 3000,
  apiUrl: 'http://127.0.0.1:3000',
};

describe('localEnvironment', () => {
  it('fills everything when the caller decided nothing', () => {
    expect(localEnvironment({ PATH: '/bin' }, local)).toEqual({
      ...secrets,
      PATH: '/bin',
      NODE_ENV: 'development',
      HOST: '127.0.0.1',
      PORT: '3000',
      CHECKOUT_BASE_URL: 'http://127.0.0.1:3000',
      DATABASE_URL: 'postgresql://local/pasarela',
      BACKUP_DIR: '/data/backups',
      WOMPI_ENVIRONMENT: 'test',
      WOMPI_BASE_URL: 'http://127.0.0.1:4000/wompi/v1',
      MERCADOPAGO_BASE_URL: 'http://127.0.0.1:4000/mercadopago',
      STRIPE_BASE_URL: 'http://127.0.0.1:4000',
      WOMPI_CHECKOUT_URL: 'http://127.0.0.1:4000',
      STRIPE_JS_URL: 'http://127.0.0.1:4000/v3',
    });
  });

  it.each(['DATABASE_URL', 'JWT_ACCESS_SECRET', 'ADMIN_PASSWORD', 'NODE_ENV', 'BACKUP_DIR', 'STRIPE_BASE_URL'])(
    "keeps the caller's %s",
    (name) => {
      expect(localEnvironment({ [name]: 'mine' }, local)[name]).toBe('mine');
    },
  );

  it('takes an empty variable as not set', () => {
    const env = localEnvironment({ DATABASE_URL: '', STRIPE_SECRET_KEY: '' }, local);
    expect(env['DATABASE_URL']).toBe('postgresql://local/pasarela');
    expect(env['STRIPE_SECRET_KEY']).toBe('sk_test_local');
  });

  it.each([
    ['WOMPI_PRIVATE_KEY', 'WOMPI_'],
    ['WOMPI_EVENTS_SECRET', 'WOMPI_'],
    ['MERCADOPAGO_ACCESS_TOKEN', 'MERCADOPAGO_'],
    ['STRIPE_WEBHOOK_SECRET', 'STRIPE_'],
  ])('uses nothing of the sandbox for a gateway once %s is set', (name, prefix) => {
    const env = localEnvironment({ [name]: 'mine' }, local);
    const ofGateway = Object.entries(env).filter(([key]) => key.startsWith(prefix));
    expect(ofGateway).toEqual([[name, 'mine']]);
  });

  it('leaves the other gateways on the sandbox', () => {
    const env = localEnvironment({ STRIPE_SECRET_KEY: 'mine' }, local);
    expect(env['WOMPI_PRIVATE_KEY']).toBe('prv_test_local');
    expect(env['STRIPE_WEBHOOK_SECRET']).toBeUndefined();
  });

  it('makes the gateways unreachable while no sandbox runs', () => {
    const env = localEnvironment({}, { ...local, sandboxUrl: null });
    expect(env['WOMPI_BASE_URL']).toBe('http://127.0.0.1:9/wompi/v1');
    expect(env['WOMPI_CHECKOUT_URL']).toBe('http://127.0.0.1:9');
  });
});

describe('sandboxGateways', () => {
  it("ignores a gateway's variables that are no key", () => {
    const caller = { WOMPI_ENVIRONMENT: 'test', STRIPE_BASE_URL: 'http://127.0.0.1:1', WOMPI_BASE_URL: 'x' };
    expect(sandboxGateways(caller)).toEqual(['WOMPI', 'MERCADOPAGO', 'STRIPE']);
  });

  it('is empty when every gateway has keys', () => {
    const caller = { WOMPI_PUBLIC_KEY: 'a', MERCADOPAGO_WEBHOOK_SECRET: 'b', STRIPE_PUBLISHABLE_KEY: 'c' };
    expect(sandboxGateways(caller)).toEqual([]);
  });
});

describe('sandboxEnvironment', () => {
  it('shares secrets only for the gateways that the sandbox imitates', () => {
    const env = sandboxEnvironment({ STRIPE_SECRET_KEY: 'mine' }, { secrets, targetUrl: 'http://api', port: 4000 });
    expect(env).toMatchObject({
      WOMPI_EVENTS_SECRET: 'test_events_local',
      SANDBOX_HOST: '127.0.0.1',
      SANDBOX_PORT: '4000',
      SANDBOX_TARGET_URL: 'http://api',
    });
    expect(env['STRIPE_WEBHOOK_SECRET']).toBeUndefined();
    expect(env['JWT_ACCESS_SECRET']).toBeUndefined();
  });

  it("does not hand the merchant's real keys to the sandbox", () => {
    const caller = { STRIPE_SECRET_KEY: 'sk_live_mine', DATABASE_URL: 'postgresql://mine', PATH: '/bin' };
    const env = sandboxEnvironment(caller, { secrets, targetUrl: 'http://api', port: 4000 });
    expect(env['STRIPE_SECRET_KEY']).toBeUndefined();
    expect(env['DATABASE_URL']).toBeUndefined();
    expect(env['PATH']).toBe('/bin');
  });
});

describe('needsEmbeddedDatabase', () => {
  it.each([
    [{}, true],
    [{ DATABASE_URL: '' }, true],
    [{ DATABASE_URL: 'postgresql://mine' }, false],
  ])('of %j is %s', (caller, expected) => {
    expect(needsEmbeddedDatabase(caller)).toBe(expected);
  });
});
