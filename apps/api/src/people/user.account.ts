import type { UserRole } from '../auth/principal.js';

/** A user as those who administer users see them. */
export interface UserAccount {
  readonly id: string;
  readonly email: string;
  readonly role: UserRole;
  readonly createdAt: Date;
  readonly disabledAt: Date | null;
  readonly lastLoginAt: Date | null;
}

/** What a change makes of a user. */
export interface UserStanding {
  readonly role: UserRole;
  readonly isDisabled: boolean;
}
