import { DomainError } from '../common/errors.js';
import { jitteredMs } from '../common/wait.schedule.js';
import type { OperationAnswer } from '../gateways/gateway.operations.js';
import type { PaymentState } from '../payments/payment.state.js';
import type { OperationEnd } from './operation.repository.js';
import { OPERATION_WAITS_MS, operationWaitMs } from './operation.schedule.js';
import type { OperationStatus, StoredOperation } from './operation.state.js';

const NOTHING = { gatewayId: null, errorCode: null, error: null };

type Attempted = Pick<StoredOperation, 'kind' | 'status' | 'attempts' | 'gatewayId'>;

/** What the gateway's answer makes of the operation. */
export function endOfAnswer(operation: Attempted, answer: OperationAnswer): OperationEnd {
  const { outcome, gatewayId } = answer;
  if (outcome === 'refused') return { ...refusedByUs(answer.code ?? 'refused', answer.message ?? null), gatewayId };
  if (outcome === 'succeeded') return decided('succeeded', gatewayId);
  const nextCheckInMs = operationWaitMs(operation.attempts);
  return { ...NOTHING, status: 'submitted', gatewayId, nextCheckInMs, counts: true };
}

/** What the gateway told of the payment meanwhile may say already what became of the operation; null: it does not. */
export function endToldBy(payment: PaymentState, { kind, status, gatewayId }: Attempted): OperationEnd | null {
  if (status !== 'submitted') return null;
  if (kind === 'capture') return payment.phase === 'captured' ? decided('succeeded', null) : null;
  if (kind === 'void') return ['voided', 'canceled'].includes(payment.phase) ? decided('succeeded', null) : null;
  const refund = payment.refunds.find(({ refundId }) => refundId === gatewayId);
  if (refund?.status === 'succeeded') return decided('succeeded', null);
  return refund?.status === 'failed' ? refusedByUs('refund_failed', 'The gateway could not give the money back') : null;
}

/** The end of an operation that will not be done. */
export function refusedByUs(errorCode: string, error: string | null): OperationEnd {
  return { status: 'failed', gatewayId: null, errorCode, error, nextCheckInMs: null, counts: true };
}

/** The gateway is away: the operation waits for it, and nothing is held against it. */
export function parked(errorCode: string, delayMs: number, status: OperationStatus = 'pending'): OperationEnd {
  const nextCheckInMs = jitteredMs(delayMs);
  return { status, gatewayId: null, errorCode, error: 'The gateway is away', nextCheckInMs, counts: false };
}

/**
 * At the gateway, which shows nothing of it. A refund may take weeks; what a void or a capture did shows in the payment, and
 * one that all looks of a day have not shown was not done. Left open it would keep the payment's refunds waiting for ever.
 */
export function notShown(operation: Attempted): OperationEnd {
  const isOver = operation.kind !== 'refund' && operation.attempts > OPERATION_WAITS_MS.length;
  return isOver ? refusedByUs('not_done', 'The gateway took it and did not do it') : setBack(operation, null);
}

/**
 * Not decided, or something went wrong on the way. Nobody knows whether it was done, so it is never given up: it is looked
 * for again, less and less often.
 */
export function setBack({ status, attempts }: Attempted, error: unknown): OperationEnd {
  const nextCheckInMs = operationWaitMs(attempts);
  if (error === null) return { ...NOTHING, status, nextCheckInMs, counts: true };
  const known = error instanceof DomainError;
  return {
    status,
    gatewayId: null,
    errorCode: known ? error.code : 'internal_error',
    error: known ? error.message : 'Something of ours broke; the log says what',
    nextCheckInMs,
    counts: true,
  };
}

function decided(status: OperationStatus, gatewayId: string | null): OperationEnd {
  return { ...NOTHING, status, gatewayId, nextCheckInMs: null, counts: true };
}
