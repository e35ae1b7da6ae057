import { createHmac, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;
const TOKEN_PATTERN = /^[A-Za-z0-9_-]{43}$/;

/** How long after its use a token may be presented again by the same client. */
export const REUSE_GRACE_MS = 10_000;
export const IDLE_TTL_MS = 7 * 86_400_000;
export const ABSOLUTE_TTL_MS = 30 * 86_400_000;

/**
 * The tokens of one login form a chain, never a tree. A token's successor is computed from the token, the client and the
 * server's secret, so a client whose answer was lost, or that asked twice at once, is given the very same successor again
 * although only hashes are stored. Another client computes another successor, which does not exist: that is how a thief within
 * the grace is told from the owner.
 */
export class RefreshTokenChain {
  constructor(private readonly secret: string) {}

  first(): string {
    return randomBytes(TOKEN_BYTES).toString('base64url');
  }

  successor(token: string, fingerprint: string): string {
    return this.mac('successor', token, fingerprint).digest('base64url');
  }

  /** What is stored of a token. */
  hash(token: string): string {
    return this.mac('stored', token).digest('hex');
  }

  private mac(...parts: readonly string[]) {
    return createHmac('sha256', this.secret).update(parts.join('\n'));
  }
}

/** Refuses what cannot be a token before anything is looked up. */
export function looksLikeRefreshToken(token: string): boolean {
  return TOKEN_PATTERN.test(token);
}

export interface TokenState {
  readonly expiresAt: Date;
  readonly usedAt: Date | null;
}

export type RotationDecision = 'rotate' | 'repeat' | 'expired' | 'reuse';

/**
 * What to do with a token of a session that stands.
 * @param successor what this client's successor of the token is in the database, if it is there.
 */
export function decideRotation(token: TokenState, successor: TokenState | null, now: Date): RotationDecision {
  if (token.usedAt === null) return token.expiresAt <= now ? 'expired' : 'rotate';
  const withinGrace = now.getTime() - token.usedAt.getTime() <= REUSE_GRACE_MS;
  // Once the successor has been used the client did receive it: nobody honest asks again.
  return withinGrace && successor !== null && successor.usedAt === null ? 'repeat' : 'reuse';
}
