import { Injectable } from '@nestjs/common';
import type { AuditSource } from '../audit/audit.entry.js';
import { AuditLog } from '../audit/audit.log.js';
import { DomainError } from '../common/errors.js';
import { ConcurrentChangeError } from '../database/database.errors.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import { announceCarts } from '../orders/cart.announcement.js';
import { CartRepository } from '../orders/cart.repository.js';
import { EarlyResultRepository } from '../orders/early-result.repository.js';
import { OrderRepository, type StoredOrder } from '../orders/order.repository.js';
import { PaymentApplier } from './apply-payment-event.js';
import { judgeAttachment } from './payment.attachment.js';
import { PaymentRepository } from './payment.repository.js';
import type { StoredPayment } from './payment.row.js';

/** Binds money without an order to the order that a person says it is of. */
@Injectable()
export class PaymentAttacher {
  constructor(
    private readonly database: DatabaseService,
    private readonly applier: PaymentApplier,
    private readonly payments: PaymentRepository,
    private readonly orders: OrderRepository,
    private readonly carts: CartRepository,
    private readonly earlyResults: EarlyResultRepository,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Binds a payment to an order, on the way that all money goes; payment, order, their histories and the audit are written
   * together. One that a cart without an order waited for is that cart's no more.
   * @throws DomainError 404 `payment_not_found`, `order_not_found`; 409 as `judgeAttachment`.
   */
  async attach(source: AuditSource, paymentId: string, orderId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const { payment, order } = await this.lock(tx, source.tenantId, paymentId, orderId);
      const { provider, transactionId, occurredAt } = payment;
      const event = { provider, transactionId, occurredAt, reference: null, amount: null, method: null, facts: [] };
      const input = { event, cause: source.actor, receivedAt: new Date(), orderId };
      const { outcomes } = await this.applier.apply(tx, source.tenantId, [input]);
      if (outcomes[0] !== 'applied') throw new ConcurrentChangeError('the payment got an order meanwhile');
      await this.leave(tx, source.tenantId, payment, order);
      const details = { order_id: orderId, from_cart_id: payment.cartId };
      const object = { objectKind: 'payment', objectId: paymentId };
      await this.audit.record({ ...source, action: 'payment.attached', ...object, details }, tx);
    });
  }

  /** Locks as the money path does (carts, orders, payments) and judges what is locked. */
  private async lock(
    tx: Transaction,
    tenantId: string,
    paymentId: string,
    orderId: string,
  ): Promise<{ payment: StoredPayment; order: StoredOrder }> {
    const known = await this.payments.findById(tx, tenantId, paymentId);
    if (known === null) throw new DomainError('payment_not_found', 'No such payment', { status: 404 });
    const wanted = await this.orders.find(tx, tenantId, 'id', orderId);
    if (wanted === null) throw new DomainError('order_not_found', 'No such order', { status: 404 });
    await this.carts.lock(
      tx,
      tenantId,
      [wanted.cartId, known.cartId].filter((id) => id !== null),
    );
    const orders = await this.orders.lock(tx, tenantId, { idsOrReferences: [orderId], cartIds: [] });
    const payments = await this.payments.lock(tx, tenantId, { keys: [known], orderIds: [orderId], cartIds: [] });
    const order = orders.find(({ id }) => id === orderId);
    const payment = payments.find(({ id }) => id === paymentId);
    if (order === undefined || payment === undefined || payment.cartId !== known.cartId) {
      throw new ConcurrentChangeError('a payment or an order moved');
    }
    judgeAttachment(
      payment,
      order,
      payments.filter((one) => one.orderId === orderId),
    );
    return { payment, order };
  }

  private async leave(tx: Transaction, tenantId: string, payment: StoredPayment, order: StoredOrder): Promise<void> {
    const { cartId, provider, transactionId } = payment;
    if (cartId === null || cartId === order.cartId) return;
    const told = await this.earlyResults.find(tx, tenantId, cartId);
    if (told?.provider !== provider || told.transactionId !== transactionId) return;
    await this.earlyResults.remove(tx, tenantId, cartId);
    await announceCarts(tx, [cartId]);
  }
}
