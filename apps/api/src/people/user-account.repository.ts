import { Injectable } from '@nestjs/common';
import { isUserRole, type UserRole } from '../auth/principal.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import type { UserAccount, UserStanding } from './user.account.js';

/** With the hash that proves the password; it never leaves this room. */
export interface ProvableAccount extends UserAccount {
  readonly passwordHash: string;
}

interface UserRow extends Omit<ProvableAccount, 'role'> {
  readonly role: string;
}

export const USER_COLUMNS = `id, email, role, created_at AS "createdAt", disabled_at AS "disabledAt", last_login_at AS "lastLoginAt"`;
const PROVABLE = `${USER_COLUMNS}, password_hash AS "passwordHash"`;

/** Users, to be administered. SQL, because it is about locks. Always of one tenant. */
@Injectable()
export class UserAccountRepository {
  constructor(private readonly database: DatabaseService) {}

  async find(tenantId: string, id: string): Promise<ProvableAccount | null> {
    const sql = `SELECT ${PROVABLE} FROM users WHERE tenant_id = $1 AND id = $2`;
    return accountsOf((await this.database.pool.query<UserRow>(sql, [tenantId, id])).rows)[0] ?? null;
  }

  /** Locks a user together with all enabled admins, in one order, so that two changes cannot each rely on the other's admin. */
  async lockWithAdmins(tx: Transaction, tenantId: string, id: string): Promise<ProvableAccount[]> {
    const { rows } = await tx.query<UserRow>(
      `SELECT ${PROVABLE} FROM users
        WHERE tenant_id = $1 AND (id = $2 OR (role = 'admin' AND disabled_at IS NULL)) ORDER BY id FOR UPDATE`,
      [tenantId, id],
    );
    return accountsOf(rows);
  }

  /** Null when the address is taken. */
  async insert(
    tx: Transaction,
    user: { id: string; tenantId: string; email: string; passwordHash: string; role: UserRole; createdAt: Date },
  ): Promise<UserAccount | null> {
    const { rows } = await tx.query<UserRow>(
      `INSERT INTO users (id, tenant_id, email, password_hash, role, created_at) VALUES ($1, $2, $3, $4, $5, $6)
        ON CONFLICT (tenant_id, email) DO NOTHING RETURNING ${PROVABLE}`,
      [user.id, user.tenantId, user.email, user.passwordHash, user.role, user.createdAt],
    );
    return accountsOf(rows)[0] ?? null;
  }

  /** Changes a locked user. Disabled stays disabled since when it was. */
  async change(tx: Transaction, id: string, { role, isDisabled }: UserStanding, at: Date): Promise<UserAccount> {
    const { rows } = await tx.query<UserAccount>(
      `UPDATE users SET role = $2, disabled_at = CASE WHEN $3 THEN coalesce(disabled_at, $4) END WHERE id = $1
        RETURNING ${USER_COLUMNS}`,
      [id, role, isDisabled, at],
    );
    return rows[0] as UserAccount;
  }

  /** @param expectedHash when given, only as long as the password is still that one. True when it was set. */
  async setPassword(
    tx: Transaction,
    tenantId: string,
    id: string,
    passwordHash: string,
    expectedHash: string | null,
  ): Promise<boolean> {
    const { rowCount } = await tx.query(
      `UPDATE users SET password_hash = $3 WHERE tenant_id = $1 AND id = $2 AND ($4::text IS NULL OR password_hash = $4)`,
      [tenantId, id, passwordHash, expectedHash],
    );
    return rowCount === 1;
  }
}

function accountsOf(rows: readonly UserRow[]): ProvableAccount[] {
  return rows.flatMap((row) => (isUserRole(row.role) ? [{ ...row, role: row.role }] : []));
}
