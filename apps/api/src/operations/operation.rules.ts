import { DomainError, PermanentError } from '../common/errors.js';
import type { OperationKind } from '../gateways/gateway.operations.js';
import type { PaymentPhase } from '../payments/payment-event.js';
import type { PaymentState } from '../payments/payment.state.js';
import type { StoredOperation } from './operation.state.js';

/** What a gateway can do, as far as a request is judged by it. */
export interface Abilities {
  supports(kind: OperationKind, method: string | null): boolean;
  readonly voidablePhases: readonly PaymentPhase[];
}

/** What is asked for: an amount, or all that can be. */
export interface WantedOperation {
  readonly kind: OperationKind;
  readonly amountMinor: bigint | null;
}

export type OwnOperation = Pick<StoredOperation, 'kind' | 'status' | 'amountMinor' | 'gatewayId'>;

/**
 * The amount that may be asked of the gateway now. The payment must be locked by the caller, with all of its operations
 * read under that lock: then no two requests ever share the same money.
 * @throws DomainError 409 with the reason, 422 when the gateway cannot do such a thing at all.
 */
export function judge(
  wanted: WantedOperation,
  payment: PaymentState,
  operations: readonly OwnOperation[],
  abilities: Abilities,
): bigint {
  if (!abilities.supports(wanted.kind, payment.method)) {
    throw new PermanentError('operation_not_supported', `The gateway has no ${wanted.kind} of such a payment`, {
      status: 422,
    });
  }
  if (wanted.kind === 'refund') return judgeRefund(wanted, payment, operations);
  // A capture or a void decides what there is to give back: nothing else is begun beside it.
  if (operations.some(isOpen)) throw inProgress();
  return wanted.kind === 'capture' ? judgeCapture(wanted, payment) : judgeVoid(payment, abilities);
}

/** What could still be given back: captured, less all that was given back or is on its way. */
export function refundableMinor(payment: PaymentState, operations: readonly OwnOperation[]): bigint {
  const refunds = operations.filter(({ kind }) => kind === 'refund');
  const told = new Map(payment.refunds.map(({ refundId, status }) => [refundId, status]));
  const statusTold = ({ gatewayId }: OwnOperation) => (gatewayId === null ? undefined : told.get(gatewayId));
  const succeeded = sum(refunds.filter((one) => one.status === 'succeeded' && statusTold(one) !== 'failed'));
  // The gateway's total may lag behind what it confirmed to us one by one.
  const given = payment.refundedMinor > succeeded ? payment.refundedMinor : succeeded;
  const onTheirWay = sum(refunds.filter((one) => isOpen(one) && !isDecided(statusTold(one))));
  const own = new Set(refunds.map(({ gatewayId }) => gatewayId));
  const others = sum(payment.refunds.filter(({ refundId, status }) => status === 'pending' && !own.has(refundId)));
  const left = payment.capturedMinor - given - onTheirWay - others;
  return left > 0n ? left : 0n;
}

export function isOpen({ status }: Pick<StoredOperation, 'status'>): boolean {
  return status === 'pending' || status === 'submitted';
}

function isDecided(status: string | undefined): boolean {
  return status === 'succeeded' || status === 'failed';
}

function judgeRefund(wanted: WantedOperation, payment: PaymentState, operations: readonly OwnOperation[]): bigint {
  if (payment.phase !== 'captured') throw conflict('payment_not_refundable', 'Only captured money can be given back');
  if (operations.some((one) => one.kind !== 'refund' && isOpen(one))) throw inProgress();
  const left = refundableMinor(payment, operations);
  if (left === 0n) throw conflict('payment_not_refundable', 'Nothing of the payment is left to give back');
  const amountMinor = wanted.amountMinor ?? left;
  if (amountMinor > left) {
    throw conflict('refund_exceeds_captured', `At most ${left} minor units of the payment can still be given back`);
  }
  return amountMinor;
}

function judgeCapture(wanted: WantedOperation, payment: PaymentState): bigint {
  const { phase, amountMinor: authorized } = payment;
  if (phase !== 'authorized' || authorized === null)
    throw conflict('payment_not_capturable', 'The payment is not authorized');
  const amountMinor = wanted.amountMinor ?? authorized;
  if (amountMinor > authorized)
    throw conflict('capture_exceeds_authorized', 'More than the payment was authorized for');
  return amountMinor;
}

function judgeVoid(payment: PaymentState, { voidablePhases }: Abilities): bigint {
  const { phase, amountMinor, refundedMinor } = payment;
  if (!voidablePhases.includes(phase) || amountMinor === null || refundedMinor > 0n)
    throw conflict('payment_not_voidable', `The gateway voids no payment that is ${payment.status}`);
  return amountMinor;
}

function sum(amounts: readonly { readonly amountMinor: bigint }[]): bigint {
  return amounts.reduce((total, { amountMinor }) => total + amountMinor, 0n);
}

/** Kept with an idempotency key: the same request is refused the same. */
function conflict(code: string, message: string): PermanentError {
  return new PermanentError(code, message, { status: 409 });
}

/** Not kept: a moment later it may be over. */
function inProgress(): DomainError {
  return new DomainError('operation_in_progress', 'Another operation of this payment is not decided yet', {
    status: 409,
    retryable: true,
  });
}
