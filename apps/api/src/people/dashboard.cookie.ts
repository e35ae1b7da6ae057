import type { FastifyReply, FastifyRequest } from 'fastify';
import { IDLE_TTL_MS } from '../auth/refresh-token.js';
import { DomainError } from '../common/errors.js';

export const REFRESH_COOKIE = 'pasarela_refresh';
/** The cookie is sent to these routes and to nothing else. */
export const DASHBOARD_SESSION_PATH = '/dashboard/session';

const JSON_TYPE = /^application\/json\s*(;|$)/i;

/** The refresh token that the browser keeps and no script can read; null when there is none, or more than one. */
export function readRefreshCookie({ headers }: Pick<FastifyRequest, 'headers'>): string | null {
  const prefix = `${REFRESH_COOKIE}=`;
  const found = (headers.cookie ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(prefix));
  // A neighbour of the same domain can set one beside ours, but cannot take ours away.
  return found.length === 1 ? (found[0]?.slice(prefix.length) ?? null) : null;
}

export function setRefreshCookie(request: FastifyRequest, reply: FastifyReply, token: string): void {
  void reply.header('set-cookie', cookie(request, token, IDLE_TTL_MS / 1_000));
}

export function clearRefreshCookie(request: FastifyRequest, reply: FastifyReply): void {
  void reply.header('set-cookie', cookie(request, '', 0));
}

/** `protocol` is the connection's or, behind a proxy of TRUST_PROXY, what that says. */
function cookie({ protocol }: FastifyRequest, value: string, maxAgeSeconds: number): string {
  const secure = protocol === 'https' ? '; Secure' : '';
  return `${REFRESH_COOKIE}=${value}; Path=${DASHBOARD_SESSION_PATH}; Max-Age=${maxAgeSeconds}; HttpOnly; SameSite=Strict${secure}`;
}

/**
 * Where a cookie speaks for somebody, only our own pages may make them speak: SameSite keeps other sites out, this also a
 * neighbour of the same domain. Forms cannot send JSON, and browsers say from where they send.
 * @throws DomainError 415 `unsupported_media_type`, 403 `cross_site_request`.
 */
export function assertOwnPage({ method, headers }: FastifyRequest): void {
  if (method === 'POST' && !JSON_TYPE.test(headers['content-type'] ?? '')) {
    throw new DomainError('unsupported_media_type', 'The body must be application/json.', { status: 415 });
  }
  const site = headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin') {
    throw new DomainError('cross_site_request', 'Only pages of this installation may ask for this', { status: 403 });
  }
}
