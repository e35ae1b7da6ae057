import { loadConfig } from './load-config.js';
import { ConfigurationError, type Environment } from './environment.report.js';

const MINIMAL: Environment = {
  DATABASE_URL: 'postgresql://pasarela:canary-password@127.0.0.1:5432/pasarela',
  JWT_ACCESS_SECRET: 'access-canary-0123456789abcdefghij',
  JWT_REFRESH_SECRET: 'refresh-canary-0123456789abcdefghij',
};

const WOMPI: Environment = {
  WOMPI_PUBLIC_KEY: 'pub_test_canary0123456789abcdef',
  WOMPI_PRIVATE_KEY: 'prv_test_canary0123456789abcdef',
  WOMPI_EVENTS_SECRET: 'test_events_canary0123456789abc',
  WOMPI_INTEGRITY_SECRET: 'test_integrity_canary0123456789',
};

function load(environment: Environment = {}) {
  return loadConfig({ ...MINIMAL, ...environment });
}

function problems(environment: Environment): readonly string[] {
  try {
    loadConfig(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const problemsWith = (environment: Environment) => problems({ ...MINIMAL, ...environment });
const invalid = (name: string): unknown =>
  expect.stringMatching(new RegExp(`^Variable de entorno inválida: ${name} \\(.+\\)$`));
const missing = (name: string) => `Falta variable de entorno requerida: ${name}`;

describe('loadConfig', () => {
  it('fills in the defaults of a minimal environment', () => {
    const { config } = load();
    expect(config).toMatchObject({
      environment: 'development',
      role: 'all',
      logLevel: 'info',
      http: { host: '127.0.0.1', port: 3000, trustProxy: false, allowedOrigins: [] },
      database: { migrateOnBoot: false, poolSize: 10, inboxPoolSize: 2 },
      redis: null,
      webhooks: {
        maxAttempts: 3,
        backoffMs: [60_000, 300_000, 900_000],
        leaseMs: 60_000,
        sweepIntervalMs: 5_000,
        breakerOpenMs: 30_000,
        ipAllowlist: [],
      },
      orders: { earlyResultTtlMs: 1_800_000, paymentTimeoutMs: 86_400_000, maintenanceIntervalMs: 60_000 },
      checkout: {
        baseUrl: 'http://localhost:3000',
        allowedReturnOrigins: [],
        sessionTtlMs: 3_600_000,
        cashTtlMs: 259_200_000,
        supportUrl: null,
        supportEmail: null,
      },
      reconciliation: { schedule: '7 * * * *', windowMs: 172_800_000, silenceAlertMs: 1_800_000 },
      backups: {
        auto: false,
        schedule: '0 3 * * *',
        directory: '.pasarela/backups',
        retention: 7,
        encryptionKeys: [],
        bucket: null,
        drillSchedule: null,
        scratchUrl: null,
      },
      gateways: { wompi: null, mercadopago: null, stripe: null },
      gatewayTimeoutMs: 10_000,
    });
  });

  it('takes an empty variable for one that is not set', () => {
    expect(problemsWith({ DATABASE_URL: '', JWT_ACCESS_SECRET: '   ' })).toEqual([
      missing('DATABASE_URL'),
      missing('JWT_ACCESS_SECRET'),
    ]);
    expect(load({ PORT: '', REDIS_URL: '', WOMPI_PUBLIC_KEY: '' }).config).toMatchObject({
      http: { port: 3000 },
      redis: null,
      gateways: { wompi: null },
    });
  });

  it('listens on every address in production only', () => {
    expect(load({ NODE_ENV: 'production' }).config.http.host).toBe('0.0.0.0');
    expect(load({ NODE_ENV: 'production', HOST: '10.0.0.5' }).config.http.host).toBe('10.0.0.5');
  });

  it('names every problem at once, one line each, and never a value', () => {
    const named = problems({
      NODE_ENV: 'production',
      DATABASE_URL: 'mysql://u:canary@h/db',
      JWT_ACCESS_SECRET: 'canary',
      ALLOWED_ORIGINS: 'https://shop.example,*',
      PORT: '70canary',
      WOMPI_PUBLIC_KEY: 'pub_prod_canary0123456789abc',
      WOMPI_BASE_URL: 'ftp://canary',
      STRIPE_SECRET_KEY: 'sk_test_canary0123456789abc',
      BACKUP_SCHEDULE: 'canary',
    });
    expect(named).toEqual(
      expect.arrayContaining([
        invalid('DATABASE_URL'),
        invalid('JWT_ACCESS_SECRET'),
        missing('JWT_REFRESH_SECRET'),
        invalid('ALLOWED_ORIGINS'),
        invalid('PORT'),
        invalid('WOMPI_PUBLIC_KEY'),
        missing('WOMPI_PRIVATE_KEY'),
        missing('WOMPI_EVENTS_SECRET'),
        missing('WOMPI_INTEGRITY_SECRET'),
        invalid('WOMPI_BASE_URL'),
        missing('STRIPE_WEBHOOK_SECRET'),
        invalid('BACKUP_SCHEDULE'),
      ]),
    );
    expect(named).toHaveLength(12);
    expect(named.join('\n')).not.toContain('canary');
  });

  it.each<[string, Environment]>([
    ['NODE_ENV', { NODE_ENV: 'prod' }],
    ['ROLE', { ROLE: 'web' }],
    ['PORT', { PORT: '-1' }],
    ['PORT', { PORT: '65536' }],
    ['HOST', { HOST: 'http://x' }],
    ['LOG_LEVEL', { LOG_LEVEL: 'verbose' }],
    ['TRUST_PROXY', { TRUST_PROXY: 'maybe' }],
    ['TRUST_PROXY', { TRUST_PROXY: '1' }],
    ['TRUST_PROXY', { TRUST_PROXY: '10.0.0.0/33' }],
    ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'shop.example' }],
    ['ALLOWED_ORIGINS', { ALLOWED_ORIGINS: 'https://shop.example/path' }],
    ['ALLOWED_ORIGINS', { NODE_ENV: 'production', ALLOWED_ORIGINS: '*' }],
    ['DATABASE_URL', { DATABASE_URL: 'postgresql://localhost' }],
    ['DATABASE_URL', { DATABASE_URL: 'not a url' }],
    ['DATABASE_POOL_SIZE', { DATABASE_POOL_SIZE: '0' }],
    ['MIGRATE_ON_BOOT', { MIGRATE_ON_BOOT: 'si' }],
    ['REDIS_URL', { REDIS_URL: 'http://localhost:6379' }],
    ['JWT_ACCESS_SECRET', { JWT_ACCESS_SECRET: 'x'.repeat(31) }],
    ['JWT_REFRESH_SECRET', { JWT_REFRESH_SECRET: MINIMAL['JWT_ACCESS_SECRET'] }],
    ['ADMIN_EMAIL', { ADMIN_EMAIL: 'admin', ADMIN_PASSWORD: 'long-enough-password' }],
    ['ADMIN_PASSWORD', { ADMIN_EMAIL: 'admin@shop.example', ADMIN_PASSWORD: 'short' }],
    ['STORE_PUBLISHABLE_KEY', { STORE_PUBLISHABLE_KEY: 'pk_tooshort' }],
    ['STORE_PUBLISHABLE_KEY', { STORE_PUBLISHABLE_KEY: 'sk_0123456789abcdef' }],
    ['API_SECRET_KEY', { API_SECRET_KEY: 'sk_0123456789abcde-' }],
    ['WEBHOOK_MAX_ATTEMPTS', { WEBHOOK_MAX_ATTEMPTS: '0' }],
    ['WEBHOOK_BACKOFF', { WEBHOOK_BACKOFF: '1m,,5m' }],
    ['WEBHOOK_BACKOFF', { WEBHOOK_BACKOFF: '60' }],
    ['WEBHOOK_BACKOFF', { WEBHOOK_BACKOFF: '0s' }],
    ['WEBHOOK_LEASE', { WEBHOOK_LEASE: '25h' }],
    ['WEBHOOK_LEASE', { WEBHOOK_LEASE: '5s', GATEWAY_TIMEOUT: '10s' }],
    ['WEBHOOK_IP_ALLOWLIST', { WEBHOOK_IP_ALLOWLIST: '300.1.1.1' }],
    ['EARLY_RESULT_TTL', { EARLY_RESULT_TTL: '-30m' }],
    ['BACKUP_SCHEDULE', { BACKUP_SCHEDULE: '60 3 * * *' }],
    ['BACKUP_SCHEDULE', { BACKUP_SCHEDULE: '0 3 * * * *' }],
    ['BACKUP_RETENTION', { BACKUP_RETENTION: '0' }],
    ['WOMPI_ENVIRONMENT', { ...WOMPI, WOMPI_ENVIRONMENT: 'sandbox' }],
    ['WOMPI_BASE_URL', { ...WOMPI, WOMPI_BASE_URL: 'https://sandbox.wompi.co' }],
    ['WOMPI_BASE_URL', { ...WOMPI, WOMPI_BASE_URL: 'https://production.wompi.co/v1' }],
    ['WOMPI_BASE_URL', { ...WOMPI, WOMPI_BASE_URL: 'https://u:p@sandbox.wompi.co/v1' }],
    ['WOMPI_EVENTS_SECRET', { ...WOMPI, WOMPI_EVENTS_SECRET: ',' }],
    ['WOMPI_EVENTS_SECRET', { ...WOMPI, WOMPI_EVENTS_SECRET: 'test_events_' }],
    ['WOMPI_EVENTS_SECRET', { ...WOMPI, WOMPI_EVENTS_SECRET: 'test_events_0123456789abc,prod_events_0123456789abc' }],
    ['WOMPI_PRIVATE_KEY', { ...WOMPI, WOMPI_PRIVATE_KEY: 'prv_prod_0123456789abcdef' }],
    ['WOMPI_INTEGRITY_SECRET', { ...WOMPI, WOMPI_INTEGRITY_SECRET: 'two words' }],
    ['MERCADOPAGO_BASE_URL', { ...mercadoPago(), MERCADOPAGO_BASE_URL: 'https://api.mercadopago.com/v1' }],
    ['MERCADOPAGO_ACCESS_TOKEN', { ...mercadoPago(), MERCADOPAGO_ENVIRONMENT: 'production' }],
    ['CHECKOUT_BASE_URL', { CHECKOUT_BASE_URL: 'javascript:alert(1)' }],
    ['CHECKOUT_BASE_URL', { CHECKOUT_BASE_URL: 'https://pay.shop.example/?next=x' }],
    ['CHECKOUT_ALLOWED_RETURN_ORIGINS', { CHECKOUT_ALLOWED_RETURN_ORIGINS: '*' }],
    ['CHECKOUT_ALLOWED_RETURN_ORIGINS', { CHECKOUT_ALLOWED_RETURN_ORIGINS: 'https://shop.example/path' }],
    ['PAYMENT_SESSION_TTL', { PAYMENT_SESSION_TTL: '10m' }],
    ['SUPPORT_URL', { SUPPORT_URL: 'shop.example' }],
    ['SUPPORT_EMAIL', { SUPPORT_EMAIL: 'soporte' }],
    ['SUPPORT_EMAIL', { SUPPORT_EMAIL: 'a@b"><script>' }],
    ['RECONCILIATION_SCHEDULE', { RECONCILIATION_SCHEDULE: 'hourly' }],
    ['RECONCILIATION_WINDOW', { RECONCILIATION_WINDOW: '1m' }],
    ['GATEWAY_SILENCE_ALERT', { GATEWAY_SILENCE_ALERT: '0s' }],
    ['STRIPE_BASE_URL', { ...stripe(), STRIPE_BASE_URL: 'https://api.stripe.com/v1' }],
    ['STRIPE_WEBHOOK_SECRET', { ...stripe(), STRIPE_WEBHOOK_SECRET: 'whsec_' }],
    ['STRIPE_PUBLISHABLE_KEY', { ...stripe(), STRIPE_PUBLISHABLE_KEY: 'pk_live_0123456789abcdef' }],
  ])('refuses a bad %s: %j', (name, environment) => {
    expect(problemsWith(environment)).toEqual([invalid(name)]);
  });

  it.each<[string, Environment]>([
    ['ADMIN_PASSWORD', { ADMIN_EMAIL: 'admin@shop.example' }],
    ['ADMIN_EMAIL', { ADMIN_PASSWORD: 'long-enough-password' }],
    ['WOMPI_EVENTS_SECRET', { ...WOMPI, WOMPI_EVENTS_SECRET: undefined }],
    ['WOMPI_PRIVATE_KEY', { ...WOMPI, WOMPI_PRIVATE_KEY: '' }],
    ['MERCADOPAGO_WEBHOOK_SECRET', { ...mercadoPago(), MERCADOPAGO_WEBHOOK_SECRET: undefined }],
    ['MERCADOPAGO_ACCESS_TOKEN', { ...mercadoPago(), MERCADOPAGO_ACCESS_TOKEN: undefined }],
    ['STRIPE_WEBHOOK_SECRET', { ...stripe(), STRIPE_WEBHOOK_SECRET: undefined }],
    ['STRIPE_SECRET_KEY', { ...stripe(), STRIPE_SECRET_KEY: undefined }],
  ])('refuses a half configuration that lacks %s', (name, environment) => {
    expect(problemsWith(environment)).toEqual([missing(name)]);
  });

  it('reads the secrets of a rotation newest first', () => {
    const { config } = load({
      ...stripe(),
      STRIPE_WEBHOOK_SECRET: 'whsec_new_0123456789abcdef, whsec_old_0123456789abcdef',
    });
    expect(config.gateways.stripe?.webhookSecrets).toEqual([
      'whsec_new_0123456789abcdef',
      'whsec_old_0123456789abcdef',
    ]);
  });

  it('takes the base URL of the environment unless one is given, and drops its last slash', () => {
    const production = {
      WOMPI_ENVIRONMENT: 'production',
      WOMPI_PUBLIC_KEY: 'pub_prod_0123456789abcdefgh',
      WOMPI_PRIVATE_KEY: 'prv_prod_0123456789abcdefgh',
      WOMPI_EVENTS_SECRET: 'prod_events_0123456789abcdefgh',
      WOMPI_INTEGRITY_SECRET: 'prod_integrity_0123456789abc',
    };
    expect(load(WOMPI).config.gateways.wompi?.baseUrl).toBe('https://sandbox.wompi.co/v1');
    expect(load(production).config.gateways.wompi?.baseUrl).toBe('https://production.wompi.co/v1');
    const local = load({ ...WOMPI, WOMPI_BASE_URL: 'http://127.0.0.1:4010/v1/' });
    expect(local.config.gateways.wompi?.baseUrl).toBe('http://127.0.0.1:4010/v1');
    expect(local.warnings).toEqual([]);
  });

  it('tells test from production by the keys, and for test users of MercadoPago by a variable', () => {
    const environments = (environment: Environment) => {
      const { mercadopago, stripe: stripeSettings } = load(environment).config.gateways;
      return [mercadopago?.environment, stripeSettings?.environment];
    };
    const real = { ...mercadoPago(), MERCADOPAGO_ACCESS_TOKEN: 'APP_USR-0123456789-canary-0123456789' };
    const live = { ...stripe(), STRIPE_SECRET_KEY: 'rk_live_canary0123456789abc' };
    expect(environments({ ...mercadoPago(), ...stripe() })).toEqual(['test', 'test']);
    expect(environments({ ...real, ...live })).toEqual(['production', 'production']);
    expect(environments({ ...real, MERCADOPAGO_ENVIRONMENT: 'test' })).toEqual(['test', undefined]);
  });

  it.each<[string, unknown]>([
    ['false', false],
    ['true', true],
    ['loopback, 10.0.0.0/8', ['loopback', '10.0.0.0/8']],
  ])('reads TRUST_PROXY=%s', (value, expected) => {
    expect(load({ TRUST_PROXY: value }).config.http.trustProxy).toEqual(expected);
  });

  it.each<[RegExp, Environment]>([
    [/ninguna pasarela/, { NODE_ENV: 'production' }],
    [/WOMPI_ENVIRONMENT=test/, { NODE_ENV: 'production', ...WOMPI }],
    [/MERCADOPAGO_ACCESS_TOKEN es de prueba/, { NODE_ENV: 'production', ...mercadoPago() }],
    [/STRIPE_SECRET_KEY es de prueba/, { NODE_ENV: 'production', ...stripe() }],
    [/CHECKOUT_BASE_URL no está/, { NODE_ENV: 'production' }],
    [/CHECKOUT_BASE_URL usa http/, { CHECKOUT_BASE_URL: 'http://pay.shop.example' }],
    [/AUTO_BACKUP_ENABLED/, { NODE_ENV: 'production' }],
    [/TRUST_PROXY=true/, { TRUST_PROXY: 'true' }],
    [/RATE_LIMIT_ENABLED/, { RATE_LIMIT_ENABLED: 'false' }],
    [/STRIPE_BASE_URL usa http/, { ...stripe(), STRIPE_BASE_URL: 'http://stripe.internal:8080' }],
    [/menos de 24 caracteres/, { ...stripe(), STRIPE_WEBHOOK_SECRET: 'whsec_short' }],
    [/WOMPI_PUBLIC_KEY no empieza por/, { ...WOMPI, WOMPI_PUBLIC_KEY: 'unknown_0123456789abcdef' }],
    [/JWT_ACCESS_SECRET repite/, { JWT_ACCESS_SECRET: 'ab'.repeat(20) }],
  ])('accepts what is risky with a warning: %s', (warning, environment) => {
    expect(load(environment).warnings).toEqual(expect.arrayContaining([expect.stringMatching(warning)]));
  });
});

function mercadoPago(): Environment {
  return {
    MERCADOPAGO_ACCESS_TOKEN: 'TEST-0123456789-canary-0123456789',
    MERCADOPAGO_WEBHOOK_SECRET: 'mercadopago-canary-0123456789abcdef',
  };
}

function stripe(): Environment {
  return { STRIPE_SECRET_KEY: 'sk_test_canary0123456789abc', STRIPE_WEBHOOK_SECRET: 'whsec_canary0123456789abc' };
}
