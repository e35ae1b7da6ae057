import { Injectable, Logger } from '@nestjs/common';
import { errorChain } from '../common/problem.log.js';
import { UnauthorizedError } from './auth.errors.js';
import { clientFingerprint } from './client-address.js';
import type { Client } from './client.js';
import { LoginLimiter } from './login.limiter.js';
import { PasswordHasher } from './password.hasher.js';
import { RefreshLimiter } from './refresh.limiter.js';
import { SessionAudit } from './session.audit.js';
import { SessionService, type TokenPair } from './session.service.js';
import { DEFAULT_TENANT_ID } from './tenant.js';
import { UserRepository, type StoredUser } from './user.repository.js';

/** Logging in, staying logged in, logging out. */
@Injectable()
export class AuthService {
  private readonly logger = new Logger('Auth');

  constructor(
    private readonly users: UserRepository,
    private readonly hasher: PasswordHasher,
    private readonly sessions: SessionService,
    private readonly loginLimiter: LoginLimiter,
    private readonly refreshLimiter: RefreshLimiter,
    private readonly audit: SessionAudit,
  ) {}

  /**
   * Whether the user does not exist, is disabled or typed a wrong password: same answer, same time.
   * @throws UnauthorizedError, TooManyRequestsError.
   */
  async login(email: string, password: string, client: Client): Promise<TokenPair> {
    const account = email.trim().toLowerCase();
    const attempt = this.loginLimiter.begin(account, client.address);
    // Who was changed between the look and the session is looked at once more.
    const pair = (await this.enter(account, password, client)) ?? (await this.enter(account, password, client));
    if (pair === null) return this.refuse(null, 'changed_meanwhile', client);
    attempt.succeeded();
    return pair;
  }

  /** Null when the user's row is no longer the one that the password was compared with. */
  private async enter(account: string, password: string, client: Client): Promise<TokenPair | null> {
    const user = await this.users.findByEmail(DEFAULT_TENANT_ID, account);
    const matches = await this.hasher.verify(user?.passwordHash ?? null, password);
    if (!user) return this.refuse(null, 'unknown_user', client);
    if (!matches) return this.refuse(user.id, 'wrong_password', client);
    if (user.disabledAt !== null) return this.refuse(user.id, 'disabled', client);
    const pair = await this.sessions.begin(user, client);
    if (pair === null) return null;
    this.logger.log({ message: 'login', userId: user.id });
    await this.refreshHash(user, password);
    return pair;
  }

  /** @throws UnauthorizedError, the same for every reason: only the audit log knows which. */
  private async refuse(userId: string | null, reason: string, client: Client): Promise<never> {
    this.logger.warn({ message: 'login failed', userId });
    await this.audit.loginFailed(DEFAULT_TENANT_ID, userId, reason, client);
    throw new UnauthorizedError('invalid_credentials', 'Email or password is wrong.');
  }

  /** @throws UnauthorizedError, TooManyRequestsError. */
  refresh(refreshToken: string, client: Client): Promise<TokenPair> {
    const fingerprint = clientFingerprint(client.address, client.userAgent);
    return this.refreshLimiter.limit(client.address, () => this.sessions.refresh(refreshToken, fingerprint, client));
  }

  /** Parameters change with the years: the hash follows at the next login. A failure to store it fails no login. */
  private async refreshHash(user: StoredUser, password: string): Promise<void> {
    if (!this.hasher.isOutdated(user.passwordHash)) return;
    try {
      await this.users.replaceHash(user.id, user.passwordHash, await this.hasher.hash(password));
    } catch (error) {
      this.logger.warn({ message: 'password hash not renewed', userId: user.id, errors: errorChain(error) });
    }
  }
}
