import { currencyExponent, minorFromDecimal } from '../../common/money.js';
import type { FailureOutcome, PaymentEvent, PaymentFact, PaymentPhase } from '../../payments/payment-event.js';
import { plainDecimal } from '../amount.scale.js';
import type { GatewayObserver, UnknownStatus } from '../gateway.observer.js';
import { codeFrom, isLabel, referenceFrom } from '../gateway.text.js';
import type { MercadoPagoPayment, MercadoPagoRefund } from './mercadopago.payload.js';

/** Every status of a payment (reference of `GET /v1/payments/{id}`). */
export type MercadoPagoStatus =
  | 'pending'
  | 'in_process'
  | 'authorized'
  | 'approved'
  | 'rejected'
  | 'cancelled'
  | 'refunded'
  | 'in_mediation'
  | 'charged_back';

/** Money that was refunded or is disputed was captured before: those are facts beside the phase. */
export const MERCADOPAGO_STATUSES: Readonly<Record<MercadoPagoStatus, PaymentPhase>> = {
  pending: 'pending',
  in_process: 'pending',
  authorized: 'authorized',
  approved: 'captured',
  rejected: 'failed',
  cancelled: 'canceled',
  refunded: 'captured',
  in_mediation: 'captured',
  charged_back: 'captured',
};

type RefundStatus = Extract<PaymentFact, { kind: 'refund' }>['status'];
type DisputeStatus = Extract<PaymentFact, { kind: 'dispute' }>['status'];

export const MERCADOPAGO_REFUND_STATUSES: Readonly<Record<string, RefundStatus>> = {
  approved: 'succeeded',
  in_process: 'pending',
  pending: 'pending',
  authorized: 'pending',
  rejected: 'failed',
  cancelled: 'failed',
};

/** `status_detail` of a charged-back payment: the status stays, the detail moves. */
export const MERCADOPAGO_CHARGEBACK_DETAILS: Readonly<Record<string, DisputeStatus>> = {
  in_process: 'open',
  settled: 'lost',
  reimbursed: 'won',
};

/** Details of a rejection that say that something broke, not that somebody refused. */
const BROKEN: ReadonlySet<string> = new Set(['bank_error']);

/**
 * What a payment, as MercadoPago's API tells it, means.
 * @throws RangeError for an amount that its currency cannot hold.
 */
export function mapPayment(payment: MercadoPagoPayment, observer: GatewayObserver, readAt: Date): PaymentEvent {
  return {
    provider: 'mercadopago',
    transactionId: payment.id,
    reference: referenceFrom(payment.reference),
    amount: { amountMinor: minorOf(payment.amount, payment), currency: payment.currency },
    method: codeFrom(payment.method),
    occurredAt: payment.occurredAt ?? readAt,
    facts: [phaseOf(payment, observer), ...refundsOf(payment, observer), ...disputeOf(payment, observer)],
  };
}

function minorOf(amount: string, { currency }: Pick<MercadoPagoPayment, 'currency'>): bigint {
  const minor = minorFromDecimal(plainDecimal(amount), currencyExponent(currency));
  if (minor < 0n) throw new RangeError('a negative amount');
  return minor;
}

function phaseOf(payment: MercadoPagoPayment, observer: GatewayObserver): PaymentFact {
  const { status } = payment;
  if (!isStatus(status)) {
    report(observer, 'payment', status);
    return { kind: 'phase', phase: 'pending' };
  }
  const phase = MERCADOPAGO_STATUSES[status];
  return phase === 'failed' ? { kind: 'phase', phase, failure: failureOf(payment) } : { kind: 'phase', phase };
}

function failureOf({ statusDetail }: MercadoPagoPayment) {
  const outcome: FailureOutcome = statusDetail !== null && BROKEN.has(statusDetail) ? 'failed' : 'rejected';
  return { outcome, code: codeFrom(statusDetail), message: null };
}

function refundsOf(payment: MercadoPagoPayment, observer: GatewayObserver): readonly PaymentFact[] {
  const total = refundedTotal(payment);
  const refunds = payment.refunds.map((refund) => refundOf(refund, payment, observer));
  if (total === 0n && refunds.length === 0) return [];
  return [{ kind: 'refunded_total', totalMinor: total }, ...refunds];
}

function refundedTotal(payment: MercadoPagoPayment): bigint {
  const total = payment.amountRefunded === null ? 0n : minorOf(payment.amountRefunded, payment);
  return total === 0n && payment.status === 'refunded' ? minorOf(payment.amount, payment) : total;
}

function refundOf(refund: MercadoPagoRefund, payment: MercadoPagoPayment, observer: GatewayObserver): PaymentFact {
  const status = refundStatusOf(refund, observer);
  return { kind: 'refund', refundId: refund.id, amountMinor: minorOfRefund(refund, payment.currency), status };
}

/** @throws RangeError for an amount that the currency cannot hold. */
export function minorOfRefund({ amount }: MercadoPagoRefund, currency: string): bigint {
  return minorOf(amount, { currency });
}

/** A status that no table knows is still to be decided, and somebody is told. */
export function refundStatusOf({ status }: MercadoPagoRefund, observer: GatewayObserver): RefundStatus {
  const known = Object.hasOwn(MERCADOPAGO_REFUND_STATUSES, status);
  if (!known) report(observer, 'refund', status);
  return (known ? MERCADOPAGO_REFUND_STATUSES[status] : undefined) ?? 'pending';
}

/** The payment does not carry its dispute's id, so the dispute is named after it: there is one of each kind at most. */
function disputeOf(payment: MercadoPagoPayment, observer: GatewayObserver): readonly PaymentFact[] {
  const amountMinor = minorOf(payment.amount, payment);
  if (payment.status === 'in_mediation') {
    return [{ kind: 'dispute', disputeId: `mediation-${payment.id}`, amountMinor, status: 'open' }];
  }
  if (payment.status !== 'charged_back') return [];
  const detail = payment.statusDetail ?? 'in_process';
  const known = Object.hasOwn(MERCADOPAGO_CHARGEBACK_DETAILS, detail);
  if (!known) report(observer, 'dispute', detail);
  const status = (known ? MERCADOPAGO_CHARGEBACK_DETAILS[detail] : undefined) ?? 'open';
  return [{ kind: 'dispute', disputeId: `chargeback-${payment.id}`, amountMinor, status }];
}

function isStatus(status: string): status is MercadoPagoStatus {
  return Object.hasOwn(MERCADOPAGO_STATUSES, status);
}

function report(observer: GatewayObserver, kind: UnknownStatus['kind'], status: string): void {
  observer.unknownStatus({ gateway: 'mercadopago', kind, status: isLabel(status) ? status : 'unreadable' });
}
