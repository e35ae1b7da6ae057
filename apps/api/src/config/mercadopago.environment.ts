import type { MercadoPagoSettings } from './app-config.js';
import { credential, list, oneOf } from './environment.parsers.js';
import type { EnvironmentReport } from './environment.report.js';
import { baseUrl, isPlainAndRemote } from './environment.urls.js';
import { Variable } from './environment.variable.js';
import { checkKey, checkSecretLength, keyMode, type KeyPrefixes } from './key.mode.js';

/** MercadoPago's credentials. `APP_USR-` marks real accounts and test users alike, `TEST-` test credentials only. */
export class MercadoPagoEnvironment {
  @Variable({ parse: credential, description: 'MercadoPago: access token (TEST-… o APP_USR-…).' })
  MERCADOPAGO_ACCESS_TOKEN?: string;

  @Variable({ parse: credential, description: 'MercadoPago: clave pública (opcional).' })
  MERCADOPAGO_PUBLIC_KEY?: string;

  @Variable({
    parse: list(credential),
    description:
      'MercadoPago: secreto de webhooks; varios separados por comas durante una rotación, el más nuevo primero.',
  })
  MERCADOPAGO_WEBHOOK_SECRET?: readonly string[];

  @Variable({
    parse: oneOf('test', 'production'),
    description: 'MercadoPago: ambiente, test o production (las credenciales de usuarios de prueba son APP_USR-).',
    defaultInWords: 'el del access token: TEST- es test, APP_USR- es production',
  })
  MERCADOPAGO_ENVIRONMENT?: MercadoPagoSettings['environment'];

  @Variable({
    parse: baseUrl,
    description: 'MercadoPago: URL de su API, lo que va antes de /v1/payments.',
    default: 'https://api.mercadopago.com',
  })
  MERCADOPAGO_BASE_URL: string;
}

const REQUIRED = ['MERCADOPAGO_ACCESS_TOKEN', 'MERCADOPAGO_WEBHOOK_SECRET'] as const;
const TOKEN_PREFIXES: KeyPrefixes = { test: ['TEST-'], production: ['APP_USR-'] };

/** The webhook secret once the token is set, and the token once anything is. */
export function checkMercadoPago(values: Partial<MercadoPagoEnvironment>, report: EnvironmentReport): void {
  if (![...REQUIRED, 'MERCADOPAGO_PUBLIC_KEY'].some((name) => report.isSet(name))) return;
  report.require(...REQUIRED);
  const { MERCADOPAGO_ACCESS_TOKEN: token, MERCADOPAGO_WEBHOOK_SECRET: secrets, MERCADOPAGO_BASE_URL: url } = values;
  if (token !== undefined) checkToken(token, values.MERCADOPAGO_ENVIRONMENT, report);
  checkSecretLength('MERCADOPAGO_WEBHOOK_SECRET', secrets ?? [], report);
  if (url?.endsWith('/v1')) report.invalid('MERCADOPAGO_BASE_URL', 'va sin /v1');
  if (url !== undefined && isPlainAndRemote(url)) {
    report.warn('MERCADOPAGO_BASE_URL usa http:// hacia otra máquina: el token viaja sin cifrar.');
  }
}

function checkToken(
  token: string,
  environment: MercadoPagoSettings['environment'] | undefined,
  report: EnvironmentReport,
): void {
  if (checkKey('MERCADOPAGO_ACCESS_TOKEN', token, TOKEN_PREFIXES, report) !== 'test') return;
  if (environment === 'production') {
    report.invalid('MERCADOPAGO_ACCESS_TOKEN', 'es de prueba (TEST-) y MERCADOPAGO_ENVIRONMENT es production');
  }
  if (report.production) {
    report.warn('MERCADOPAGO_ACCESS_TOKEN es de prueba (TEST-) en producción: nadie paga de verdad.');
  }
}

/** Null when MercadoPago is not configured. */
export function toMercadoPagoSettings(values: MercadoPagoEnvironment): MercadoPagoSettings | null {
  const { MERCADOPAGO_ACCESS_TOKEN, MERCADOPAGO_WEBHOOK_SECRET } = values;
  if (!MERCADOPAGO_ACCESS_TOKEN || !MERCADOPAGO_WEBHOOK_SECRET) return null;
  return {
    accessToken: MERCADOPAGO_ACCESS_TOKEN,
    publicKey: values.MERCADOPAGO_PUBLIC_KEY ?? null,
    webhookSecrets: MERCADOPAGO_WEBHOOK_SECRET,
    environment: values.MERCADOPAGO_ENVIRONMENT ?? keyMode(MERCADOPAGO_ACCESS_TOKEN, TOKEN_PREFIXES) ?? 'production',
    baseUrl: values.MERCADOPAGO_BASE_URL,
  };
}
