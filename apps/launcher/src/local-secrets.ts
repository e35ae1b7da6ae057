import { randomBytes, randomUUID } from 'node:crypto';
import { readJson, writePrivateFile } from './private-file.js';

/** Everything that a local installation must keep to itself, by the name of the variable that it fills. */
export type LocalSecrets = Readonly<Record<LocalSecretName, string>>;

const GENERATORS = {
  JWT_ACCESS_SECRET: () => token(32),
  JWT_REFRESH_SECRET: () => token(32),
  ADMIN_EMAIL: () => 'admin@pasarela.local',
  ADMIN_PASSWORD: () => token(10),
  STORE_PUBLISHABLE_KEY: () => `pk_${token(16)}`,
  API_SECRET_KEY: () => `sk_${token(32)}`,
  // Each in the shape that the gateway gives its test keys.
  WOMPI_PUBLIC_KEY: () => `pub_test_${token(16)}`,
  WOMPI_PRIVATE_KEY: () => `prv_test_${token(16)}`,
  WOMPI_EVENTS_SECRET: () => `test_events_${token(16)}`,
  WOMPI_INTEGRITY_SECRET: () => `test_integrity_${token(16)}`,
  MERCADOPAGO_ACCESS_TOKEN: () => `TEST-${digits(16)}-${digits(6)}-${token(16)}-${digits(9)}`,
  MERCADOPAGO_PUBLIC_KEY: () => `TEST-${randomUUID()}`,
  MERCADOPAGO_WEBHOOK_SECRET: () => token(32),
  STRIPE_SECRET_KEY: () => `sk_test_${token(24)}`,
  STRIPE_PUBLISHABLE_KEY: () => `pk_test_${token(24)}`,
  STRIPE_WEBHOOK_SECRET: () => `whsec_${token(24)}`,
} satisfies Record<string, () => string>;

/** A variable that has a local value. */
export type LocalSecretName = keyof typeof GENERATORS;

const NAMES = Object.keys(GENERATORS) as LocalSecretName[];

/** The secrets kept in `file` (mode 0600); those that are not there yet are made and added. */
export function localSecrets(file: string): LocalSecrets {
  const stored = (readJson(file) ?? {}) as Partial<Record<LocalSecretName, unknown>>;
  const known = NAMES.filter((name) => typeof stored[name] === 'string' && stored[name] !== '');
  const entries = NAMES.map((name) => [name, known.includes(name) ? String(stored[name]) : GENERATORS[name]()]);
  const secrets = Object.fromEntries(entries) as Record<LocalSecretName, string>;
  if (known.length < NAMES.length) writePrivateFile(file, `${JSON.stringify(secrets, null, 2)}\n`);
  return secrets;
}

/** `bytes` random bytes in hexadecimal. */
function token(bytes: number): string {
  return randomBytes(bytes).toString('hex');
}

function digits(count: number): string {
  return Array.from(randomBytes(count), (byte) => String(byte % 10)).join('');
}
