import { pays, settleOrder } from '../orders/order.machine.js';
import type { OrderPayment, OrderState } from '../orders/order.state.js';
import { isDerived } from '../payments/payment.machine.js';
import type { PaymentState } from '../payments/payment.state.js';
import type { Violation } from './invariant.js';

export interface CheckedPayment extends PaymentState {
  readonly id: string;
}

export interface CheckedOrder extends OrderState {
  readonly id: string;
  readonly payments: readonly OrderPayment[];
}

const HOLDS_MONEY: readonly string[] = ['captured', 'partially_refunded', 'refunded', 'disputed'];

/** I8: a payment is what its facts make of it, whatever way they came. */
export function checkPayment(payment: CheckedPayment): readonly Violation[] {
  if (isDerived(payment)) return [];
  return [{ invariant: 'I8', subject: payment.id, what: `${payment.status} is not what its facts make of it` }];
}

/** I8: an order is what its payments make of it. I9: none is paid by another amount or currency, but where a person said so. */
export function checkOrder({ payments, ...order }: CheckedOrder): readonly Violation[] {
  const { id: subject, status, paymentStatus } = order;
  const violations: Violation[] = [];
  if (settleOrder(order, payments) !== order) {
    const what = `${status}/${paymentStatus} is not what its payments make of it`;
    violations.push({ invariant: 'I8', subject, what });
  }
  if (HOLDS_MONEY.includes(paymentStatus) && !payments.some((payment) => isRight(order, payment))) {
    violations.push({
      invariant: 'I9',
      subject,
      what: `${paymentStatus} without a payment of its amount and currency`,
    });
  }
  return violations;
}

function isRight(order: OrderState, payment: OrderPayment): boolean {
  return pays(payment, order) || order.reviewedPayments?.includes(payment.id) === true;
}
