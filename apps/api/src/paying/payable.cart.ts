import { Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors.js';
import { ID_PATTERN } from '../common/ids.js';
import type { Transaction } from '../database/database.service.js';
import { CartRepository, type StoredCart } from '../orders/cart.repository.js';
import type { OrderPaymentStatus } from '../orders/order.state.js';
import { OrderRepository } from '../orders/order.repository.js';
import { PaymentSessionRepository } from './payment-session.repository.js';

const UNPAID: ReadonlySet<OrderPaymentStatus> = new Set(['awaiting_payment', 'failed']);

/** Carts that may be paid. Locking the cart is what makes two clicks one. */
@Injectable()
export class PayableCarts {
  constructor(
    private readonly carts: CartRepository,
    private readonly orders: OrderRepository,
    private readonly sessions: PaymentSessionRepository,
  ) {}

  /**
   * Locks a cart that wants its money.
   * @throws DomainError 404 `cart_not_found`, 409 `order_canceled`, 409 `cart_already_paid`.
   */
  async lock(tx: Transaction, tenantId: string, cartId: string): Promise<StoredCart> {
    const [cart] = ID_PATTERN.test(cartId) ? await this.carts.lock(tx, tenantId, [cartId]) : [];
    if (!cart || cart.id !== cartId) throw new DomainError('cart_not_found', 'No such cart', { status: 404 });
    const [order] = await this.orders.lock(tx, tenantId, { idsOrReferences: [], cartIds: [cart.id] });
    if (order?.status === 'canceled') {
      throw new DomainError('order_canceled', "The cart's order was canceled: make a new cart", { status: 409 });
    }
    const orderPaid = order !== undefined && !UNPAID.has(order.paymentStatus);
    if (orderPaid || (await this.sessions.holdsMoney(tx, tenantId, cart.id))) {
      throw new DomainError('cart_already_paid', 'The cart is paid already', { status: 409 });
    }
    return cart;
  }
}
