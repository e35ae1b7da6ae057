import { Injectable } from '@nestjs/common';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import { isUserRole, type UserRole } from './principal.js';
import type { TokenState } from './refresh-token.js';

/** A session together with its user, as far as it matters for letting them in. */
export interface SessionState {
  readonly sessionId: string;
  readonly tenantId: string;
  readonly userId: string;
  readonly role: UserRole;
  readonly expiresAt: Date;
  /** False when it was ended, or its user is disabled. */
  readonly open: boolean;
}

interface SessionRow {
  readonly id: string;
  readonly tenant_id: string;
  readonly user_id: string;
  readonly role: string;
  readonly expires_at: Date;
  readonly open: boolean;
}

export interface NewRefreshToken {
  readonly hash: string;
  readonly tenantId: string;
  readonly sessionId: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
}

const SESSION = `SELECT s.id, s.tenant_id, s.user_id, u.role, s.expires_at,
    (s.revoked_at IS NULL AND u.disabled_at IS NULL) AS open
  FROM sessions s JOIN users u ON u.id = s.user_id AND u.tenant_id = s.tenant_id`;

/** Sessions and their refresh tokens. SQL, because the rotation is about locks and what each statement sees. */
@Injectable()
export class SessionRepository {
  constructor(private readonly database: DatabaseService) {}

  async find(sessionId: string): Promise<SessionState | null> {
    const { rows } = await this.database.pool.query<SessionRow>(`${SESSION} WHERE s.id = $1`, [sessionId]);
    return toState(rows[0]);
  }

  async sessionOfToken(hash: string): Promise<string | null> {
    const sql = 'SELECT session_id FROM refresh_tokens WHERE hash = $1';
    const { rows } = await this.database.pool.query<{ session_id: string }>(sql, [hash]);
    return rows[0]?.session_id ?? null;
  }

  async create(
    tx: Transaction,
    session: { id: string; tenantId: string; userId: string; createdAt: Date; expiresAt: Date },
  ): Promise<void> {
    await tx.query(
      'INSERT INTO sessions (id, tenant_id, user_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
      [session.id, session.tenantId, session.userId, session.createdAt, session.expiresAt],
    );
  }

  /** Reads the session and keeps every other rotation of its family waiting until the transaction ends. */
  async lock(tx: Transaction, sessionId: string): Promise<SessionState | null> {
    const { rows } = await tx.query<SessionRow>(`${SESSION} WHERE s.id = $1 FOR UPDATE OF s`, [sessionId]);
    return toState(rows[0]);
  }

  /** To be read after the lock: a statement of its own, so that it sees what the transaction before it committed. */
  async findToken(tx: Transaction, sessionId: string, hash: string): Promise<TokenState | null> {
    const { rows } = await tx.query<{ expires_at: Date; used_at: Date | null }>(
      'SELECT expires_at, used_at FROM refresh_tokens WHERE hash = $1 AND session_id = $2',
      [hash, sessionId],
    );
    const row = rows[0];
    return row ? { expiresAt: row.expires_at, usedAt: row.used_at } : null;
  }

  async addToken(tx: Transaction, token: NewRefreshToken): Promise<void> {
    await tx.query(
      'INSERT INTO refresh_tokens (hash, tenant_id, session_id, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)',
      [token.hash, token.tenantId, token.sessionId, token.createdAt, token.expiresAt],
    );
  }

  async spendToken(tx: Transaction, hash: string, usedAt: Date): Promise<void> {
    await tx.query('UPDATE refresh_tokens SET used_at = $2 WHERE hash = $1 AND used_at IS NULL', [hash, usedAt]);
  }

  /** Ends a session, once: the first reason stays. Answers whose it was; null when it had ended before. */
  async revoke(
    tx: Transaction,
    sessionId: string,
    reason: string,
    revokedAt: Date,
  ): Promise<{ tenantId: string; userId: string } | null> {
    const { rows } = await tx.query<{ tenantId: string; userId: string }>(
      `UPDATE sessions SET revoked_at = $2, revoked_reason = $3 WHERE id = $1 AND revoked_at IS NULL
        RETURNING tenant_id AS "tenantId", user_id AS "userId"`,
      [sessionId, revokedAt, reason],
    );
    return rows[0] ?? null;
  }

  /** Ends every session of a user, but the one of `exceptId`. Answers how many. */
  async revokeAll(
    tx: Transaction,
    userId: string,
    reason: string,
    revokedAt: Date,
    exceptId: string | null = null,
  ): Promise<number> {
    const { rowCount } = await tx.query(
      `UPDATE sessions SET revoked_at = $2, revoked_reason = $3
        WHERE user_id = $1 AND revoked_at IS NULL AND expires_at > $2 AND id IS DISTINCT FROM $4`,
      [userId, revokedAt, reason, exceptId],
    );
    return rowCount ?? 0;
  }

  /** Removes sessions that ended before `before`, with their tokens, at most `limit`; answers how many. */
  async deleteExpired(before: Date, limit: number): Promise<number> {
    const { rowCount } = await this.database.pool.query(
      `DELETE FROM sessions WHERE id IN (SELECT id FROM sessions WHERE expires_at < $1 LIMIT $2)`,
      [before, limit],
    );
    return rowCount ?? 0;
  }
}

function toState(row: SessionRow | undefined): SessionState | null {
  if (!row || !isUserRole(row.role)) return null;
  return {
    sessionId: row.id,
    tenantId: row.tenant_id,
    userId: row.user_id,
    role: row.role,
    expiresAt: row.expires_at,
    open: row.open,
  };
}
