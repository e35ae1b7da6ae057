import { Injectable } from '@nestjs/common';
import { ProblemError } from '../common/problem.errors.js';
import { ID_PATTERN } from '../common/ids.js';
import { DatabaseService } from '../database/database.service.js';
import { CartRepository, type StoredCart } from './cart.repository.js';
import { type EarlyResult, EarlyResultRepository } from './early-result.repository.js';
import { OrderRepository, type StoredOrder } from './order.repository.js';

/** What storefronts look up. A cart's and an order's id are unguessable; another tenant's answers 404 like none at all. */
@Injectable()
export class StoreReader {
  constructor(
    private readonly database: DatabaseService,
    private readonly carts: CartRepository,
    private readonly orders: OrderRepository,
    private readonly earlyResults: EarlyResultRepository,
  ) {}

  /** @throws ProblemError 404 `cart_not_found`. */
  async cart(tenantId: string, id: string): Promise<StoredCart> {
    const cart = ID_PATTERN.test(id) ? await this.carts.find(this.database.pool, tenantId, id) : null;
    if (!cart) throw new ProblemError('cart_not_found', 'No such cart', { status: 404 });
    return cart;
  }

  /** @throws ProblemError 404 `order_not_found`. */
  async order(tenantId: string, id: string): Promise<StoredOrder> {
    const order = ID_PATTERN.test(id) ? await this.orders.find(this.database.pool, tenantId, 'id', id) : null;
    if (!order) throw new ProblemError('order_not_found', 'No such order', { status: 404 });
    return order;
  }

  async orderOfCart(tenantId: string, cartId: string): Promise<StoredOrder | null> {
    return ID_PATTERN.test(cartId) ? this.orders.find(this.database.pool, tenantId, 'cart_id', cartId) : null;
  }

  async paymentResult(tenantId: string, cartId: string): Promise<EarlyResult | null> {
    return ID_PATTERN.test(cartId) ? this.earlyResults.find(this.database.pool, tenantId, cartId) : null;
  }
}
