import { currencyExponent } from '../../common/money.js';
import type { PaymentEvent, PaymentFact } from '../../payments/payment-event.js';
import { rescaleMinor } from '../amount.scale.js';
import type { GatewayObserver } from '../gateway.observer.js';
import { codeFrom, isLabel, messageFrom, referenceFrom } from '../gateway.text.js';
import type { WompiTransaction } from './wompi.payload.js';

/** Every status of docs.wompi.co, "Métodos de pago". */
export type WompiStatus = 'PENDING' | 'APPROVED' | 'DECLINED' | 'VOIDED' | 'ERROR';

type Meaning = Pick<Extract<PaymentFact, { kind: 'phase' }>, 'phase'> & { readonly outcome?: 'rejected' | 'failed' };

export const WOMPI_STATUSES: Readonly<Record<WompiStatus, Meaning>> = {
  PENDING: { phase: 'pending' },
  APPROVED: { phase: 'captured' },
  DECLINED: { phase: 'failed', outcome: 'rejected' },
  VOIDED: { phase: 'voided' },
  ERROR: { phase: 'failed', outcome: 'failed' },
};

/** `amount_in_cents` is hundredths whatever the currency. */
export const WOMPI_EXPONENT = 2;

/**
 * What a transaction, as Wompi's API tells it, means.
 * @throws RangeError for an amount that its currency cannot hold.
 */
export function mapTransaction(transaction: WompiTransaction, observer: GatewayObserver, readAt: Date): PaymentEvent {
  const { amountInCents, currency } = transaction;
  return {
    provider: 'wompi',
    transactionId: transaction.id,
    reference: referenceFrom(transaction.reference),
    amount: { amountMinor: rescaleMinor(amountInCents, WOMPI_EXPONENT, currencyExponent(currency)), currency },
    method: codeFrom(transaction.method),
    occurredAt: transaction.occurredAt ?? readAt,
    facts: [phaseOf(transaction, observer), ...refundedTotal(transaction)],
  };
}

function phaseOf(transaction: WompiTransaction, observer: GatewayObserver): PaymentFact {
  const { status } = transaction;
  if (!isWompiStatus(status)) {
    observer.unknownStatus({ gateway: 'wompi', kind: 'payment', status: isLabel(status) ? status : 'unreadable' });
    return { kind: 'phase', phase: 'pending' };
  }
  const { phase, outcome } = WOMPI_STATUSES[status];
  if (outcome === undefined) return { kind: 'phase', phase };
  const failure = {
    outcome,
    code: codeFrom(transaction.processorCode),
    message: messageFrom(transaction.statusMessage),
  };
  return { kind: 'phase', phase, failure };
}

/** The refunds that a transaction holds have no ids: they count in total. */
function refundedTotal({ refunds, currency }: WompiTransaction): readonly PaymentFact[] {
  const approved = refunds.filter(({ status }) => status === 'APPROVED');
  if (approved.length === 0) return [];
  const inCents = approved.reduce((total, { amountInCents }) => total + amountInCents, 0n);
  const totalMinor = rescaleMinor(inCents, WOMPI_EXPONENT, currencyExponent(currency));
  return [{ kind: 'refunded_total', totalMinor }];
}

function isWompiStatus(status: string): status is WompiStatus {
  return Object.hasOwn(WOMPI_STATUSES, status);
}
