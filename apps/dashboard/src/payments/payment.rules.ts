import type { Schemas } from '../api/api.client.js';
import { abilitiesOf } from '../gateways/gateway.abilities.js';

export type Payment = Schemas['PaymentDetailView'];
export type PaymentOperation = Payment['operations'][number];

const HOLDING: readonly string[] = ['captured', 'partially_refunded', 'disputed'];

/** Whether the merchant has money of it. */
export function holdsMoney(status: string): boolean {
  return HOLDING.includes(status);
}

export function isOpen({ status }: Pick<PaymentOperation, 'status'>): boolean {
  return status === 'pending' || status === 'submitted';
}

/** What could still be refunded: captured, less what went back or is on its way. The API judges it again, under a lock. */
export function refundableAmount(payment: Payment): number {
  const told = new Map(payment.refunds.map(({ id, status }) => [id, status]));
  const isTold = ({ gateway_id: id }: PaymentOperation): boolean => id !== null && told.has(id);
  const asked = payment.operations.filter((one) => one.kind === 'refund' && isOpen(one) && !isTold(one));
  const coming = payment.refunds.filter(({ status }) => status === 'pending');
  const onTheirWay = [...asked, ...coming].reduce((total, { amount }) => total + amount, 0);
  return Math.max(0, payment.captured_amount - payment.refunded_amount - onTheirWay);
}

/** What is worth offering to whoever may mend. */
export interface Offers {
  readonly capture: boolean;
  readonly refund: boolean;
  readonly void: boolean;
  readonly attach: boolean;
}

export function offersOf(payment: Payment): Offers {
  const { captures, voids } = abilitiesOf(payment.provider);
  const isBusy = payment.operations.some(isOpen);
  const isDeciding = payment.operations.some((one) => one.kind !== 'refund' && isOpen(one));
  const isVoidableBy = voids.methods === null || payment.method === null || voids.methods.includes(payment.method);
  return {
    capture: captures && payment.status === 'authorized' && !isBusy,
    refund: holdsMoney(payment.status) && !isDeciding && refundableAmount(payment) > 0,
    void: voids.statuses.includes(payment.status) && isVoidableBy && !isBusy && payment.refunded_amount === 0,
    attach: isOrphan(payment),
  };
}

/** Money that no order asked for. */
export function isOrphan({ order_id, status }: Pick<Payment, 'order_id' | 'status'>): boolean {
  return order_id === null && holdsMoney(status);
}
