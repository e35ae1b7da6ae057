import { ConfigurationError, type Environment } from './environment.report.js';
import { loadConfig } from './load-config.js';

const MINIMAL: Environment = {
  DATABASE_URL: 'postgresql://pasarela:canary-password@127.0.0.1:5432/pasarela',
  JWT_ACCESS_SECRET: 'access-canary-0123456789abcdefghij',
  JWT_REFRESH_SECRET: 'refresh-canary-0123456789abcdefghij',
};

const load = (environment: Environment = {}) => loadConfig({ ...MINIMAL, ...environment });

function problemsWith(environment: Environment): readonly string[] {
  try {
    load(environment);
  } catch (error) {
    if (error instanceof ConfigurationError) return error.problems;
    throw error;
  }
  return [];
}

const invalid = (name: string): unknown =>
  expect.stringMatching(new RegExp(`^Variable de entorno inválida: ${name} \\(.+\\)$`));
const missing = (name: string) => `Falta variable de entorno requerida: ${name}`;

describe('the channels of notifications', () => {
  const SECRET = `whsec_${Buffer.alloc(32, 'canary').toString('base64')}`;

  it('are there when their variables are, and none of them without', () => {
    expect(load().config.notifications).toEqual({
      publicUrl: 'http://localhost:3000',
      webhook: null,
      email: null,
      telegram: null,
    });
    const { notifications } = load({
      PUBLIC_URL: 'https://pagos.tienda.co/',
      ALERT_WEBHOOK_URL: 'https://hooks.tienda.co/x/?token=1',
      ALERT_WEBHOOK_SECRET: SECRET,
      ALERT_EMAIL_TO: 'a@tienda.co, b@tienda.co',
      SMTP_URL: 'smtps://user:canary@mail.tienda.co:465',
      SMTP_FROM: 'pasarela@tienda.co',
      TELEGRAM_BOT_TOKEN: '123:canary',
      TELEGRAM_CHAT_ID: '-100123',
    }).config;
    expect(notifications).toEqual({
      publicUrl: 'https://pagos.tienda.co',
      webhook: {
        url: 'https://hooks.tienda.co/x/?token=1',
        secrets: [Buffer.alloc(32, 'canary')],
        allowsPrivate: false,
      },
      email: {
        to: ['a@tienda.co', 'b@tienda.co'],
        url: 'smtps://user:canary@mail.tienda.co:465',
        from: 'pasarela@tienda.co',
      },
      telegram: { token: '123:canary', chatId: '-100123', baseUrl: 'https://api.telegram.org' },
    });
  });

  it('are wanted whole', () => {
    const halves = {
      ALERT_WEBHOOK_URL: 'https://hooks.tienda.co/',
      ALERT_EMAIL_TO: 'a@tienda.co',
      TELEGRAM_BOT_TOKEN: '123:canary',
    };
    expect(problemsWith(halves)).toEqual(
      ['ALERT_WEBHOOK_SECRET', 'SMTP_URL', 'SMTP_FROM', 'TELEGRAM_CHAT_ID'].map(missing),
    );
  });

  it.each([
    ['ALERT_WEBHOOK_URL', { ALERT_WEBHOOK_URL: 'http://hooks.tienda.co/', ALERT_WEBHOOK_SECRET: SECRET }],
    ['ALERT_WEBHOOK_SECRET', { ALERT_WEBHOOK_SECRET: 'whsec_c2hvcnQ=' }],
    ['ALERT_WEBHOOK_SECRET', { ALERT_WEBHOOK_SECRET: SECRET.slice(6) }],
    ['ALERT_EMAIL_TO', { ALERT_EMAIL_TO: 'somebody', SMTP_URL: 'smtp://mail', SMTP_FROM: 'a@b.co' }],
    ['SMTP_URL', { SMTP_URL: 'https://mail.tienda.co' }],
    ['TELEGRAM_CHAT_ID', { TELEGRAM_BOT_TOKEN: '123:canary', TELEGRAM_CHAT_ID: 'a chat' }],
  ])('refuse a %s that cannot work', (name, environment) => {
    expect(problemsWith(environment)).toEqual([invalid(name)]);
  });

  it("may be in one's own network when that is said", () => {
    const environment = { ALERT_WEBHOOK_URL: 'http://10.0.0.5:9000/x', ALERT_WEBHOOK_SECRET: SECRET };
    expect(problemsWith({ ...environment, ALERT_WEBHOOK_ALLOW_PRIVATE: 'true' })).toEqual([]);
  });
});
