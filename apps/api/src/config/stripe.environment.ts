import type { StripeSettings } from './app-config.js';
import { credential, list } from './environment.parsers.js';
import type { EnvironmentReport } from './environment.report.js';
import { baseUrl, isPlainAndRemote, origin } from './environment.urls.js';
import { Variable } from './environment.variable.js';
import { checkKey, checkSecretLength, keyMode, type KeyPrefixes } from './key.mode.js';

/** Stripe's keys; their prefixes name the kind and the mode: https://docs.stripe.com/keys */
export class StripeEnvironment {
  @Variable({ parse: credential, description: 'Stripe: clave secreta (sk_… o restringida rk_…).' })
  STRIPE_SECRET_KEY?: string;

  @Variable({ parse: credential, description: 'Stripe: clave publicable (opcional).' })
  STRIPE_PUBLISHABLE_KEY?: string;

  @Variable({
    parse: list(credential),
    description: 'Stripe: secreto del endpoint de webhooks (whsec_…); varios separados por comas durante una rotación.',
  })
  STRIPE_WEBHOOK_SECRET?: readonly string[];

  @Variable({
    parse: origin,
    description: 'Stripe: esquema, host y puerto de su API.',
    defaultInWords: 'la de Stripe',
  })
  STRIPE_BASE_URL?: string;

  @Variable({
    parse: baseUrl,
    description: 'Stripe: URL de su script Stripe.js.',
    default: 'https://js.stripe.com/v3',
  })
  STRIPE_JS_URL: string;
}

const REQUIRED = ['STRIPE_SECRET_KEY', 'STRIPE_WEBHOOK_SECRET'] as const;
const SECRET_PREFIXES: KeyPrefixes = { test: ['sk_test_', 'rk_test_'], production: ['sk_live_', 'rk_live_'] };
const PUBLISHABLE_PREFIXES: KeyPrefixes = { test: ['pk_test_'], production: ['pk_live_'] };
const WEBHOOK_PREFIX = 'whsec_';

/** The webhook secret once the key is set, the key once anything is, and both keys of one mode. */
export function checkStripe(values: Partial<StripeEnvironment>, report: EnvironmentReport): void {
  if (![...REQUIRED, 'STRIPE_PUBLISHABLE_KEY'].some((name) => report.isSet(name))) return;
  report.require(...REQUIRED);
  checkKeys(values, report);
  checkWebhookSecrets(values.STRIPE_WEBHOOK_SECRET ?? [], report);
  if (values.STRIPE_BASE_URL !== undefined && isPlainAndRemote(values.STRIPE_BASE_URL)) {
    report.warn('STRIPE_BASE_URL usa http:// hacia otra máquina: la clave viaja sin cifrar.');
  }
}

function checkKeys(values: Partial<StripeEnvironment>, report: EnvironmentReport): void {
  const { STRIPE_SECRET_KEY: secret, STRIPE_PUBLISHABLE_KEY: publishable } = values;
  const mode = secret && checkKey('STRIPE_SECRET_KEY', secret, SECRET_PREFIXES, report);
  const publishableMode = publishable && checkKey('STRIPE_PUBLISHABLE_KEY', publishable, PUBLISHABLE_PREFIXES, report);
  if (mode && publishableMode && mode !== publishableMode) {
    report.invalid('STRIPE_PUBLISHABLE_KEY', 'una clave es de prueba y la otra de producción');
  }
  if (report.production && mode === 'test') {
    report.warn('STRIPE_SECRET_KEY es de prueba en producción: nadie paga de verdad.');
  }
}

function checkWebhookSecrets(secrets: readonly string[], report: EnvironmentReport): void {
  checkSecretLength('STRIPE_WEBHOOK_SECRET', secrets, report);
  if (secrets.includes(WEBHOOK_PREFIX)) report.invalid('STRIPE_WEBHOOK_SECRET', 'solo tiene el prefijo, sin la clave');
  if (secrets.some((secret) => !secret.startsWith(WEBHOOK_PREFIX))) {
    report.warn(`STRIPE_WEBHOOK_SECRET no empieza por ${WEBHOOK_PREFIX}: compruebe que es el del endpoint.`);
  }
}

/** Null when Stripe is not configured. */
export function toStripeSettings(values: StripeEnvironment): StripeSettings | null {
  const { STRIPE_SECRET_KEY, STRIPE_WEBHOOK_SECRET } = values;
  if (!STRIPE_SECRET_KEY || !STRIPE_WEBHOOK_SECRET) return null;
  return {
    secretKey: STRIPE_SECRET_KEY,
    publishableKey: values.STRIPE_PUBLISHABLE_KEY ?? null,
    webhookSecrets: STRIPE_WEBHOOK_SECRET,
    environment: keyMode(STRIPE_SECRET_KEY, SECRET_PREFIXES) ?? 'production',
    baseUrl: values.STRIPE_BASE_URL ?? null,
    scriptUrl: values.STRIPE_JS_URL,
  };
}
