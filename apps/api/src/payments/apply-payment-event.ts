import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { ConcurrentChangeError } from '../database/database.errors.js';
import type { Transaction } from '../database/database.service.js';
import { cartOutcome, type CartPayment } from '../orders/cart-outcome.js';
import { announceCarts } from '../orders/cart.announcement.js';
import { CartRepository, type StoredCart } from '../orders/cart.repository.js';
import { EarlyResultRepository } from '../orders/early-result.repository.js';
import { settleOrder } from '../orders/order.machine.js';
import { OrderRepository, type OrderTransition, type StoredOrder } from '../orders/order.repository.js';
import { PaymentBatch, type PaymentInput, type PaymentOutcome } from './payment.batch.js';
import { PaymentRepository, type StoredPayment } from './payment.repository.js';

/** What a batch came to: an outcome per input, in order, and what the metrics want to know. */
export interface AppliedBatch {
  readonly outcomes: readonly PaymentOutcome[];
  /** When the event was received that captured an order, one per order captured now. */
  readonly capturedReceivedAt: readonly Date[];
  /** Orders that need a human because of this batch, by reason. */
  readonly reviews: readonly string[];
}

/**
 * The one way through which money moves. Whatever a webhook, a poll, reconciliation or a replay brings ends here, and all
 * of it (payments, their history, orders, early results) is written in the caller's one transaction or not at all.
 *
 * Locks are always taken in the order carts, orders, payments, each by id; completing a cart does the same.
 */
@Injectable()
export class PaymentApplier {
  constructor(
    private readonly payments: PaymentRepository,
    private readonly orders: OrderRepository,
    private readonly carts: CartRepository,
    private readonly earlyResults: EarlyResultRepository,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Applies the inputs in their order.
   * @throws ConcurrentChangeError when another transaction got in between: run the whole transaction again.
   */
  async apply(tx: Transaction, tenantId: string, inputs: readonly PaymentInput[]): Promise<AppliedBatch> {
    if (inputs.length === 0) return { outcomes: [], capturedReceivedAt: [], reviews: [] };
    const { batch, orders, carts } = await this.load(tx, tenantId, inputs);
    const outcomes = inputs.map((input) => batch.apply(input));
    const changed = batch.changed();
    await this.payments.insert(
      tx,
      tenantId,
      changed.filter(isNew).map(({ payment }) => payment),
    );
    await this.payments.update(
      tx,
      tenantId,
      changed.filter((change) => !isNew(change)),
    );
    await this.payments.addHistory(tx, tenantId, batch.history);
    const transitions = settleOrders(batch, orders, changed);
    await this.orders.update(tx, tenantId, transitions);
    const openCarts = carts.filter(({ id }) => !orders.some(({ cartId }) => cartId === id));
    await this.settleCarts(tx, tenantId, batch, openCarts, changed);
    await announceCarts(tx, cartsTouched(changed));
    return { outcomes, ...tally(transitions, changed) };
  }

  private async load(
    tx: Transaction,
    tenantId: string,
    inputs: readonly PaymentInput[],
  ): Promise<{ batch: PaymentBatch; orders: StoredOrder[]; carts: StoredCart[] }> {
    const keys = uniqueKeys(inputs);
    // A refund or dispute names no reference: what its payment belongs to is read first, without a lock.
    const bindings = await this.payments.bindings(tx, tenantId, keys);
    const names = unique([
      ...inputs.map(({ event }) => event.reference),
      ...bindings.flatMap(({ reference, orderId, cartId }) => [reference, orderId, cartId]),
    ]);
    const carts = names.length > 0 ? await this.carts.lock(tx, tenantId, names) : [];
    const cartIds = carts.map(({ id }) => id);
    const orders = names.length > 0 ? await this.orders.lock(tx, tenantId, { idsOrReferences: names, cartIds }) : [];
    const payments = await this.payments.lock(tx, tenantId, {
      keys,
      orderIds: orders.map(({ id }) => id),
      cartIds,
    });
    const unlocked = payments.find(({ orderId }) => orderId !== null && !orders.some(({ id }) => id === orderId));
    if (unlocked) throw new ConcurrentChangeError('a payment got its order meanwhile');
    return { batch: new PaymentBatch(payments, orders, carts), orders, carts };
  }

  /** Tells shoppers who have no order yet what became of their payment. */
  private async settleCarts(
    tx: Transaction,
    tenantId: string,
    batch: PaymentBatch,
    carts: readonly StoredCart[],
    changed: readonly Changed[],
  ): Promise<void> {
    for (const cart of carts) {
      const payments = batch.paymentsOfCart(cart.id);
      const moved = new Map(changed.map(({ payment, input }) => [payment.id, input]));
      if (!payments.some(({ id }) => moved.has(id))) continue;
      const outcome = cartOutcome(cart, payments.map(toCartPayment), new Set(moved.keys()));
      if (outcome.kind === 'none') {
        await this.earlyResults.remove(tx, tenantId, cart.id, 'approved');
        continue;
      }
      const payment = payments.find(({ id }) => id === outcome.paymentId) as StoredPayment;
      const status = outcome.kind === 'approved' ? 'approved' : outcome.status;
      await this.tellCart(tx, tenantId, cart, payment, status, moved.get(payment.id)?.receivedAt ?? new Date());
    }
  }

  private async tellCart(
    tx: Transaction,
    tenantId: string,
    cart: StoredCart,
    payment: StoredPayment,
    status: 'approved' | 'rejected' | 'failed',
    receivedAt: Date,
  ): Promise<void> {
    const { provider, transactionId } = payment;
    const money = { amountMinor: payment.amountMinor ?? cart.amountMinor, currency: payment.currency ?? cart.currency };
    const result = { cartId: cart.id, status, provider, transactionId, ...money, webhookReceivedAt: receivedAt };
    await this.earlyResults.put(tx, tenantId, result, this.config.orders.earlyResultTtlMs);
    if (status === 'approved') {
      if (cart.paymentError !== null) await this.carts.setPaymentError(tx, tenantId, cart.id, null);
      return;
    }
    const message = payment.failure?.message ?? payment.failure?.code ?? null;
    await this.carts.setPaymentError(tx, tenantId, cart.id, {
      status,
      provider,
      message,
      transactionId,
      occurredAt: receivedAt,
    });
  }
}

type Changed = ReturnType<PaymentBatch['changed']>[number];

function isNew({ expectedVersion }: Changed): boolean {
  return expectedVersion === 0;
}

function settleOrders(
  batch: PaymentBatch,
  orders: readonly StoredOrder[],
  changed: readonly Changed[],
): OrderTransition[] {
  return orders.flatMap((order) => {
    const mover = changed.filter(({ payment }) => payment.orderId === order.id).at(-1);
    const settled = settleOrder(order, batch.paymentsOfOrder(order.id));
    if (settled === order || mover === undefined) return [];
    const next: StoredOrder = { ...order, ...settled, version: order.version + 1 };
    const reason = settled.reviewReason ?? `payment_${mover.payment.status}`;
    return [{ before: order, next, reason, paymentId: mover.payment.id, cause: mover.input.cause }];
  });
}

function tally(transitions: readonly OrderTransition[], changed: readonly Changed[]): Omit<AppliedBatch, 'outcomes'> {
  const captured = transitions.filter(
    ({ before, next }) => next.paymentStatus === 'captured' && before?.paymentStatus !== 'captured',
  );
  return {
    capturedReceivedAt: captured.flatMap(
      ({ paymentId }) => changed.find(({ payment }) => payment.id === paymentId)?.input.receivedAt ?? [],
    ),
    reviews: transitions.flatMap(({ before, next }) =>
      next.reviewReason !== null && before?.reviewReason === null ? [next.reviewReason] : [],
    ),
  };
}

function toCartPayment(payment: StoredPayment): CartPayment {
  return { ...payment, failureOutcome: payment.failure?.outcome ?? null };
}

function cartsTouched(changed: readonly Changed[]): string[] {
  return unique(changed.map(({ payment }) => payment.cartId));
}

function uniqueKeys(inputs: readonly PaymentInput[]): { provider: string; transactionId: string }[] {
  const keys = new Map(inputs.map(({ event }) => [`${event.provider} ${event.transactionId}`, event]));
  return [...keys.values()].map(({ provider, transactionId }) => ({ provider, transactionId }));
}

function unique(values: readonly (string | null)[]): string[] {
  return [...new Set(values.filter((value) => value !== null))];
}
