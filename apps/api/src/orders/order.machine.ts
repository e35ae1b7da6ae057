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

/** What a person may make of an order that requires review. */
export const REVIEW_RESOLUTIONS = { accept: 'completed', cancel: 'canceled' } as const satisfies Readonly<
  Record<string, OrderStatus>
>;
export type ReviewResolution = keyof typeof REVIEW_RESOLUTIONS;

/** Of several payments that match the order, the one that says most of the merchant's money speaks for the order. */
const PAID_PRECEDENCE = ['captured', 'partially_refunded', 'disputed', 'refunded'] as const;

/** What the order is once these are all its payments; the same object when nothing changes. */
export function settleOrder(order: OrderState, payments: readonly OrderPayment[]): OrderState {
  const captured = payments.filter(({ phase }) => phase === 'captured');
  const unseen = captured.filter(({ id }) => !isReviewed(order, id));
  const matching = captured.filter((payment) => isReviewed(order, payment.id) || pays(payment, order));
  const reviewReason = order.reviewReason ?? reasonToReview(order, unseen, unseen.length < captured.length);
  const paymentStatus = settledPaymentStatus(order, payments, matching);
  const status = settledStatus(order, reviewReason, matching.length > 0, paymentStatus);
  const same = status === order.status && paymentStatus === order.paymentStatus && reviewReason === order.reviewReason;
  return same ? order : { ...order, status, paymentStatus, reviewReason };
}

/** True when the captured money is exactly what the order asks. */
export function pays(payment: OrderPayment, order: Pick<OrderState, 'amountMinor' | 'currency'>): boolean {
  return payment.capturedMinor === order.amountMinor && payment.currency === order.currency;
}

/**
 * What a review comes to: the order as the person decided, with all that was captured so far taken for seen. Whatever becomes
 * of that money later is told and asks for no review; money that comes later may.
 */
export function resolveReview(
  order: OrderState,
  resolution: ReviewResolution,
  payments: readonly OrderPayment[],
): OrderState {
  const seen = payments.filter(({ phase }) => phase === 'captured').map(({ id }) => id);
  const reviewedPayments = [...new Set([...(order.reviewedPayments ?? []), ...seen])];
  const decided = { ...order, status: REVIEW_RESOLUTIONS[resolution], reviewReason: null, reviewedPayments };
  return settleOrder(decided, payments);
}

function isReviewed({ reviewedPayments }: OrderState, paymentId: string): boolean {
  return reviewedPayments?.includes(paymentId) === true;
}

function reasonToReview(order: OrderState, unseen: readonly OrderPayment[], hasReviewed: boolean): ReviewReason | null {
  const matching = unseen.filter((payment) => pays(payment, order));
  const wrong = unseen.filter((payment) => !matching.includes(payment));
  if (wrong.some(({ currency }) => currency !== order.currency)) return 'currency_mismatch';
  if (wrong.length > 0) return 'amount_mismatch';
  if (matching.length > (hasReviewed ? 0 : 1)) return 'paid_twice';
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
  // Money that was not seen when it was canceled has asked for a review above.
  if (order.status === 'canceled') return 'canceled';
  if (paid) return 'completed';
  return paymentStatus === 'canceled' ? 'canceled' : order.status;
}
