import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';

/** An order whose payment time is over. */
export interface OverdueOrder {
  readonly id: string;
  readonly tenantId: string;
  readonly cartId: string;
  readonly reference: string | null;
  readonly createdAt: Date;
  /** How often the gateways were asked about it. */
  readonly checks: number;
}

export interface Straggler {
  readonly tenantId: string;
  readonly cartId: string;
}

/** Finds what nobody told us to look at. */
@Injectable()
export class ReconciliationRepository {
  constructor(private readonly database: DatabaseService) {}

  /** Orders that wait for money since before `timeoutMs` and are due to be asked about, oldest first, after `after`. */
  async overdueOrders(timeoutMs: number, after: OverdueOrder | null, limit: number): Promise<OverdueOrder[]> {
    const { rows } = await this.database.pool.query<OverdueOrder>(
      `SELECT o.id, o.tenant_id AS "tenantId", o.cart_id AS "cartId", o.reference, o.created_at AS "createdAt",
         COALESCE(f.checks, 0) AS checks
       FROM orders o LEFT JOIN follow_ups f ON f.id = o.id
       WHERE o.status = 'pending' AND o.payment_status IN ('awaiting_payment', 'failed')
         AND o.created_at < now() - $1 * interval '1 millisecond'
         AND (f.next_check_at IS NULL OR f.next_check_at <= now())
         AND ($2::timestamptz IS NULL OR (o.created_at, o.id) > ($2, $3))
       ORDER BY o.created_at, o.id LIMIT $4`,
      [timeoutMs, after?.createdAt ?? null, after?.id ?? null, limit],
    );
    return rows;
  }

  /** Leaves an order alone until then. */
  async postpone({ id, tenantId }: OverdueOrder, at: Date): Promise<void> {
    await this.database.pool.query(
      `INSERT INTO follow_ups AS f (id, tenant_id, kind, checks, next_check_at) VALUES ($1, $2, 'order', 1, $3)
       ON CONFLICT (id) DO UPDATE SET checks = f.checks + 1, next_check_at = excluded.next_check_at`,
      [id, tenantId, at],
    );
  }

  /** Carts with an order whose payment slipped in while they were being made, and so belongs to no order yet. */
  async stragglers(limit: number): Promise<Straggler[]> {
    const { rows } = await this.database.pool.query<Straggler>(
      // From the few payments that belong to nobody to their orders, by one index each; never from all orders to payments.
      `WITH unbound AS (
         SELECT tenant_id, cart_id, reference FROM payments WHERE order_id IS NULL AND created_at > now() - interval '7 days'
         ORDER BY created_at DESC LIMIT 10000)
       SELECT o.tenant_id AS "tenantId", o.cart_id AS "cartId" FROM unbound p JOIN orders o ON o.tenant_id = p.tenant_id AND o.cart_id = p.cart_id
       UNION SELECT o.tenant_id, o.cart_id FROM unbound p JOIN orders o ON o.tenant_id = p.tenant_id AND o.cart_id = p.reference
       UNION SELECT o.tenant_id, o.cart_id FROM unbound p JOIN orders o ON o.tenant_id = p.tenant_id AND o.id = p.reference
       UNION SELECT o.tenant_id, o.cart_id FROM unbound p JOIN orders o ON o.tenant_id = p.tenant_id AND o.reference = p.reference
       LIMIT $1`,
      [limit],
    );
    return rows;
  }

  /**
   * True when money of exactly this order's amount came since it was made, under no name at all (a checkout whose own event,
   * which bears the reference, was lost): it may be this order's.
   */
  async mayBePaidNamelessly({ id, tenantId }: OverdueOrder): Promise<boolean> {
    const { rowCount } = await this.database.pool.query(
      `SELECT 1 FROM orders o JOIN payments p ON p.tenant_id = o.tenant_id AND p.order_id IS NULL AND p.reference IS NULL
         AND p.phase = 'captured' AND p.captured_minor = o.amount_minor AND p.currency = o.currency AND p.created_at >= o.created_at
       WHERE o.tenant_id = $1 AND o.id = $2 LIMIT 1`,
      [tenantId, id],
    );
    return (rowCount ?? 0) > 0;
  }
}
