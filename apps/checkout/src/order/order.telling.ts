import type { Order, PaymentState } from '../../../../packages/client/src/index.js';

/** What the page tells of an order. */
export type OrderTelling = 'pending' | 'paid' | 'refused' | 'canceled' | 'review' | 'refunded';

/** In words of the page: a human's review outranks what the payment says. */
export function orderTelling(order: Order, kind: PaymentState['kind']): OrderTelling {
  if (order.status === 'requires_review' || order.payment_status === 'disputed') return 'review';
  if (order.payment_status === 'refunded') return 'refunded';
  if (order.status === 'canceled' || order.payment_status === 'canceled') return 'canceled';
  return kind;
}
