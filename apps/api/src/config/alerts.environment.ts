import type {
  AlertsConfig,
  EmailSettings,
  NotificationsConfig,
  TelegramSettings,
  WebhookSettings,
} from './app-config.js';
import { credential, duration, emailAddress, flag, integer, list, type Parser } from './environment.parsers.js';
import type { EnvironmentReport } from './environment.report.js';
import { baseUrl, connectionUrl, endpointUrl, isPlainAndRemote } from './environment.urls.js';
import { Variable } from './environment.variable.js';

const SECRET_PREFIX = 'whsec_';

/** A secret of Standard Webhooks: `whsec_` and 24 to 64 bytes in base64. */
const signingSecret: Parser<string> = (value) => {
  const encoded = value.startsWith(SECRET_PREFIX) ? value.slice(SECRET_PREFIX.length) : '';
  const bytes = /^[A-Za-z0-9+/]+={0,2}$/.test(encoded) ? Buffer.from(encoded, 'base64').length : 0;
  return bytes >= 24 && bytes <= 64
    ? { ok: true, value }
    : { ok: false, reason: 'debe ser whsec_ y de 24 a 64 bytes en base64' };
};

const recipient: Parser<string> = (value) =>
  /^(-?\d{1,20}|@[A-Za-z]\w{4,31})$/.test(value)
    ? { ok: true, value }
    : { ok: false, reason: 'debe ser el id numérico de un chat o @ y el nombre de un canal' };

/** What Pasarela watches of itself, and whom it tells. */
export class AlertsEnvironment {
  @Variable({
    parse: baseUrl,
    description: 'URL pública de esta API, con la que los avisos enlazan el tablero.',
    defaultInWords: 'la de CHECKOUT_BASE_URL',
  })
  PUBLIC_URL?: string;

  @Variable({ parse: duration('10ms', '1h'), description: 'Cada cuánto se evalúan las alertas.', default: '15s' })
  ALERTS_INTERVAL: number;

  @Variable({
    parse: duration('0ms', '7d'),
    description: 'Cuánto debe durar un problema antes de avisar.',
    defaultInWords: 'el de cada alerta, entre 1 minuto y 1 día',
  })
  ALERT_HOLD?: number;

  @Variable({
    parse: duration('0ms', '24h'),
    description: 'Cuánto debe faltar un problema antes de darlo por terminado; lo que va y viene es una sola alerta.',
    default: '5m',
  })
  ALERT_SETTLE: number;

  @Variable({
    parse: duration('1s', '7d'),
    description: 'Edad del evento pendiente más antiguo a partir de la cual hay un atasco.',
    default: '15m',
  })
  ALERT_PENDING_AGE: number;

  @Variable({
    parse: integer(1, 100),
    description: 'Porcentaje de pagos que fallan (no los que el banco rechaza) a partir del cual se avisa.',
    default: '2',
  })
  ALERT_PAYMENT_FAILURE_PERCENT: number;

  @Variable({
    parse: duration('1h', '60d'),
    description: 'Edad de la última copia terminada a partir de la cual se avisa, si AUTO_BACKUP_ENABLED=true.',
    default: '26h',
  })
  ALERT_BACKUP_AGE: number;

  @Variable({
    parse: endpointUrl,
    description: 'Avisos por webhook: URL https que los recibe, firmados como en standardwebhooks.com.',
    defaultInWords: 'ninguno',
  })
  ALERT_WEBHOOK_URL?: string;

  @Variable({
    parse: list(signingSecret),
    description: 'Secreto de esa firma (whsec_ y 32 bytes en base64); varios separados por comas durante una rotación.',
  })
  ALERT_WEBHOOK_SECRET?: readonly string[];

  @Variable({
    parse: flag,
    description: 'Permite que ALERT_WEBHOOK_URL sea http:// o lleve a una dirección privada.',
    default: 'false',
  })
  ALERT_WEBHOOK_ALLOW_PRIVATE: boolean;

  @Variable({
    parse: list(emailAddress),
    description: 'Avisos por correo: a quién, separados por comas.',
    defaultInWords: 'a nadie',
  })
  ALERT_EMAIL_TO?: readonly string[];

  @Variable({
    parse: connectionUrl(['smtp', 'smtps'], false),
    description: 'Servidor de correo: smtps://usuario:contraseña@servidor:465 o smtp://…:587.',
  })
  SMTP_URL?: string;

  @Variable({ parse: emailAddress, description: 'Remitente de los correos.' })
  SMTP_FROM?: string;

  @Variable({
    parse: credential,
    description: 'Avisos por Telegram: token del bot, de @BotFather.',
    defaultInWords: 'ninguno',
  })
  TELEGRAM_BOT_TOKEN?: string;

  @Variable({ parse: recipient, description: 'Telegram: id del chat o @canal que los recibe.' })
  TELEGRAM_CHAT_ID?: string;

  @Variable({ parse: baseUrl, description: 'Telegram: URL de su API.', default: 'https://api.telegram.org' })
  TELEGRAM_BASE_URL: string;
}

/** What goes with what: a channel that is begun is wanted whole. */
const WANTS: readonly (readonly [string, readonly string[]])[] = [
  ['ALERT_WEBHOOK_URL', ['ALERT_WEBHOOK_SECRET']],
  ['ALERT_EMAIL_TO', ['SMTP_URL', 'SMTP_FROM']],
  ['TELEGRAM_BOT_TOKEN', ['TELEGRAM_CHAT_ID']],
  ['TELEGRAM_CHAT_ID', ['TELEGRAM_BOT_TOKEN']],
];

const CHANNELS = ['ALERT_WEBHOOK_URL', 'ALERT_EMAIL_TO', 'TELEGRAM_BOT_TOKEN'];

/** Channels are whole, and what leaves the machine leaves it encrypted. */
export function checkAlerts(values: Partial<AlertsEnvironment>, report: EnvironmentReport): void {
  for (const [name, others] of WANTS) if (report.isSet(name)) report.require(...others);
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_ALLOW_PRIVATE: isPrivateAllowed, TELEGRAM_BASE_URL: telegram } = values;
  if (url?.startsWith('http:') && isPrivateAllowed === false) {
    report.invalid('ALERT_WEBHOOK_URL', 'debe ser https://, salvo con ALERT_WEBHOOK_ALLOW_PRIVATE=true');
  }
  if (telegram !== undefined && isPlainAndRemote(telegram)) {
    report.warn('TELEGRAM_BASE_URL usa http:// hacia otra máquina: el token del bot viaja sin cifrar.');
  }
  if (report.production && !CHANNELS.some((name) => report.isSet(name))) {
    report.warn(`Sin ${CHANNELS.join(', ')}: las alertas solo se ven en el tablero.`);
  }
}

export function toAlertsConfig(values: AlertsEnvironment): AlertsConfig {
  return {
    intervalMs: values.ALERTS_INTERVAL,
    holdMs: values.ALERT_HOLD ?? null,
    settleMs: values.ALERT_SETTLE,
    pendingAgeMs: values.ALERT_PENDING_AGE,
    paymentFailurePercent: values.ALERT_PAYMENT_FAILURE_PERCENT,
    backupAgeMs: values.ALERT_BACKUP_AGE,
  };
}

/** @param checkoutBaseUrl stands in for PUBLIC_URL. */
export function toNotificationsConfig(values: AlertsEnvironment, checkoutBaseUrl: string): NotificationsConfig {
  return {
    publicUrl: values.PUBLIC_URL ?? checkoutBaseUrl,
    webhook: toWebhook(values),
    email: toEmail(values),
    telegram: toTelegram(values),
  };
}

function toWebhook(values: AlertsEnvironment): WebhookSettings | null {
  const { ALERT_WEBHOOK_URL: url, ALERT_WEBHOOK_SECRET: texts } = values;
  if (url === undefined || texts === undefined) return null;
  const secrets = texts.map((secret) => Buffer.from(secret.slice(SECRET_PREFIX.length), 'base64'));
  return { url, secrets, allowsPrivate: values.ALERT_WEBHOOK_ALLOW_PRIVATE };
}

function toEmail({ ALERT_EMAIL_TO: to, SMTP_URL: url, SMTP_FROM: from }: AlertsEnvironment): EmailSettings | null {
  return to === undefined || url === undefined || from === undefined ? null : { to, url, from };
}

function toTelegram(values: AlertsEnvironment): TelegramSettings | null {
  const { TELEGRAM_BOT_TOKEN: token, TELEGRAM_CHAT_ID: chatId, TELEGRAM_BASE_URL: url } = values;
  return token === undefined || chatId === undefined ? null : { token, chatId, baseUrl: url };
}
