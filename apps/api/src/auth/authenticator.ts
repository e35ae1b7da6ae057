import { Injectable } from '@nestjs/common';
import type { IncomingHttpHeaders } from 'node:http';
import type { AccessLevel } from './access.decorator.js';
import { AccessTokenService } from './access-token.service.js';
import { ApiKeyService } from './api-key.service.js';
import type { StoredApiKey } from './api-key.repository.js';
import { UnauthorizedError } from './auth.errors.js';
import type { Principal } from './principal.js';
import { SessionService } from './session.service.js';

export const PUBLISHABLE_KEY_HEADER = 'x-publishable-api-key';

type Credential = { readonly kind: 'publishable_header' | 'bearer'; readonly value: string };

/** Turns a request's credential into a principal. Only headers are looked at: what stands in a URL ends in logs. */
@Injectable()
export class Authenticator {
  constructor(
    private readonly accessTokens: AccessTokenService,
    private readonly sessions: SessionService,
    private readonly apiKeys: ApiKeyService,
  ) {}

  /**
   * @param remembers while PostgreSQL is away, a key is taken for what it was when it was last looked up.
   * @throws UnauthorizedError when there is no credential, or it proves nothing.
   */
  async authenticate(
    headers: IncomingHttpHeaders,
    level: Exclude<AccessLevel, 'public'>,
    remembers = false,
  ): Promise<Principal> {
    const credential = credentialOf(headers, level);
    if (!credential) throw new UnauthorizedError('unauthorized', 'Credentials are missing.');
    const { kind, value } = credential;
    if (kind === 'publishable_header') return keyPrincipal(await this.apiKeys.authenticate(value), 'publishable');
    if (!/^[ps]k_/.test(value)) return this.user(value);
    return keyPrincipal(
      await (remembers ? this.apiKeys.authenticateOrRemember(value) : this.apiKeys.authenticate(value)),
    );
  }

  /** The session that an access token belongs to, or an error. */
  async user(token: string): Promise<Principal & { kind: 'user' }> {
    const session = await this.sessions.find(this.accessTokens.verify(token));
    if (!session) throw new UnauthorizedError('invalid_token', 'The access token is not valid.');
    const { tenantId, userId, sessionId, role } = session;
    return { kind: 'user', tenantId, userId, sessionId, role };
  }
}

/**
 * On a storefront route the storefront's header counts first, for storefronts send their shoppers' own Authorization along; on
 * the others a publishable key is only looked at to tell "not allowed" from "not known".
 */
function credentialOf(headers: IncomingHttpHeaders, level: AccessLevel): Credential | null {
  const publishable = headers[PUBLISHABLE_KEY_HEADER];
  const header: Credential | null =
    typeof publishable === 'string' && publishable !== '' ? { kind: 'publishable_header', value: publishable } : null;
  const token = bearerToken(headers.authorization);
  const bearer: Credential | null = token === null ? null : { kind: 'bearer', value: token };
  return level === 'storefront' ? (header ?? bearer) : (bearer ?? header);
}

/** The token of an `Authorization: Bearer` header, or null. */
export function bearerToken(authorization: string | undefined): string | null {
  return /^Bearer +([\w.~+/=-]+) *$/i.exec(authorization ?? '')?.[1] ?? null;
}

function keyPrincipal(key: StoredApiKey | null, expected?: StoredApiKey['kind']): Principal {
  if (!key || (expected !== undefined && key.kind !== expected)) {
    throw new UnauthorizedError('invalid_api_key', 'The API key is not valid.');
  }
  const { tenantId, id: keyId } = key;
  return key.kind === 'secret'
    ? { kind: 'secret_key', tenantId, keyId, role: 'operator' }
    : { kind: 'publishable_key', tenantId, keyId, role: 'storefront' };
}
