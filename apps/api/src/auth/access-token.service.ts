import { Inject, Injectable } from '@nestjs/common';
import { JwtService } from '@nestjs/jwt';
import { CLOCK, type Clock } from '../common/clock.js';
import { createId } from '../common/ids.js';
import { UnauthorizedError } from './auth.errors.js';
import { isUserRole, type UserRole } from './principal.js';

export const ACCESS_TOKEN_TTL_SECONDS = 600;

const ALGORITHM = 'HS256';
const TYPE = 'at+jwt';
const ISSUER = 'pasarela';
const AUDIENCE = 'pasarela-api';
const MAX_LENGTH = 2_048;

/** What an access token says of its bearer. */
export interface AccessClaims {
  readonly userId: string;
  readonly sessionId: string;
  readonly tenantId: string;
  readonly role: UserRole;
}

/** Makes and checks access tokens: JWT (RFC 9068's `at+jwt`), HS256 with JWT_ACCESS_SECRET, ten minutes. */
@Injectable()
export class AccessTokenService {
  constructor(
    private readonly jwt: JwtService,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  sign(claims: AccessClaims): string {
    const issuedAt = this.nowSeconds();
    return this.jwt.sign(
      {
        iss: ISSUER,
        aud: AUDIENCE,
        sub: claims.userId,
        sid: claims.sessionId,
        tid: claims.tenantId,
        role: claims.role,
        jti: createId('jti'),
        iat: issuedAt,
        exp: issuedAt + ACCESS_TOKEN_TTL_SECONDS,
      },
      { algorithm: ALGORITHM, header: { alg: ALGORITHM, typ: TYPE } },
    );
  }

  /**
   * Checks signature, algorithm, type, issuer, audience, times and that every claim is there. Whether the session still stands
   * is another question.
   * @throws UnauthorizedError, the same for every reason.
   */
  verify(token: string): AccessClaims {
    const claims = token.length <= MAX_LENGTH ? this.read(token) : null;
    if (!claims) throw new UnauthorizedError('invalid_token', 'The access token is not valid.');
    return claims;
  }

  private read(token: string): AccessClaims | null {
    try {
      const { header, payload } = this.jwt.verify<{
        header: Record<string, unknown>;
        payload: Record<string, unknown>;
      }>(token, {
        algorithms: [ALGORITHM],
        issuer: ISSUER,
        audience: AUDIENCE,
        clockTimestamp: this.nowSeconds(),
        maxAge: ACCESS_TOKEN_TTL_SECONDS,
        complete: true,
      });
      return header['typ'] === TYPE ? claimsOf(payload) : null;
    } catch {
      return null;
    }
  }

  private nowSeconds(): number {
    return Math.floor(this.clock.now().getTime() / 1000);
  }
}

function claimsOf(payload: Record<string, unknown>): AccessClaims | null {
  const { sub, sid, tid, role, jti, iat, exp } = payload;
  if (typeof iat !== 'number' || typeof exp !== 'number' || typeof jti !== 'string' || !isUserRole(role)) return null;
  if (typeof sub !== 'string' || typeof sid !== 'string' || typeof tid !== 'string') return null;
  return { userId: sub, sessionId: sid, tenantId: tid, role };
}
