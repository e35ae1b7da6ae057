import type { WompiSettings } from './app-config.js';
import { credential, list, oneOf } from './environment.parsers.js';
import type { EnvironmentReport } from './environment.report.js';
import { baseUrl, isPlainAndRemote } from './environment.urls.js';
import { Variable } from './environment.variable.js';
import { checkKey, checkSecretLength, type KeyPrefixes } from './key.mode.js';

/** Wompi's keys. Their prefixes name the environment; a key of the other one is answered 401 by Wompi. */
export class WompiEnvironment {
  @Variable({ parse: credential, description: 'Wompi: llave pública (pub_test_… o pub_prod_…).' })
  WOMPI_PUBLIC_KEY?: string;

  @Variable({ parse: credential, description: 'Wompi: llave privada (prv_test_… o prv_prod_…).' })
  WOMPI_PRIVATE_KEY?: string;

  @Variable({
    parse: list(credential),
    description: 'Wompi: secreto de eventos; varios separados por comas durante una rotación, el más nuevo primero.',
  })
  WOMPI_EVENTS_SECRET?: readonly string[];

  @Variable({ parse: credential, description: 'Wompi: secreto de integridad.' })
  WOMPI_INTEGRITY_SECRET?: string;

  @Variable({ parse: oneOf('test', 'production'), description: 'Wompi: ambiente, test o production.', default: 'test' })
  WOMPI_ENVIRONMENT: WompiSettings['environment'];

  @Variable({
    parse: baseUrl,
    description: 'Wompi: URL de su API, terminada en /v1.',
    defaultInWords: 'https://sandbox.wompi.co/v1 o https://production.wompi.co/v1, según el ambiente',
  })
  WOMPI_BASE_URL?: string;

  @Variable({
    parse: baseUrl,
    description: 'Wompi: URL de su Web Checkout y de su widget.',
    default: 'https://checkout.wompi.co',
  })
  WOMPI_CHECKOUT_URL: string;
}

const KEYS = ['WOMPI_PUBLIC_KEY', 'WOMPI_PRIVATE_KEY', 'WOMPI_EVENTS_SECRET', 'WOMPI_INTEGRITY_SECRET'] as const;

const PREFIXES: Readonly<Record<(typeof KEYS)[number], KeyPrefixes>> = {
  WOMPI_PUBLIC_KEY: { test: ['pub_test_'], production: ['pub_prod_'] },
  WOMPI_PRIVATE_KEY: { test: ['prv_test_'], production: ['prv_prod_'] },
  WOMPI_EVENTS_SECRET: { test: ['test_events_'], production: ['prod_events_'] },
  WOMPI_INTEGRITY_SECRET: { test: ['test_integrity_'], production: ['prod_integrity_'] },
};

const BASE_URLS = { test: 'https://sandbox.wompi.co/v1', production: 'https://production.wompi.co/v1' } as const;

/** All of Wompi's secrets or none, and all of the environment that is named. */
export function checkWompi(values: Partial<WompiEnvironment>, report: EnvironmentReport): void {
  if (!KEYS.some((name) => report.isSet(name))) return;
  report.require(...KEYS);
  const { WOMPI_ENVIRONMENT: environment } = values;
  for (const name of KEYS) {
    const keys = [values[name] ?? []].flat();
    checkSecretLength(name, keys, report);
    for (const key of keys) {
      const mode = checkKey(name, key, PREFIXES[name], report);
      if (mode !== undefined && environment !== undefined && mode !== environment) {
        report.invalid(name, `es una llave de ${mode} y WOMPI_ENVIRONMENT es ${environment}`);
      }
    }
  }
  if (report.production && environment === 'test')
    report.warn('WOMPI_ENVIRONMENT=test en producción: nadie paga de verdad.');
  checkBaseUrl(values, report);
}

function checkBaseUrl(values: Partial<WompiEnvironment>, report: EnvironmentReport): void {
  const { WOMPI_BASE_URL: url, WOMPI_ENVIRONMENT: environment } = values;
  if (url === undefined) return;
  if (!url.endsWith('/v1')) report.invalid('WOMPI_BASE_URL', 'debe terminar en /v1');
  const other = environment === 'test' ? BASE_URLS.production : BASE_URLS.test;
  if (environment !== undefined && new URL(url).host === new URL(other).host) {
    report.invalid('WOMPI_BASE_URL', `no es la del ambiente ${environment}`);
  }
  if (isPlainAndRemote(url))
    report.warn('WOMPI_BASE_URL usa http:// hacia otra máquina: la llave privada viaja sin cifrar.');
}

/** Null when Wompi is not configured. */
export function toWompiSettings(values: WompiEnvironment): WompiSettings | null {
  const { WOMPI_PUBLIC_KEY, WOMPI_PRIVATE_KEY, WOMPI_EVENTS_SECRET, WOMPI_INTEGRITY_SECRET } = values;
  if (!WOMPI_PUBLIC_KEY || !WOMPI_PRIVATE_KEY || !WOMPI_EVENTS_SECRET || !WOMPI_INTEGRITY_SECRET) return null;
  return {
    publicKey: WOMPI_PUBLIC_KEY,
    privateKey: WOMPI_PRIVATE_KEY,
    eventsSecrets: WOMPI_EVENTS_SECRET,
    integritySecret: WOMPI_INTEGRITY_SECRET,
    environment: values.WOMPI_ENVIRONMENT,
    baseUrl: values.WOMPI_BASE_URL ?? BASE_URLS[values.WOMPI_ENVIRONMENT],
    checkoutUrl: values.WOMPI_CHECKOUT_URL,
  };
}
