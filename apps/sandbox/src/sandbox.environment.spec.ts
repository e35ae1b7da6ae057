import { readEnvironment } from './sandbox.environment.js';

describe('the sandbox’s environment', () => {
  it('has defaults for everything', () => {
    expect(readEnvironment({})).toMatchObject({
      options: { host: '127.0.0.1', port: 4010, targetUrl: null, timeFactor: 60 },
    });
  });

  it('signs with the first of a list of secrets', () => {
    const reading = readEnvironment({ WOMPI_EVENTS_SECRET: 'newest, older', STRIPE_WEBHOOK_SECRET: 'whsec_1,whsec_0' });
    expect(reading).toMatchObject({
      options: { secrets: { wompi: { eventsSecret: 'newest' }, stripe: { webhookSecret: 'whsec_1' } } },
    });
  });

  it('takes the keys that pages get along with the others', () => {
    const env = { MERCADOPAGO_PUBLIC_KEY: 'APP_USR-1', STRIPE_PUBLISHABLE_KEY: 'pk_test_1' };
    expect(readEnvironment(env)).toMatchObject({
      options: { secrets: { mercadopago: { publicKey: 'APP_USR-1' }, stripe: { publishableKey: 'pk_test_1' } } },
    });
  });

  it('names every problem at once and no value', () => {
    const env = { SANDBOX_PORT: '70000', SANDBOX_TIME_FACTOR: '0', SANDBOX_TARGET_URL: 'ftp://secret-host' };
    expect(readEnvironment(env)).toEqual({
      problems: [
        expect.stringContaining('SANDBOX_PORT'),
        expect.stringContaining('SANDBOX_TIME_FACTOR'),
        expect.stringContaining('SANDBOX_TARGET_URL'),
      ],
    });
    expect(JSON.stringify(readEnvironment(env))).not.toMatch(/70000|secret-host/);
  });
});
