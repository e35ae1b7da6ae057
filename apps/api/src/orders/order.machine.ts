import type { OrderPayment, OrderPaymentStatus, OrderState, OrderStatus, ReviewReason } from './order.state.js';

/**
 * The order machine: what an order is, given all its payments. Pure, and a function of the set of payments rather than of
 * the order in which they changed. Any approved payment pays, a later rejected one does not undo it; an amount or currency
 * that is not the order's never does.
 */

/** Which statuses may follow which. `requires_review` is left only by a human. */
export const ORDER_TRANSITIONS: Readonly<Record<OrderStatus, readonly OrderStatus[]>> = {
  pending: ['completed', 'canceled', 'requires_review'],
  completed: ['canceled', 'requires_review'],
  canceled: ['requires_review'],
  requires_review: [],
};

/** Of several payments that match the order, the one that says most of the merchant's money speaks for the order. */
const PAID_PRECEDENCE = ['captured', 'partially_refunded', 'disputed', 'refunded'] as const;

/** What the order is once these are all its payments; the same object when nothing changes. */
export function settleOrder(order: OrderState, payments: readonly OrderPayment[]): OrderState {
  const captured = payments.filter(({ phase }) => phase === 'captured');
  const matching = captured.filter((payment) => pays(payment, order));
  const reviewReason = order.reviewReason ?? reasonToReview(order, captured, matching);
  const paymentStatus = settledPaymentStatus(order, payments, matching);
  const status = settledStatus(order, reviewReason, matching.length > 0, paymentStatus);
  const same = status === order.status && paymentStatus === order.paymentStatus && reviewReason === order.reviewReason;
  return same ? order : { ...order, status, paymentStatus, reviewReason };
}

/** True when the captured money is exactly what the order asks. */
export function pays(payment: OrderPayment, order: Pick<OrderState, 'amountMinor' | 'currency'>): boolean {
  return payment.capturedMinor === order.amountMinor && payment.currency === order.currency;
}

function reasonToReview(
  order: OrderState,
  captured: readonly OrderPayment[],
  matching: readonly OrderPayment[],
): ReviewReason | null {
  const wrong = captured.filter((payment) => !matching.includes(payment));
  if (wrong.some(({ currency }) => currency !== order.currency)) return 'currency_mismatch';
  if (wrong.length > 0) return 'amount_mismatch';
  if (matching.length > 1) return 'paid_twice';
  return order.status === 'canceled' && matching.length > 0 ? 'paid_after_cancel' : null;
}

function settledPaymentStatus(
  order: OrderState,
  payments: readonly OrderPayment[],
  matching: readonly OrderPayment[],
): OrderPaymentStatus {
  const paid = PAID_PRECEDENCE.find((status) => matching.some((payment) => payment.status === status));
  if (paid) return paid;
  const phases = new Set(payments.map(({ phase }) => phase));
  if (phases.has('voided') || order.status === 'canceled') return 'canceled';
  if (phases.has('authorized')) return 'authorized';
  const tried = payments.length > 0 && !phases.has('pending') && !phases.has('captured');
  return tried ? 'failed' : 'awaiting_payment';
}

function settledStatus(
  order: OrderState,
  reviewReason: ReviewReason | null,
  paid: boolean,
  paymentStatus: OrderPaymentStatus,
): OrderStatus {
  if (reviewReason !== null || order.status === 'requires_review') return 'requires_review';
  if (paid) return 'completed';
  return paymentStatus === 'canceled' ? 'canceled' : order.status;
}
