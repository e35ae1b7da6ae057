import { Inject, Injectable } from '@nestjs/common';
import { DomainError } from '../common/errors.js';
import { createId } from '../common/ids.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { isUniqueViolation } from '../database/database.errors.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import { announceCarts } from './cart.announcement.js';
import { cartOutcome } from './cart-outcome.js';
import { CartRepository, type StoredCart } from './cart.repository.js';
import { EarlyResultRepository } from './early-result.repository.js';
import { OrderPaymentRepository } from './order-payment.repository.js';
import { settleOrder } from './order.machine.js';
import { OrderRepository, type StoredOrder } from './order.repository.js';

/** What a storefront asks a cart for. Amounts in minor units. */
export interface CartRequest {
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly email: string | null;
  readonly items: unknown;
  readonly metadata: Readonly<Record<string, unknown>>;
  /** The merchant's own name for it; payments that bear it belong to this cart. */
  readonly reference: string | null;
}

/** The shopper's side of an order: the cart, its completion, its error. */
@Injectable()
export class CheckoutService {
  constructor(
    private readonly database: DatabaseService,
    private readonly carts: CartRepository,
    private readonly orders: OrderRepository,
    private readonly waitingPayments: OrderPaymentRepository,
    private readonly earlyResults: EarlyResultRepository,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Creates a cart. Money that came under its reference before it existed becomes its early result at once.
   * @throws DomainError 409 `reference_taken` when another cart bears the reference.
   */
  async createCart(tenantId: string, request: CartRequest): Promise<StoredCart> {
    try {
      return await this.database.transaction(async (tx) => {
        const cart = await this.carts.insert(tx, tenantId, { id: createId('cart'), ...request });
        if (cart.reference !== null) await this.adoptEarlyPayments(tx, tenantId, cart);
        return cart;
      });
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      throw new DomainError('reference_taken', 'Another cart has this reference', { status: 409, cause: error });
    }
  }

  /**
   * Makes the cart's order, once: called again, however often and however concurrently, it answers the same order. Every
   * payment that came before it is captured into it at once.
   * @throws DomainError 404 `cart_not_found`.
   */
  async completeCart(tenantId: string, cartId: string): Promise<{ order: StoredOrder; created: boolean }> {
    return this.database.transaction(async (tx) => {
      const cart = await this.lockCart(tx, tenantId, cartId);
      const [existing] = await this.orders.lock(tx, tenantId, { idsOrReferences: [], cartIds: [cart.id] });
      if (existing) return { order: existing, created: false };
      const order = await this.orders.insert(tx, tenantId, newOrder(cart), 'storefront');
      const settled = await this.attachWaiting(tx, tenantId, cart, order, 'storefront');
      await this.carts.complete(tx, tenantId, cart.id);
      await this.earlyResults.remove(tx, tenantId, cart.id);
      await announceCarts(tx, [cart.id]);
      return { order: settled, created: true };
    });
  }

  /**
   * Binds the payments that wait for an order under its names and settles it. Completing a cart does so; maintenance does so
   * again for a payment that slipped in while cart and order were being made.
   */
  async attachWaiting(
    tx: Transaction,
    tenantId: string,
    cart: StoredCart,
    order: StoredOrder,
    cause: string,
  ): Promise<StoredOrder> {
    const waiting = await this.waitingPayments.lock(tx, tenantId, cart, order.id);
    if (waiting.length === 0) return order;
    await this.waitingPayments.bind(
      tx,
      tenantId,
      waiting.map(({ id }) => id),
      cart.id,
      order.id,
    );
    const settled = settleOrder(order, waiting);
    if (settled === order) return order;
    const next: StoredOrder = { ...order, ...settled, version: order.version + 1 };
    const telling = waiting.find(({ status }) => status === settled.paymentStatus) ?? waiting[0];
    const reason = settled.reviewReason ?? `payment_${settled.paymentStatus}`;
    await this.orders.update(tx, tenantId, [{ before: order, next, reason, paymentId: telling?.id ?? null, cause }]);
    return next;
  }

  /** The shopper tries another way: the error and the result that told of it are gone. @throws DomainError 404. */
  async dismissPaymentError(tenantId: string, cartId: string): Promise<void> {
    await this.database.transaction(async (tx) => {
      const cart = await this.lockCart(tx, tenantId, cartId);
      await this.carts.setPaymentError(tx, tenantId, cart.id, null);
      await this.earlyResults.remove(tx, tenantId, cart.id, 'rejected');
      await this.earlyResults.remove(tx, tenantId, cart.id, 'failed');
      await announceCarts(tx, [cart.id]);
    });
  }

  private async lockCart(tx: Transaction, tenantId: string, cartId: string): Promise<StoredCart> {
    const [cart] = await this.carts.lock(tx, tenantId, [cartId]);
    if (!cart || cart.id !== cartId) throw new DomainError('cart_not_found', 'No such cart', { status: 404 });
    return cart;
  }

  private async adoptEarlyPayments(tx: Transaction, tenantId: string, cart: StoredCart): Promise<void> {
    const waiting = await this.waitingPayments.lock(tx, tenantId, cart, null);
    if (waiting.length === 0) return;
    const ids = waiting.map(({ id }) => id);
    await this.waitingPayments.bind(tx, tenantId, ids, cart.id, null);
    const outcome = cartOutcome(cart, waiting, new Set());
    const payment = outcome.kind === 'approved' ? waiting.find(({ id }) => id === outcome.paymentId) : undefined;
    if (!payment) return;
    const { provider, transactionId, createdAt } = payment;
    const money = { amountMinor: cart.amountMinor, currency: cart.currency };
    const result = {
      cartId: cart.id,
      status: 'approved' as const,
      provider,
      transactionId,
      ...money,
      webhookReceivedAt: createdAt,
    };
    await this.earlyResults.put(tx, tenantId, result, this.config.orders.earlyResultTtlMs);
  }
}

function newOrder(cart: StoredCart): Omit<StoredOrder, 'displayId' | 'createdAt' | 'reviewedPayments'> {
  return {
    id: createId('order'),
    cartId: cart.id,
    reference: cart.reference,
    status: 'pending',
    paymentStatus: 'awaiting_payment',
    reviewReason: null,
    currency: cart.currency,
    amountMinor: cart.amountMinor,
    email: cart.email,
    items: cart.items,
    metadata: cart.metadata,
    version: 1,
  };
}
