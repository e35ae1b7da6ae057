import { isIP } from 'node:net';

/** What a parser says of a variable's text: its value, or in Spanish why not (never the text itself). */
export type Parsed<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly reason: string };

export type Parser<T> = (text: string) => Parsed<T>;

const parsed = <T>(value: T): Parsed<T> => ({ ok: true, value });
const refused = (reason: string): Parsed<never> => ({ ok: false, reason });

export const text: Parser<string> = parsed;

export const flag: Parser<boolean> = (value) => {
  if (/^(true|1|yes|on)$/i.test(value)) return parsed(true);
  if (/^(false|0|no|off)$/i.test(value)) return parsed(false);
  return refused('debe ser true o false');
};

export function oneOf<T extends string>(...words: readonly T[]): Parser<T> {
  return (value) => {
    const word = words.find((candidate) => candidate === value);
    return word === undefined ? refused(`debe ser uno de: ${words.join(', ')}`) : parsed(word);
  };
}

export function integer(minimum: number, maximum: number): Parser<number> {
  return (value) => {
    const number = /^\d{1,10}$/.test(value) ? Number(value) : Number.NaN;
    if (number >= minimum && number <= maximum) return parsed(number);
    return refused(`debe ser un número entero entre ${minimum} y ${maximum}`);
  };
}

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/**
 * `500ms`, `30s`, `5m`, `24h` or `7d` to milliseconds.
 * @param maximum in the same notation; what feeds a timer stays below the 24.8 days that Node's timers can wait.
 */
export function duration(minimum: string, maximum: string): Parser<number> {
  const [least, most] = [durationMs(minimum), durationMs(maximum)];
  return (value) => {
    const valueMs = durationMs(value);
    if (valueMs === null) return refused('debe ser una duración como 500ms, 30s, 5m, 24h o 7d');
    if (valueMs < (least ?? 0) || valueMs > (most ?? Infinity))
      return refused(`debe estar entre ${minimum} y ${maximum}`);
    return parsed(valueMs);
  };
}

function durationMs(value: string): number | null {
  const match = /^(\d{1,9})(ms|s|m|h|d)$/.exec(value);
  return match ? Number(match[1]) * (UNIT_MS[match[2] ?? ''] ?? Number.NaN) : null;
}

/** A comma-separated list, every entry through `item`; an empty entry is refused, for it is how a secret becomes empty. */
export function list<T>(item: Parser<T>): Parser<readonly T[]> {
  return (value) => {
    const values: T[] = [];
    for (const entry of value.split(',')) {
      const trimmed = entry.trim();
      if (trimmed === '') return refused('la lista separada por comas tiene una entrada vacía');
      const result = item(trimmed);
      if (!result.ok) return result;
      values.push(result.value);
    }
    return parsed(values);
  };
}

/** A key or secret of a gateway: it goes into a header or an HMAC as it stands, so blanks and quotes are copying mistakes. */
export const credential: Parser<string> = (value) =>
  /^[!#-&(-+\--~]+$/.test(value) ? parsed(value) : refused('contiene espacios, comillas, comas o caracteres no ASCII');

const ENCRYPTION_KEY_BYTES = 32;

/** A random key of 32 bytes, in base64 or hex. */
export const encryptionKey: Parser<Buffer> = (value) => {
  if (/^[0-9a-fA-F]{64}$/.test(value)) return parsed(Buffer.from(value, 'hex'));
  const bytes = /^[A-Za-z0-9+/_-]{43}=?$/.test(value) ? Buffer.from(value, 'base64') : null;
  if (bytes?.length !== ENCRYPTION_KEY_BYTES)
    return refused('debe ser de 32 bytes al azar, como da openssl rand -base64 32');
  return parsed(bytes);
};

/** A folder in a bucket: no slash in front, one behind. */
export const keyPrefix: Parser<string> = (value) =>
  /^[A-Za-z0-9._-]+(\/[A-Za-z0-9._-]+)*\/?$/.test(value)
    ? parsed(value.replace(/\/?$/, '/'))
    : refused('debe ser una carpeta como pasarela/produccion, sin barra delante');

export const bucketName: Parser<string> = (value) =>
  /^[A-Za-z0-9][A-Za-z0-9._-]{1,62}$/.test(value) ? parsed(value) : refused('debe ser el nombre de un bucket');

/** An address of electronic mail, as it may stand in a page. */
export const emailAddress: Parser<string> = (value) =>
  /^[^\s@<>"',;:]{1,64}@[^\s@<>"',;:]{1,190}$/.test(value) ? parsed(value) : refused('debe ser un correo electrónico');

/** Names that Fastify's trustProxy knows besides addresses. */
const PROXY_NAMES = new Set(['loopback', 'linklocal', 'uniquelocal']);

/** An IP address or a CIDR range. */
export const network: Parser<string> = (value) => {
  const [address = '', bits, ...rest] = value.split('/');
  const family = isIP(address);
  const validBits = bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128));
  return family !== 0 && validBits && rest.length === 0
    ? parsed(value)
    : refused('debe ser una lista de direcciones IP o rangos CIDR separados por comas');
};

/**
 * `false`, `true`, or a list of addresses, ranges and the names that Fastify knows. A number of hops is refused: Fastify 5.12
 * takes it and then trusts nobody, so that all clients would share the proxy's address and its limits.
 */
export const trustedProxy: Parser<boolean | readonly string[]> = (value) => {
  if (/^(true|false)$/i.test(value)) return parsed(value.toLowerCase() === 'true');
  const addresses = list((entry) => (PROXY_NAMES.has(entry) ? parsed(entry) : network(entry)))(value);
  return addresses.ok ? addresses : refused('debe ser true, false o una lista de IPs y rangos CIDR');
};

export const host: Parser<string> = (value) =>
  isIP(value) !== 0 || /^[A-Za-z0-9]([A-Za-z0-9.-]{0,252}[A-Za-z0-9])?$/.test(value)
    ? parsed(value)
    : refused('debe ser una dirección IP o un nombre de host');

const CRON_FIELDS = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

/** A cron expression of five numeric fields: minute, hour, day of month, month, day of week. */
export const cron: Parser<string> = (value) => {
  const fields = value.split(/\s+/);
  const valid =
    fields.length === 5 && CRON_FIELDS.every(([least, most], at) => isCronField(fields[at] ?? '', least, most));
  return valid ? parsed(fields.join(' ')) : refused('debe ser una expresión cron de cinco campos, como 0 3 * * *');
};

function isCronField(field: string, least: number, most: number): boolean {
  return field.split(',').every((part) => {
    const match = /^(?:\*|(\d{1,2})(?:-(\d{1,2}))?)(?:\/(\d{1,2}))?$/.exec(part);
    if (!match) return false;
    const from = Number(match[1] ?? least);
    const to = Number(match[2] ?? match[1] ?? most);
    return from >= least && to <= most && from <= to && (match[3] === undefined || Number(match[3]) > 0);
  });
}
