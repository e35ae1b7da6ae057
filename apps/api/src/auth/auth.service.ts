import { Injectable, Logger } from '@nestjs/common';
import { errorChain } from '../common/problem.log.js';
import { UnauthorizedError } from './auth.errors.js';
import { clientFingerprint } from './client-address.js';
import { LoginLimiter } from './login.limiter.js';
import { PasswordHasher } from './password.hasher.js';
import { RefreshLimiter } from './refresh.limiter.js';
import { SessionService, type TokenPair } from './session.service.js';
import { DEFAULT_TENANT_ID } from './tenant.js';
import { UserRepository, type StoredUser } from './user.repository.js';

/** Where a request comes from. */
export interface Client {
  readonly address: string;
  readonly userAgent: string | undefined;
}

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
  ) {}

  /**
   * Whether the user does not exist, is disabled or typed a wrong password: same answer, same time.
   * @throws UnauthorizedError, TooManyRequestsError.
   */
  async login(email: string, password: string, client: Client): Promise<TokenPair> {
    const account = email.trim().toLowerCase();
    const attempt = this.loginLimiter.begin(account, client.address);
    const user = await this.users.findByEmail(DEFAULT_TENANT_ID, account);
    const matches = await this.hasher.verify(user?.passwordHash ?? null, password);
    if (!user || !matches || user.disabledAt !== null) {
      this.logger.warn({ message: 'login failed', userId: user?.id ?? null });
      throw new UnauthorizedError('invalid_credentials', 'Email or password is wrong.');
    }
    attempt.succeeded();
    await this.refreshHash(user, password);
    const pair = await this.sessions.begin({ tenantId: user.tenantId, userId: user.id, role: user.role });
    this.logger.log({ message: 'login', userId: user.id });
    return pair;
  }

  /** @throws UnauthorizedError, TooManyRequestsError. */
  refresh(refreshToken: string, client: Client): Promise<TokenPair> {
    const fingerprint = clientFingerprint(client.address, client.userAgent);
    return this.refreshLimiter.limit(client.address, () => this.sessions.refresh(refreshToken, fingerprint));
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
