import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.service.js';
import type { CartPayment } from './cart-outcome.js';
import type { OrderPayment } from './order.state.js';

/** A payment that waits for an order, with what a shopper may be told of it. */
export interface WaitingPayment extends CartPayment {
  readonly provider: string;
  readonly transactionId: string;
  readonly failureMessage: string | null;
  readonly createdAt: Date;
}

/** The few things that orders do with payments: find those that wait for them, and bind them for good. */
@Injectable()
export class OrderPaymentRepository {
  /**
   * Locks the payments of an order, and those without an order that belong to its cart or bear its reference. The cart must be
   * locked already.
   */
  async lock(
    tx: Transaction,
    tenantId: string,
    cart: { readonly id: string; readonly reference: string | null },
    orderId: string | null,
  ): Promise<WaitingPayment[]> {
    const { rows } = await tx.query<WaitingPayment>(
      `SELECT id, phase, status, amount_minor AS "amountMinor", captured_minor AS "capturedMinor", currency, provider,
         transaction_id AS "transactionId", failure_outcome AS "failureOutcome", failure_message AS "failureMessage",
         created_at AS "createdAt"
       FROM payments WHERE tenant_id = $1 AND (order_id = $4
         OR (order_id IS NULL AND (cart_id = $2 OR (cart_id IS NULL AND reference = ANY($3::text[])))))
       ORDER BY id FOR UPDATE`,
      [tenantId, cart.id, [cart.id, cart.reference, orderId].filter((name) => name !== null), orderId],
    );
    return rows;
  }

  /** Locks the payments of an order. The cart and the order must be locked already. */
  async ofOrder(tx: Transaction, tenantId: string, orderId: string): Promise<OrderPayment[]> {
    const { rows } = await tx.query<OrderPayment>(
      `SELECT id, phase, status, amount_minor AS "amountMinor", captured_minor AS "capturedMinor", currency
       FROM payments WHERE tenant_id = $1 AND order_id = $2 ORDER BY id FOR UPDATE`,
      [tenantId, orderId],
    );
    return rows;
  }

  /** Binds locked payments to a cart and, where there is one, its order. */
  async bind(
    tx: Transaction,
    tenantId: string,
    paymentIds: readonly string[],
    cartId: string,
    orderId: string | null,
  ): Promise<void> {
    if (paymentIds.length === 0) return;
    await tx.query(
      `UPDATE payments SET cart_id = $3, order_id = COALESCE(order_id, $4), updated_at = now() WHERE tenant_id = $1 AND id = ANY($2::text[])`,
      [tenantId, paymentIds, cartId, orderId],
    );
  }
}
