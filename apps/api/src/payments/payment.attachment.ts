import { DomainError } from '../common/errors.js';
import { pays } from '../orders/order.machine.js';
import type { StoredOrder } from '../orders/order.repository.js';
import type { StoredPayment } from './payment.row.js';

/** Phases of payments that hold money, or may come to. */
const ATTACHABLE: ReadonlySet<string> = new Set(['pending', 'authorized', 'captured']);

/**
 * Whether a person may say that a payment is of an order. Pure. Money that is not the order's own would only have to be reviewed
 * after it was attached, so it is refused before; so is a second payment of what is paid.
 * @throws DomainError 409 `payment_has_order`, `payment_over`, `currency_differs`, `amount_differs`, `order_already_paid`.
 */
export function judgeAttachment(
  payment: StoredPayment,
  order: StoredOrder,
  paymentsOfOrder: readonly StoredPayment[],
): void {
  if (payment.orderId !== null) throw refused('payment_has_order', 'The payment has an order');
  if (!ATTACHABLE.has(payment.phase)) throw refused('payment_over', 'The payment came to nothing');
  if (payment.currency !== order.currency) throw refused('currency_differs', 'The order is in another currency');
  const amountMinor = payment.phase === 'captured' ? payment.capturedMinor : payment.amountMinor;
  if (amountMinor !== order.amountMinor) throw refused('amount_differs', 'The order is of another amount');
  const isPaid = paymentsOfOrder.some((other) => other.phase === 'captured' && pays(other, order));
  if (isPaid) throw refused('order_already_paid', 'The order is paid by another payment');
}

function refused(code: string, message: string): DomainError {
  return new DomainError(code, message, { status: 409 });
}
