import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';

/** A step of a payment that an event caused. */
export interface PaymentChange {
  readonly paymentId: string;
  readonly fromStatus: string | null;
  readonly toStatus: string;
  readonly reason: string;
  readonly capturedDeltaMinor: bigint;
  readonly refundedDeltaMinor: bigint;
  readonly disputedDeltaMinor: bigint;
  readonly currency: string | null;
  readonly createdAt: Date;
}

/** A step of an order that an event caused. */
export interface OrderChange {
  readonly orderId: string;
  readonly displayId: number;
  readonly fromStatus: string | null;
  readonly toStatus: string;
  readonly fromPaymentStatus: string | null;
  readonly toPaymentStatus: string;
  readonly reason: string;
  readonly createdAt: Date;
}

export interface EventChanges {
  readonly payments: readonly PaymentChange[];
  readonly orders: readonly OrderChange[];
}

/** An event that was worked names its payment, so what it changed is found through that one, without an index on causes. */
const OF_EVENT = `p.tenant_id = $1 AND p.provider = $2 AND p.transaction_id = $3 AND h.cause = 'webhook:' || $4`;

const PAYMENTS = `SELECT h.payment_id AS "paymentId", h.from_status AS "fromStatus", h.to_status AS "toStatus", h.reason,
    h.captured_delta_minor AS "capturedDeltaMinor", h.refunded_delta_minor AS "refundedDeltaMinor",
    h.disputed_delta_minor AS "disputedDeltaMinor", p.currency, h.created_at AS "createdAt"
  FROM payments p JOIN payment_history h ON h.payment_id = p.id WHERE ${OF_EVENT} ORDER BY h.version`;

const ORDERS = `SELECT h.order_id AS "orderId", o.display_id AS "displayId", h.from_status AS "fromStatus", h.to_status AS "toStatus",
    h.from_payment_status AS "fromPaymentStatus", h.to_payment_status AS "toPaymentStatus", h.reason, h.created_at AS "createdAt"
  FROM payments p JOIN orders o ON o.id = p.order_id JOIN order_history h ON h.order_id = o.id WHERE ${OF_EVENT} ORDER BY h.version`;

/** What became of payments and orders because of an event. */
@Injectable()
export class EventChangesRepository {
  constructor(private readonly database: DatabaseService) {}

  async find(
    tenantId: string,
    event: { readonly id: string; readonly provider: string; readonly transactionId: string | null },
  ): Promise<EventChanges> {
    if (event.transactionId === null) return { payments: [], orders: [] };
    const values = [tenantId, event.provider, event.transactionId, event.id];
    const { rows: payments } = await this.database.pool.query<PaymentChange>(PAYMENTS, values);
    const { rows: orders } = await this.database.pool.query<OrderChange>(ORDERS, values);
    return { payments, orders };
  }
}
