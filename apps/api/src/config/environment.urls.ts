import { isIP } from 'node:net';
import type { Parsed, Parser } from './environment.parsers.js';

function readUrl(value: string, protocols: readonly string[]): URL | null {
  if (/\s/.test(value) || !URL.canParse(value)) return null;
  const url = new URL(value);
  return protocols.includes(url.protocol) && url.hostname !== '' ? url : null;
}

/** A URL by which a server of ours is reached; it may hold credentials, so it is a secret. */
export function connectionUrl(protocols: readonly string[], needsPath: boolean): Parser<string> {
  return (value) => {
    const url = readUrl(
      value,
      protocols.map((protocol) => `${protocol}:`),
    );
    if (!url) return { ok: false, reason: `debe ser una URL ${protocols.map((name) => `${name}://`).join(' o ')}` };
    if (needsPath && url.pathname.length < 2) return { ok: false, reason: 'falta el nombre de la base de datos' };
    return { ok: true, value };
  };
}

/** Where an HTTP API stands: http(s), a path or none, nothing else; the result has no slash at its end. */
export const baseUrl: Parser<string> = (value): Parsed<string> => {
  const url = readUrl(value, ['http:', 'https:']);
  if (!url) return { ok: false, reason: 'debe ser una URL http:// o https://' };
  if (url.username || url.password || url.search || url.hash) {
    return { ok: false, reason: 'no puede llevar usuario, contraseña, parámetros ni fragmento' };
  }
  return { ok: true, value: `${url.origin}${url.pathname.replace(/\/+$/, '')}` };
};

/** Where something is posted to: http(s), as it stands; its path and query may hold a token, so it is a secret. */
export const endpointUrl: Parser<string> = (value): Parsed<string> => {
  const url = readUrl(value, ['http:', 'https:']);
  if (!url) return { ok: false, reason: 'debe ser una URL http:// o https://' };
  if (url.username || url.password || url.hash) {
    return { ok: false, reason: 'no puede llevar usuario, contraseña ni fragmento' };
  }
  return { ok: true, value: url.href };
};

/** Scheme, host and port alone, as a browser writes an origin. */
export const origin: Parser<string> = (value): Parsed<string> => {
  const base = baseUrl(value);
  if (!base.ok) return base;
  return base.value === new URL(base.value).origin
    ? base
    : { ok: false, reason: 'solo esquema, host y puerto, sin ruta' };
};

/** A CORS origin, or `*`. */
export const allowedOrigin: Parser<string> = (value) => (value === '*' ? { ok: true, value } : origin(value));

/** True when what is sent to this URL leaves the machine unencrypted. */
export function isPlainAndRemote(value: string): boolean {
  const url = new URL(value);
  const name = url.hostname.replace(/^\[|\]$/g, '');
  const loopback = name === 'localhost' || name === '::1' || (isIP(name) === 4 && name.startsWith('127.'));
  return url.protocol === 'http:' && !loopback;
}
