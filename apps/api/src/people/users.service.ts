import { Inject, Injectable } from '@nestjs/common';
import type { AuditDetails, AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { PasswordHasher } from '../auth/password.hasher.js';
import { USER_ROLES, type UserRole } from '../auth/principal.js';
import { SessionRepository } from '../auth/session.repository.js';
import { CLOCK, type Clock } from '../common/clock.js';
import { DomainError } from '../common/errors.js';
import { createId } from '../common/ids.js';
import { DatabaseService } from '../database/database.service.js';
import { assertGoodPassword } from './password.rules.js';
import { userNotFound } from './people.errors.js';
import type { UserAccount, UserStanding } from './user.account.js';
import { UserAccountRepository } from './user-account.repository.js';

export interface NewUser {
  /** Lower case. */
  readonly email: string;
  readonly password: string;
  readonly role: UserRole;
}

export interface UserChange {
  readonly role?: UserRole | undefined;
  readonly disabled?: boolean | undefined;
}

/** What admins do with users. Whoever may do less than before is logged out in the same transaction. */
@Injectable()
export class UsersService {
  constructor(
    private readonly database: DatabaseService,
    private readonly users: UserAccountRepository,
    private readonly sessions: SessionRepository,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditLog,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  /** @throws DomainError 409 `email_taken`; ValidationFailedError. */
  async create(by: AuditSource, { email, password, role }: NewUser): Promise<UserAccount> {
    assertGoodPassword(password, email, 'password');
    const passwordHash = await this.hasher.hash(password);
    return this.database.transaction(async (tx) => {
      const createdAt = this.clock.now();
      const row = { id: createId('usr'), tenantId: by.tenantId, email, passwordHash, role, createdAt };
      const user = await this.users.insert(tx, row);
      if (user === null) throw new DomainError('email_taken', 'There is a user of this address', { status: 409 });
      await this.audit.record({ ...by, action: 'user.created', ...objectOf(user.id), details: { role } }, tx);
      return user;
    });
  }

  /**
   * Gives a user another role, shuts them out or lets them in again.
   * @throws DomainError 404 `user_not_found`, 409 `last_admin` when nobody could administer any more.
   */
  async change(by: AuditSource, id: string, wanted: UserChange): Promise<UserAccount> {
    return this.database.transaction(async (tx) => {
      const locked = await this.users.lockWithAdmins(tx, by.tenantId, id);
      const user = locked.find((each) => each.id === id);
      if (user === undefined) throw userNotFound();
      const before = standingOf(user);
      const after = { role: wanted.role ?? before.role, isDisabled: wanted.disabled ?? before.isDisabled };
      const changes = differences(before, after);
      if (Object.keys(changes).length === 0) return user;
      const others = locked.filter((each) => each.id !== id && isAdmin(standingOf(each)));
      if (isAdmin(before) && !isAdmin(after) && others.length === 0) throw lastAdmin();
      const now = this.clock.now();
      const ended = mayLess(before, after) ? await this.sessions.revokeAll(tx, id, 'user_changed', now) : 0;
      const details = { ...changes, sessions_ended: ended };
      await this.audit.record({ ...by, action: 'user.changed', ...objectOf(id), details }, tx);
      return this.users.change(tx, id, after, now);
    });
  }

  /**
   * Gives another user a password, and logs them out everywhere.
   * @throws DomainError 404 `user_not_found`, 409 `own_password`; ValidationFailedError.
   */
  async setPassword(by: AuditSource, id: string, password: string): Promise<void> {
    const user = await this.users.find(by.tenantId, id);
    if (user === null) throw userNotFound();
    // One's own takes the current one as well: a session left open must not be enough to keep an account.
    if (by.actor === `user:${id}`) {
      throw new DomainError('own_password', 'Your own password is changed at /auth/password', { status: 409 });
    }
    assertGoodPassword(password, user.email, 'password');
    const hash = await this.hasher.hash(password);
    await this.database.transaction(async (tx) => {
      if (!(await this.users.setPassword(tx, by.tenantId, id, hash, null))) throw userNotFound();
      const ended = await this.sessions.revokeAll(tx, id, 'password_set', this.clock.now());
      const details = { own: false, sessions_ended: ended };
      await this.audit.record({ ...by, action: 'user.password_set', ...objectOf(id), details }, tx);
    });
  }
}

function objectOf(id: string) {
  return { objectKind: 'user', objectId: id } as const;
}

function standingOf({ role, disabledAt }: UserAccount): UserStanding {
  return { role, isDisabled: disabledAt !== null };
}

/** Somebody who can let others in. */
function isAdmin({ role, isDisabled }: UserStanding): boolean {
  return role === 'admin' && !isDisabled;
}

function mayLess(before: UserStanding, after: UserStanding): boolean {
  return after.isDisabled || USER_ROLES.indexOf(after.role) < USER_ROLES.indexOf(before.role);
}

function differences(before: UserStanding, after: UserStanding): AuditDetails {
  return {
    ...(after.role === before.role ? {} : { role: after.role, role_before: before.role }),
    ...(after.isDisabled === before.isDisabled ? {} : { disabled: after.isDisabled }),
  };
}

function lastAdmin(): DomainError {
  return new DomainError('last_admin', 'Nobody else could administer this installation', { status: 409 });
}
