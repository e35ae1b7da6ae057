import type { EnvironmentReport } from './environment.report.js';

export type KeyMode = 'test' | 'production';

/** The prefixes by which a gateway marks the keys of its two worlds. */
export type KeyPrefixes = Readonly<Record<KeyMode, readonly string[]>>;

const ADVISED_SECRET_LENGTH = 24;

/** The world that a key says it is of; undefined when it has none of the known prefixes. */
export function keyMode(key: string, prefixes: KeyPrefixes): KeyMode | undefined {
  if (prefixes.test.some((prefix) => key.startsWith(prefix))) return 'test';
  return prefixes.production.some((prefix) => key.startsWith(prefix)) ? 'production' : undefined;
}

/**
 * Judges a key by its prefix: nothing behind the prefix is an empty secret and refused; an unknown prefix is a warning, for
 * gateways do change them.
 */
export function checkKey(
  name: string,
  key: string,
  prefixes: KeyPrefixes,
  report: EnvironmentReport,
): KeyMode | undefined {
  const known = [...prefixes.test, ...prefixes.production];
  if (known.includes(key)) report.invalid(name, 'solo tiene el prefijo, sin la clave');
  const mode = keyMode(key, prefixes);
  if (mode === undefined)
    report.warn(`${name} no empieza por ${known.join(' ni ')}: compruebe que es la clave correcta.`);
  return mode;
}

/** Warns of a secret that could be guessed. */
export function checkSecretLength(name: string, secrets: readonly string[], report: EnvironmentReport): void {
  if (secrets.some((secret) => secret.length < ADVISED_SECRET_LENGTH)) {
    report.warn(`${name} tiene un secreto de menos de ${ADVISED_SECRET_LENGTH} caracteres.`);
  }
}
