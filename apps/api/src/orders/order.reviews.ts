import { Injectable } from '@nestjs/common';
import type { AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { DomainError } from '../common/errors.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import { announceCarts } from './cart.announcement.js';
import { CartRepository } from './cart.repository.js';
import { OrderPaymentRepository } from './order-payment.repository.js';
import { resolveReview, type ReviewResolution } from './order.machine.js';
import { OrderRepository, type StoredOrder } from './order.repository.js';

const REASONS: Readonly<Record<ReviewResolution, string>> = { accept: 'review_accepted', cancel: 'review_canceled' };

/** Reviews of orders, which only a person ends. */
@Injectable()
export class OrderReviews {
  constructor(
    private readonly database: DatabaseService,
    private readonly carts: CartRepository,
    private readonly orders: OrderRepository,
    private readonly payments: OrderPaymentRepository,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Ends the review of an order as the person decided; order, history and audit are written together.
   * @throws DomainError 404 `order_not_found`; 409 `order_not_in_review`, `order_not_paid` (nothing to accept).
   */
  async resolve(source: AuditSource, orderId: string, resolution: ReviewResolution, note: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const order = await this.lock(tx, source.tenantId, orderId);
      const payments = await this.payments.ofOrder(tx, source.tenantId, orderId);
      const captured = payments.filter(({ phase }) => phase === 'captured');
      if (resolution === 'accept' && captured.length === 0) {
        throw new DomainError('order_not_paid', 'The order holds no captured payment to accept', { status: 409 });
      }
      const settled = resolveReview(order, resolution, payments);
      const next: StoredOrder = { ...order, ...settled, version: order.version + 1 };
      const paymentId = captured.at(-1)?.id ?? null;
      const transition = { before: order, next, reason: REASONS[resolution], paymentId, cause: source.actor, note };
      await this.orders.resolve(tx, source.tenantId, transition);
      await announceCarts(tx, [order.cartId]);
      const details = { resolution, review_reason: order.reviewReason };
      const object = { objectKind: 'order', objectId: orderId };
      await this.audit.record({ ...source, action: 'order.review_resolved', ...object, details }, tx);
    });
  }

  /** In the order in which the money path locks. */
  private async lock(tx: Transaction, tenantId: string, orderId: string): Promise<StoredOrder> {
    const found = await this.orders.find(tx, tenantId, 'id', orderId);
    if (found === null) throw new DomainError('order_not_found', 'No such order', { status: 404 });
    await this.carts.lock(tx, tenantId, [found.cartId]);
    const locked = await this.orders.lock(tx, tenantId, { idsOrReferences: [orderId], cartIds: [] });
    const order = locked.find(({ id }) => id === orderId);
    if (order?.status !== 'requires_review') {
      throw new DomainError('order_not_in_review', 'The order does not wait for a review', { status: 409 });
    }
    return order;
  }
}
