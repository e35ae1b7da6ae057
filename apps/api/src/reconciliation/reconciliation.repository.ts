import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';

/** An order whose payment time is over. */
export interface OverdueOrder {
  readonly id: string;
  readonly tenantId: string;
  readonly cartId: string;
  readonly reference: string | null;
  readonly createdAt: Date;
}

export interface Straggler {
  readonly tenantId: string;
  readonly cartId: string;
}

/** Finds what nobody told us to look at. */
@Injectable()
export class ReconciliationRepository {
  constructor(private readonly database: DatabaseService) {}

  /** Orders that wait for money since before `timeoutMs`, oldest first, after `after`. */
  async overdueOrders(timeoutMs: number, after: OverdueOrder | null, limit: number): Promise<OverdueOrder[]> {
    const { rows } = await this.database.pool.query<OverdueOrder>(
      `SELECT id, tenant_id AS "tenantId", cart_id AS "cartId", reference, created_at AS "createdAt" FROM orders
       WHERE status = 'pending' AND payment_status IN ('awaiting_payment', 'failed')
         AND created_at < now() - $1 * interval '1 millisecond'
         AND ($2::timestamptz IS NULL OR (created_at, id) > ($2, $3))
       ORDER BY created_at, id LIMIT $4`,
      [timeoutMs, after?.createdAt ?? null, after?.id ?? null, limit],
    );
    return rows;
  }

  /** Carts with an order whose payment slipped in while they were being made, and so belongs to no order yet. */
  async stragglers(limit: number): Promise<Straggler[]> {
    const { rows } = await this.database.pool.query<Straggler>(
      `SELECT DISTINCT o.tenant_id AS "tenantId", o.cart_id AS "cartId" FROM payments p JOIN orders o ON o.tenant_id = p.tenant_id
         AND (o.cart_id = p.cart_id OR o.cart_id = p.reference OR o.id = p.reference OR o.reference = p.reference)
       WHERE p.order_id IS NULL LIMIT $1`,
      [limit],
    );
    return rows;
  }
}
