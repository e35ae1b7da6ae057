import { Inject, Injectable } from '@nestjs/common';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { ConcurrentChangeError } from '../database/database.errors.js';
import type { Transaction } from '../database/database.service.js';
import { type CartOutcome, cartOutcome, type CartPayment } from '../orders/cart-outcome.js';
import { announceCarts } from '../orders/cart.announcement.js';
import { cartNameOf } from '../orders/cart.reference.js';
import { CartRepository, type StoredCart } from '../orders/cart.repository.js';
import { type EarlyResult, EarlyResultRepository } from '../orders/early-result.repository.js';
import { settleOrder } from '../orders/order.machine.js';
import { OrderRepository, type OrderTransition, type StoredOrder } from '../orders/order.repository.js';
import { PaymentBatch, type PaymentInput, type PaymentOutcome } from './payment.batch.js';
import { PaymentRepository } from './payment.repository.js';
import type { StoredPayment } from './payment.row.js';

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
    await this.settleCarts(tx, tenantId, batch, carts, orders, changed);
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
    const references = [...inputs.map(({ event }) => event.reference), ...bindings.map(({ reference }) => reference)];
    const names = unique([
      ...references.map((reference) => reference && cartNameOf(reference)),
      ...bindings.flatMap(({ orderId, cartId }) => [orderId, cartId]),
      ...inputs.map(({ orderId }) => orderId ?? null),
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

  /** Tells shoppers what became of their payment: the early result while there is no order, the cart's error in any case. */
  private async settleCarts(
    tx: Transaction,
    tenantId: string,
    batch: PaymentBatch,
    carts: readonly StoredCart[],
    orders: readonly StoredOrder[],
    changed: readonly Changed[],
  ): Promise<void> {
    const moved = new Map(changed.map(({ payment, input }) => [payment.id, input]));
    const ordered = new Set(orders.map(({ cartId }) => cartId));
    for (const cart of carts) {
      const payments = batch.paymentsOfCart(cart.id);
      if (!payments.some(({ id }) => moved.has(id))) continue;
      const outcome = cartOutcome(cart, payments.map(toCartPayment), new Set(moved.keys()));
      const payment = outcome.kind === 'none' ? undefined : payments.find(({ id }) => id === outcome.paymentId);
      const receivedAt = (payment && moved.get(payment.id)?.receivedAt) ?? new Date();
      const told: Told = { cart, payment, outcome, receivedAt };
      if (!ordered.has(cart.id)) await this.keepEarlyResult(tx, tenantId, told);
      await this.keepPaymentError(tx, tenantId, told);
    }
  }

  private async keepEarlyResult(
    tx: Transaction,
    tenantId: string,
    { cart, payment, outcome, receivedAt }: Told,
  ): Promise<void> {
    if (payment === undefined || outcome.kind === 'none') {
      return this.earlyResults.remove(tx, tenantId, cart.id, 'approved');
    }
    const { provider, transactionId } = payment;
    const status: EarlyResult['status'] = outcome.kind === 'approved' ? 'approved' : outcome.status;
    const money = { amountMinor: payment.amountMinor ?? cart.amountMinor, currency: payment.currency ?? cart.currency };
    const result = { cartId: cart.id, status, provider, transactionId, ...money, webhookReceivedAt: receivedAt };
    await this.earlyResults.put(tx, tenantId, result, this.config.orders.earlyResultTtlMs);
  }

  private async keepPaymentError(
    tx: Transaction,
    tenantId: string,
    { cart, payment, outcome, receivedAt }: Told,
  ): Promise<void> {
    if (outcome.kind === 'approved' && cart.paymentError !== null) {
      await this.carts.setPaymentError(tx, tenantId, cart.id, null);
    }
    if (outcome.kind !== 'declined' || payment === undefined) return;
    const { provider, transactionId, failure } = payment;
    const message = failure?.message ?? failure?.code ?? null;
    const error = { status: outcome.status, provider, message, transactionId, occurredAt: receivedAt };
    await this.carts.setPaymentError(tx, tenantId, cart.id, error);
  }
}

/** What a cart's shopper is to hear, and of which payment. */
interface Told {
  readonly cart: StoredCart;
  readonly payment: StoredPayment | undefined;
  readonly outcome: CartOutcome;
  readonly receivedAt: Date;
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
