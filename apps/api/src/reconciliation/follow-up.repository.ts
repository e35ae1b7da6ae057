import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';

interface Claimed {
  readonly id: string;
  readonly tenantId: string;
  /** How often it was asked about before. */
  readonly checks: number;
  readonly createdAt: Date;
}

export interface WaitingOrder extends Claimed {
  readonly kind: 'order';
  readonly cartId: string;
  readonly reference: string | null;
}

export interface WaitingPayment extends Claimed {
  readonly kind: 'payment';
  readonly provider: string;
  readonly transactionId: string;
  readonly method: string | null;
}

export interface WaitingSession extends Claimed {
  readonly kind: 'session';
  readonly provider: string;
  readonly transactionId: string | null;
  readonly reference: string;
  readonly expiresAt: Date;
}

export type Waiting = WaitingOrder | WaitingPayment | WaitingSession;
export type WaitingKind = Waiting['kind'];

const ORDER_WAITS = `status = 'pending' AND payment_status IN ('awaiting_payment', 'failed')`;
const PAYMENT_WAITS = `phase IN ('pending', 'authorized')`;
const SESSION_WAITS = `status IN ('created', 'requires_action', 'processing')`;

/** The first look comes this long after the thing itself. */
const FIRST_LOOK = `interval '1 minute'`;
const OLDEST = `interval '30 days'`;

const SEED = `INSERT INTO follow_ups (id, tenant_id, kind, next_check_at)
  (SELECT id, tenant_id, 'order', created_at + ${FIRST_LOOK} FROM orders o WHERE ${ORDER_WAITS} AND created_at > now() - ${OLDEST}
     AND NOT EXISTS (SELECT 1 FROM follow_ups f WHERE f.id = o.id) LIMIT $1)
  UNION ALL
  (SELECT id, tenant_id, 'payment', created_at + ${FIRST_LOOK} FROM payments p WHERE ${PAYMENT_WAITS}
     AND created_at > now() - ${OLDEST} AND NOT EXISTS (SELECT 1 FROM follow_ups f WHERE f.id = p.id) LIMIT $1)
  ON CONFLICT (id) DO NOTHING`;

/** What was decided meanwhile, by whomever, is followed no more. */
const DROP_DECIDED = `DELETE FROM follow_ups f WHERE f.next_check_at <= now() AND (
    (f.kind = 'order' AND NOT EXISTS (SELECT 1 FROM orders o WHERE o.id = f.id AND o.${ORDER_WAITS}))
    OR (f.kind = 'payment' AND NOT EXISTS (SELECT 1 FROM payments p WHERE p.id = f.id AND p.${PAYMENT_WAITS})))`;

const TAKE = (kind: string, extra = ''): string => `UPDATE follow_ups SET checks = checks + 1,
      next_check_at = now() + $2 * interval '1 millisecond'
    WHERE id IN (SELECT f.id FROM follow_ups f WHERE kind = '${kind}' AND next_check_at <= now() ${extra} ORDER BY next_check_at
      LIMIT $1 FOR UPDATE SKIP LOCKED) RETURNING id, checks`;

/** An order whose time is over is asked about before it is canceled, by whoever cancels it. */
const HAS_TIME = `AND EXISTS (SELECT 1 FROM orders o WHERE o.id = f.id AND o.created_at > now() - $3 * interval '1 millisecond')`;

const CLAIM: Readonly<Record<WaitingKind, string>> = {
  order: `WITH taken AS (${TAKE('order', HAS_TIME)})
    SELECT 'order' AS kind, o.id, o.tenant_id AS "tenantId", t.checks - 1 AS checks, o.created_at AS "createdAt",
      o.cart_id AS "cartId", o.reference FROM taken t JOIN orders o USING (id)`,
  payment: `WITH taken AS (${TAKE('payment')})
    SELECT 'payment' AS kind, p.id, p.tenant_id AS "tenantId", t.checks - 1 AS checks, p.created_at AS "createdAt", p.provider,
      p.transaction_id AS "transactionId", p.method FROM taken t JOIN payments p USING (id)`,
  session: `UPDATE payment_sessions SET checks = checks + 1, next_check_at = now() + $2 * interval '1 millisecond'
    WHERE id IN (SELECT id FROM payment_sessions WHERE ${SESSION_WAITS}
        AND COALESCE(next_check_at, created_at + ${FIRST_LOOK}) <= now() ORDER BY next_check_at LIMIT $1 FOR UPDATE SKIP LOCKED)
    RETURNING 'session' AS kind, id, tenant_id AS "tenantId", checks - 1 AS checks, created_at AS "createdAt", provider,
      transaction_id AS "transactionId", reference, expires_at AS "expiresAt"`,
};

/** Who is asked about next. A claim is a lease: what a worker leaves behind is taken by another when it ends. */
@Injectable()
export class FollowUpRepository {
  constructor(
    private readonly database: DatabaseService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /** Takes note of what began to wait, and forgets what waits no more. */
  async refresh(limit: number): Promise<void> {
    await this.database.pool.query(SEED, [limit]);
    await this.database.pool.query(DROP_DECIDED);
  }

  /** Takes what is due, the longest due first. Several workers take different ones. */
  async claim(kind: WaitingKind, limit: number, leaseMs: number): Promise<Waiting[]> {
    const values = kind === 'order' ? [limit, leaseMs, this.config.orders.paymentTimeoutMs] : [limit, leaseMs];
    const { rows } = await this.database.pool.query<Waiting>(CLAIM[kind], values);
    return rows;
  }

  /** When to look next, after a look; null: no more. */
  async again({ kind, id }: Waiting, at: Date | null): Promise<void> {
    const table = kind === 'session' ? 'payment_sessions' : 'follow_ups';
    await this.database.pool.query(`UPDATE ${table} SET next_check_at = $2 WHERE id = $1`, [id, at]);
  }

  /** The gateway was away: the look did not happen. */
  async giveBack({ kind, id, checks }: Waiting, delayMs: number): Promise<void> {
    const table = kind === 'session' ? 'payment_sessions' : 'follow_ups';
    await this.database.pool.query(
      `UPDATE ${table} SET checks = $2, next_check_at = now() + $3 * interval '1 millisecond' WHERE id = $1`,
      [id, checks, delayMs],
    );
  }

  /** Ends a session that is still open; somebody else may have ended it meanwhile. */
  async endSession(id: string, status: 'succeeded' | 'failed' | 'expired'): Promise<void> {
    await this.database.pool.query(
      `UPDATE payment_sessions SET status = $2, next_check_at = NULL, version = version + 1, updated_at = now()
       WHERE id = $1 AND ${SESSION_WAITS}`,
      [id, status],
    );
  }
}
