import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.service.js';
import type { NextAction } from '../gateways/gateway.payments.js';
import type { SessionPayment, SessionStatus, StoredSession } from './payment-session.js';
import { SESSION_COLUMNS, sessionFromRow, type SessionRow } from './payment-session.row.js';

type Database = Pick<Transaction, 'query'>;

/** A session about to be stored, its claim included. */
export type NewSession = Pick<
  StoredSession,
  'id' | 'cartId' | 'provider' | 'method' | 'reference' | 'amount' | 'returnUrl' | 'expiresAt'
> & { readonly fingerprint: string; readonly requestKey: string | null };

/** What a second click has in common with the first. */
export interface Likeness {
  readonly cartId: string;
  readonly provider: string;
  readonly method: string;
  readonly fingerprint: string;
  readonly requestKey: string | null;
}

/** What changes of a session; what is left out stays. */
export interface SessionChange {
  readonly status: SessionStatus;
  readonly transactionId?: string | null;
  readonly gatewayObjectId?: string | null;
  readonly nextAction?: NextAction | null;
  readonly errorCode?: string | null;
  readonly expiresAt?: Date;
  readonly nextCheckAt?: Date | null;
}

const OPEN = `status IN ('created', 'requires_action', 'processing')`;

const INSERT = `INSERT INTO payment_sessions (id, tenant_id, cart_id, provider, method, reference, currency, amount_minor, return_url,
    fingerprint, request_key, expires_at, lease_until, next_check_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, now() + $13 * interval '1 millisecond',
    now() + $13 * interval '1 millisecond')
  RETURNING ${SESSION_COLUMNS}`;

const CHANGE = `UPDATE payment_sessions SET status = $4, transaction_id = COALESCE($5, transaction_id),
    gateway_object_id = COALESCE($6, gateway_object_id), next_action = $7, error_code = $8, expires_at = COALESCE($9, expires_at),
    redirected_at = COALESCE(redirected_at, CASE WHEN $7::jsonb ->> 'type' = 'redirect' THEN now() END),
    next_check_at = $10, lease_until = NULL, version = version + 1, updated_at = now()
  WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING ${SESSION_COLUMNS}`;

/** Payment sessions. A change is a compare-and-swap on the version: null means that somebody else was first. */
@Injectable()
export class PaymentSessionRepository {
  /** Stores a session, claimed for as long as beginning it may take. The cart must be locked. */
  async insert(tx: Transaction, tenantId: string, session: NewSession, leaseMs: number): Promise<StoredSession> {
    const { id, cartId, provider, method, reference, amount, returnUrl, fingerprint, requestKey, expiresAt } = session;
    const values = [id, tenantId, cartId, provider, method, reference, amount.currency, amount.amountMinor, returnUrl];
    const { rows } = await tx.query<SessionRow>(INSERT, [...values, fingerprint, requestKey, expiresAt, leaseMs]);
    return sessionFromRow(rows[0] as SessionRow);
  }

  async find(db: Database, tenantId: string, id: string): Promise<StoredSession | null> {
    const text = `SELECT ${SESSION_COLUMNS} FROM payment_sessions WHERE tenant_id = $1 AND id = $2`;
    const { rows } = await db.query<SessionRow>(text, [tenantId, id]);
    return rows[0] ? sessionFromRow(rows[0]) : null;
  }

  /** The shopper of a cart is back: notes it once, of the attempt that was begun last. False: nothing was begun. */
  async noteReturn(db: Database, tenantId: string, cartId: string): Promise<boolean> {
    const { rowCount } = await db.query(
      `UPDATE payment_sessions SET returned_at = COALESCE(returned_at, now()) WHERE tenant_id = $1 AND id = (
         SELECT id FROM payment_sessions WHERE cart_id = $2 AND tenant_id = $1 ORDER BY created_at DESC, id DESC LIMIT 1)`,
      [tenantId, cartId],
    );
    return rowCount === 1;
  }

  /** The newest open session that asks for the same and is younger than `youngMs`, or bears the same key. */
  async findAlike(tx: Transaction, tenantId: string, like: Likeness, youngMs: number): Promise<StoredSession | null> {
    const { cartId, provider, method, fingerprint, requestKey } = like;
    const { rows } = await tx.query<SessionRow>(
      `SELECT ${SESSION_COLUMNS} FROM payment_sessions
       WHERE tenant_id = $1 AND cart_id = $2 AND provider = $3 AND method = $4 AND fingerprint = $5
         AND request_key IS NOT DISTINCT FROM $6::text AND ${OPEN} AND expires_at > now()
         AND ($6::text IS NOT NULL OR created_at > now() - $7 * interval '1 millisecond')
       ORDER BY created_at DESC, id DESC LIMIT 1 FOR UPDATE`,
      [tenantId, cartId, provider, method, fingerprint, requestKey, youngMs],
    );
    return rows[0] ? sessionFromRow(rows[0]) : null;
  }

  /** The references under which a cart was given to a gateway. */
  async references(tx: Transaction, tenantId: string, cartId: string, provider: string): Promise<string[]> {
    const { rows } = await tx.query<{ reference: string }>(
      `SELECT reference FROM payment_sessions WHERE tenant_id = $1 AND cart_id = $2 AND provider = $3`,
      [tenantId, cartId, provider],
    );
    return rows.map(({ reference }) => reference);
  }

  /** Every reference under which a cart was given to any gateway. */
  async referencesOfCart(db: Database, tenantId: string, cartId: string): Promise<string[]> {
    const { rows } = await db.query<{ reference: string }>(
      `SELECT DISTINCT reference FROM payment_sessions WHERE tenant_id = $1 AND cart_id = $2`,
      [tenantId, cartId],
    );
    return rows.map(({ reference }) => reference);
  }

  /** Claims a session that was stored and never begun, unless somebody is at it. */
  async claim(db: Database, session: StoredSession, leaseMs: number): Promise<StoredSession | null> {
    const { rows } = await db.query<SessionRow>(
      `UPDATE payment_sessions SET lease_until = now() + $4 * interval '1 millisecond', version = version + 1, updated_at = now()
       WHERE tenant_id = $1 AND id = $2 AND version = $3 AND status = 'created' AND (lease_until IS NULL OR lease_until <= now())
       RETURNING ${SESSION_COLUMNS}`,
      [session.tenantId, session.id, session.version, leaseMs],
    );
    return rows[0] ? sessionFromRow(rows[0]) : null;
  }

  /** Lets a claim go: what was to be begun was not, and may be tried again. */
  async release(db: Database, session: StoredSession, nextCheckMs: number): Promise<StoredSession | null> {
    const { rows } = await db.query<SessionRow>(
      `UPDATE payment_sessions SET lease_until = NULL, next_check_at = now() + $4 * interval '1 millisecond',
         version = version + 1, updated_at = now()
       WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING ${SESSION_COLUMNS}`,
      [session.tenantId, session.id, session.version, nextCheckMs],
    );
    return rows[0] ? sessionFromRow(rows[0]) : null;
  }

  /** Gives a claimed session another reference, because the gateway knows the one that it had. */
  async rename(tx: Transaction, session: StoredSession, reference: string): Promise<StoredSession | null> {
    const { rows } = await tx.query<SessionRow>(
      `UPDATE payment_sessions SET reference = $4, version = version + 1, updated_at = now()
       WHERE tenant_id = $1 AND id = $2 AND version = $3 RETURNING ${SESSION_COLUMNS}`,
      [session.tenantId, session.id, session.version, reference],
    );
    return rows[0] ? sessionFromRow(rows[0]) : null;
  }

  /** Removes a session that never reached the gateway, because the request lacked something. */
  async discard(db: Database, session: StoredSession): Promise<void> {
    await db.query(
      `DELETE FROM payment_sessions WHERE tenant_id = $1 AND id = $2 AND version = $3 AND status = 'created'`,
      [session.tenantId, session.id, session.version],
    );
  }

  async change(db: Database, session: StoredSession, change: SessionChange): Promise<StoredSession | null> {
    const { status, transactionId = null, gatewayObjectId = null, errorCode = null, expiresAt = null } = change;
    const nextAction = change.nextAction === undefined ? session.nextAction : change.nextAction;
    const nextCheckAt = change.nextCheckAt === undefined ? session.nextCheckAt : change.nextCheckAt;
    const { rows } = await db.query<SessionRow>(CHANGE, [
      session.tenantId,
      session.id,
      session.version,
      status,
      transactionId,
      gatewayObjectId,
      nextAction === null ? null : JSON.stringify(nextAction),
      errorCode,
      expiresAt,
      nextCheckAt,
    ]);
    return rows[0] ? sessionFromRow(rows[0]) : null;
  }

  /** What gateways told of the payments under a session's transaction or reference, oldest first. */
  async payments(db: Database, session: StoredSession): Promise<SessionPayment[]> {
    const { rows } = await db.query<SessionPayment>(
      `SELECT transaction_id AS "transactionId", status, failure_code AS "failureCode" FROM payments
       WHERE tenant_id = $1 AND provider = $2 AND (reference = $3 OR transaction_id = $4) ORDER BY created_at, id`,
      [session.tenantId, session.provider, session.reference, session.transactionId],
    );
    return rows;
  }

  /** Whether a shopper may be at a gateway right now, about to pay the cart. The cart must be locked. */
  async isBeingPaid(tx: Transaction, tenantId: string, cartId: string): Promise<boolean> {
    const { rowCount } = await tx.query(
      `SELECT 1 FROM payment_sessions WHERE tenant_id = $1 AND cart_id = $2 AND ${OPEN} AND expires_at > now() LIMIT 1`,
      [tenantId, cartId],
    );
    return rowCount !== 0;
  }

  /** Whether money for the cart is there already, by whichever gateway. The cart must be locked. */
  async holdsMoney(tx: Transaction, tenantId: string, cartId: string): Promise<boolean> {
    const { rowCount } = await tx.query(
      `SELECT 1 FROM payments WHERE tenant_id = $1 AND cart_id = $2
         AND status IN ('authorized', 'captured', 'partially_refunded', 'disputed') LIMIT 1`,
      [tenantId, cartId],
    );
    return rowCount !== 0;
  }
}
