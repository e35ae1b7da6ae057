import { Inject, Injectable, Logger } from '@nestjs/common';
import { CLOCK, type Clock } from '../common/clock.js';
import { createId } from '../common/ids.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import { ACCESS_TOKEN_TTL_SECONDS, AccessTokenService, type AccessClaims } from './access-token.service.js';
import { UnauthorizedError } from './auth.errors.js';
import type { Client } from './client.js';
import {
  ABSOLUTE_TTL_MS,
  IDLE_TTL_MS,
  RefreshTokenChain,
  decideRotation,
  looksLikeRefreshToken,
} from './refresh-token.js';
import { SessionAudit } from './session.audit.js';
import { SessionRepository, type SessionState } from './session.repository.js';
import { UserRepository, type StoredUser } from './user.repository.js';

/** What a login or a refresh gives. */
export interface TokenPair {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly expiresInSeconds: number;
}

type Rotation = { readonly kind: 'token'; readonly token: string } | { readonly kind: 'refused' | 'reused' };

/** Logins and the rotation of their refresh tokens: single use, reuse ends the whole login. */
@Injectable()
export class SessionService {
  private readonly logger = new Logger('Auth');
  private readonly chain: RefreshTokenChain;

  constructor(
    private readonly database: DatabaseService,
    private readonly sessions: SessionRepository,
    private readonly users: UserRepository,
    private readonly accessTokens: AccessTokenService,
    private readonly audit: SessionAudit,
    @Inject(APP_CONFIG) config: AppConfig,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {
    this.chain = new RefreshTokenChain(config.auth.refreshSecret);
  }

  /**
   * Begins a session for a user who has proved who they are, unless their row has changed since: whoever is disabled or given
   * another password at this very moment gets none. Null then.
   */
  async begin(user: StoredUser, client: Client): Promise<TokenPair | null> {
    const now = this.clock.now();
    const { tenantId, id: userId, role } = user;
    const expiresAt = new Date(now.getTime() + ABSOLUTE_TTL_MS);
    const session = { sessionId: createId('ses'), tenantId, userId, role, expiresAt };
    const token = this.chain.first();
    const begun = await this.database.transaction(async (tx) => {
      if (!(await this.users.noteLogin(tx, user, now))) return false;
      await this.sessions.create(tx, { ...session, id: session.sessionId, createdAt: now });
      await this.addToken(tx, session, token, now);
      await this.audit.loggedIn(tx, session, client);
      return true;
    });
    return begun ? this.pair(session, token) : null;
  }

  /**
   * Exchanges a refresh token for a new pair.
   * @param fingerprint of the client: a repeat within the grace is granted to the same one only.
   * @throws UnauthorizedError, the same for every reason.
   */
  async refresh(token: string, fingerprint: string, client: Client): Promise<TokenPair> {
    const hash = this.chain.hash(token);
    const sessionId = looksLikeRefreshToken(token) ? await this.sessions.sessionOfToken(hash) : null;
    if (sessionId === null) throw refused();
    const { session, rotation } = await this.database.transaction(async (tx) => {
      const locked = await this.sessions.lock(tx, sessionId);
      const rotated = await this.rotate(tx, locked, token, fingerprint);
      if (rotated.kind === 'reused' && locked !== null) await this.audit.refreshReused(tx, locked, client);
      return { session: locked, rotation: rotated };
    });
    if (rotation.kind === 'reused') this.logger.warn({ message: 'refresh token reused, session revoked', sessionId });
    if (rotation.kind !== 'token' || session === null) throw refused();
    return this.pair(session, rotation.token);
  }

  /** Ends the session that a refresh token, spent or not, belongs to. An unknown token is no error (RFC 7009). */
  async endByRefreshToken(token: string, client: Client): Promise<void> {
    const sessionId = looksLikeRefreshToken(token) ? await this.sessions.sessionOfToken(this.chain.hash(token)) : null;
    if (sessionId !== null) await this.end(sessionId, client);
  }

  async end(sessionId: string, client: Client): Promise<void> {
    await this.database.transaction(async (tx) => {
      const owner = await this.sessions.revoke(tx, sessionId, 'logout', this.clock.now());
      if (owner !== null) await this.audit.loggedOut(tx, { ...owner, sessionId }, client);
    });
  }

  /** The session of an access token, with the user's role of now; null when it has ended. */
  async find(claims: AccessClaims): Promise<SessionState | null> {
    const session = await this.sessions.find(claims.sessionId);
    const stands = session !== null && session.open && session.expiresAt > this.clock.now();
    return stands && session.userId === claims.userId && session.tenantId === claims.tenantId ? session : null;
  }

  /** Removes what has been over for a day, in batches; for the maintenance job. Answers how many sessions went. */
  async purge(limit = 1_000): Promise<number> {
    return this.sessions.deleteExpired(new Date(this.clock.now().getTime() - 86_400_000), limit);
  }

  private async rotate(
    tx: Transaction,
    session: SessionState | null,
    token: string,
    fingerprint: string,
  ): Promise<Rotation> {
    const now = this.clock.now();
    if (session === null || !session.open || session.expiresAt <= now) return { kind: 'refused' };
    const hash = this.chain.hash(token);
    const next = this.chain.successor(token, fingerprint);
    const state = await this.sessions.findToken(tx, session.sessionId, hash);
    if (state === null) return { kind: 'refused' };
    const successor = await this.sessions.findToken(tx, session.sessionId, this.chain.hash(next));
    switch (decideRotation(state, successor, now)) {
      case 'expired':
        return { kind: 'refused' };
      case 'repeat':
        return { kind: 'token', token: next };
      case 'reuse':
        await this.sessions.revoke(tx, session.sessionId, 'refresh_token_reused', now);
        return { kind: 'reused' };
      case 'rotate':
        await this.sessions.spendToken(tx, hash, now);
        await this.addToken(tx, session, next, now);
        return { kind: 'token', token: next };
    }
  }

  private async addToken(
    tx: Transaction,
    session: Pick<SessionState, 'sessionId' | 'tenantId' | 'expiresAt'>,
    token: string,
    createdAt: Date,
  ): Promise<void> {
    const idleUntilMs = createdAt.getTime() + IDLE_TTL_MS;
    const expiresAt = new Date(Math.min(idleUntilMs, session.expiresAt.getTime()));
    await this.sessions.addToken(tx, { ...session, hash: this.chain.hash(token), createdAt, expiresAt });
  }

  private pair(claims: AccessClaims, refreshToken: string): TokenPair {
    return {
      accessToken: this.accessTokens.sign(claims),
      refreshToken,
      expiresInSeconds: ACCESS_TOKEN_TTL_SECONDS,
    };
  }
}

function refused(): UnauthorizedError {
  return new UnauthorizedError('invalid_refresh_token', 'The refresh token is not valid.');
}
