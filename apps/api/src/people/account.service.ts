import { Inject, Injectable } from '@nestjs/common';
import type { AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { ForbiddenError } from '../auth/auth.errors.js';
import type { Client } from '../auth/client.js';
import { LoginLimiter } from '../auth/login.limiter.js';
import { PasswordHasher } from '../auth/password.hasher.js';
import type { Principal } from '../auth/principal.js';
import { SessionAudit } from '../auth/session.audit.js';
import { SessionRepository } from '../auth/session.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { DomainError } from '../common/errors.js';
import { DatabaseService } from '../database/database.service.js';
import { assertGoodPassword } from './password.rules.js';
import { userNotFound } from './people.errors.js';
import { UserAccountRepository, type ProvableAccount } from './user-account.repository.js';

/** What everybody does with their own account. */
@Injectable()
export class AccountService {
  constructor(
    private readonly database: DatabaseService,
    private readonly users: UserAccountRepository,
    private readonly sessions: SessionRepository,
    private readonly hasher: PasswordHasher,
    private readonly limiter: LoginLimiter,
    private readonly audit: AuditLog,
    private readonly sessionAudit: SessionAudit,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws ForbiddenError for a key, which is nobody. */
  async find(principal: Principal): Promise<ProvableAccount> {
    if (principal.kind !== 'user') throw new ForbiddenError('not_a_user', 'This is for users; a key is none.');
    const user = await this.users.find(principal.tenantId, principal.userId);
    if (user === null) throw userNotFound();
    return user;
  }

  /**
   * Sets one's own password and ends one's other sessions. An access token alone is not enough, and guessing is limited as at
   * the login.
   * @throws DomainError 403 `wrong_password`; TooManyRequestsError; ValidationFailedError.
   */
  async changePassword(
    principal: Principal,
    source: AuditSource,
    { current, next }: { readonly current: string; readonly next: string },
    client: Client,
  ): Promise<void> {
    const user = await this.find(principal);
    const attempt = this.limiter.begin(user.email, client.address);
    if (!(await this.hasher.verify(user.passwordHash, current))) {
      await this.sessionAudit.loginFailed(principal.tenantId, user.id, 'wrong_current_password', client);
      throw wrongPassword();
    }
    attempt.succeeded();
    assertGoodPassword(next, user.email, 'new_password');
    const hash = await this.hasher.hash(next);
    const sessionId = principal.kind === 'user' ? principal.sessionId : null;
    await this.database.transaction(async (tx) => {
      if (!(await this.users.setPassword(tx, principal.tenantId, user.id, hash, user.passwordHash))) {
        throw wrongPassword();
      }
      const ended = await this.sessions.revokeAll(tx, user.id, 'password_set', this.clock.now(), sessionId);
      const object = { objectKind: 'user', objectId: user.id } as const;
      const details = { own: true, sessions_ended: ended };
      await this.audit.record({ ...source, action: 'user.password_set', ...object, details }, tx);
    });
  }
}

/** Not 401: the caller's token is good, and a client must not throw it away. */
function wrongPassword(): DomainError {
  return new DomainError('wrong_password', 'The current password is wrong', { status: 403 });
}
