import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.service.js';
import { PrismaService } from '../database/prisma.service.js';
import { isUserRole, type UserRole } from './principal.js';

export interface StoredUser {
  readonly id: string;
  readonly tenantId: string;
  readonly email: string;
  readonly passwordHash: string;
  readonly role: UserRole;
  readonly disabledAt: Date | null;
}

/** The people who may log in. */
@Injectable()
export class UserRepository {
  constructor(private readonly prisma: PrismaService) {}

  /** @param email lower case. */
  async findByEmail(tenantId: string, email: string): Promise<StoredUser | null> {
    const user = await this.prisma.user.findUnique({ where: { tenantId_email: { tenantId, email } } });
    return user && isUserRole(user.role) ? { ...user, role: user.role } : null;
  }

  /** Notes a login, unless the password was changed or the user disabled since `user` was read; true when it did. */
  async noteLogin(tx: Transaction, user: Pick<StoredUser, 'id' | 'passwordHash'>, at: Date): Promise<boolean> {
    const { rowCount } = await tx.query(
      'UPDATE users SET last_login_at = $3 WHERE id = $1 AND password_hash = $2 AND disabled_at IS NULL',
      [user.id, user.passwordHash, at],
    );
    return rowCount === 1;
  }

  async hasAdmin(tenantId: string): Promise<boolean> {
    return (await this.prisma.user.findFirst({ where: { tenantId, role: 'admin' }, select: { id: true } })) !== null;
  }

  /** Stores a hash with newer parameters, unless the password was changed meanwhile. */
  async replaceHash(userId: string, oldHash: string, newHash: string): Promise<void> {
    await this.prisma.user.updateMany({
      where: { id: userId, passwordHash: oldHash },
      data: { passwordHash: newHash },
    });
  }

  /** Adds an admin if there is none yet; true when it did. The lock makes instances that boot at once take turns. */
  async addFirstAdmin(tx: Transaction, user: Omit<StoredUser, 'role' | 'disabledAt'>): Promise<boolean> {
    await tx.query(`SELECT pg_advisory_xact_lock(hashtext('pasarela.first-admin'))`);
    const { rowCount } = await tx.query(
      `INSERT INTO users (id, tenant_id, email, password_hash, role)
       SELECT $1, $2, $3, $4, 'admin' WHERE NOT EXISTS (SELECT FROM users WHERE tenant_id = $2 AND role = 'admin')
       ON CONFLICT DO NOTHING`,
      [user.id, user.tenantId, user.email, user.passwordHash],
    );
    return rowCount === 1;
  }
}
