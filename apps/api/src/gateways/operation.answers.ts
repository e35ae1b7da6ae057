import type { PaymentEvent, PaymentFact, PaymentPhase } from '../payments/payment-event.js';
import type { KnownRefund, OperationAnswer, OperationRequest } from './gateway.operations.js';
import { GatewayRefusal } from './gateway.refusal.js';

/** A clock of the gateway's may be this far behind ours. */
const CLOCK_SKEW_MS = 2 * 60_000;

/** What a payment must have become for an operation to be done; a payment that went further has it behind it. */
const DONE: Readonly<Record<'capture' | 'void', readonly PaymentPhase[]>> = {
  capture: ['captured', 'voided'],
  void: ['voided', 'canceled'],
};

/** Asks, and turns the gateway's no into an answer. Anything else that is thrown leaves open whether it was done. */
export async function answered(ask: () => Promise<OperationAnswer>): Promise<OperationAnswer> {
  try {
    return await ask();
  } catch (error) {
    if (!(error instanceof GatewayRefusal)) throw error;
    return refused(error.gatewayCode ?? `status_${error.httpStatus}`);
  }
}

export function refused(code: string, gatewayId: string | null = null): OperationAnswer {
  return { outcome: 'refused', code, message: 'The gateway refused', gatewayId, payment: null };
}

/** What the payment afterwards says of a capture or a void. */
export function answerOfPhase(kind: 'capture' | 'void', payment: PaymentEvent): OperationAnswer {
  const outcome = DONE[kind].includes(phaseIn(payment)) ? 'succeeded' : 'submitted';
  return { outcome, gatewayId: null, payment };
}

/** Whether a look at the payment shows that a capture or void was done; null: it was not, as far as can be seen. */
export function foundInPhase(kind: 'capture' | 'void', payment: PaymentEvent | null): OperationAnswer | null {
  const answer = payment === null ? null : answerOfPhase(kind, payment);
  return answer?.outcome === 'succeeded' ? answer : null;
}

type RefundFact = Extract<PaymentFact, { kind: 'refund' }>;

/** What a refund of the gateway's says of the operation that asked for it. */
export function answerOfRefund(
  provider: string,
  { transactionId }: OperationRequest,
  refund: Omit<RefundFact, 'kind'>,
  occurredAt: Date,
  code: string,
): OperationAnswer {
  const fact: RefundFact = { kind: 'refund', ...refund };
  const payment: PaymentEvent = {
    provider,
    transactionId,
    reference: null,
    amount: null,
    method: null,
    occurredAt,
    facts: [fact],
  };
  const gatewayId = refund.refundId;
  if (refund.status === 'failed') return { ...refused(code, gatewayId), payment };
  return { outcome: refund.status === 'pending' ? 'submitted' : 'succeeded', gatewayId, payment };
}

/** A refund as a gateway lists it. */
export interface ListedRefund {
  readonly id: string | null;
  readonly amountMinor: bigint;
  readonly at: Date | null;
}

/**
 * The refund of a list that must be the one that was asked for: of its amount, made since, and none of those that are known
 * for others. Where the list names no ids, as many as are known are counted off, the oldest first.
 */
export function matchRefund<T extends ListedRefund>(listed: readonly T[], operation: OperationRequest): T | null {
  const { amount, knownRefunds, gatewayId, requestedAt } = operation;
  if (gatewayId !== null) {
    const own = listed.find(({ id }) => id === gatewayId);
    if (own) return own;
  }
  const since = requestedAt.getTime() - CLOCK_SKEW_MS;
  const isLike = (refund: { readonly amountMinor: bigint; readonly at: Date | null }): boolean =>
    refund.amountMinor === amount.amountMinor && (refund.at === null || refund.at.getTime() >= since);
  const knownIds = new Set(knownRefunds.map((known) => known.gatewayId));
  const candidates = listed.filter((refund) => isLike(refund) && (refund.id === null || !knownIds.has(refund.id)));
  const unnamed = listed.length > 0 && listed.every(({ id }) => id === null);
  return candidates[unnamed ? countLike(knownRefunds, isLike) : 0] ?? null;
}

function countLike(known: readonly KnownRefund[], isLike: (refund: KnownRefund) => boolean): number {
  return known.filter(isLike).length;
}

function phaseIn({ facts }: PaymentEvent): PaymentPhase {
  const fact = facts.find((one) => one.kind === 'phase');
  return fact?.kind === 'phase' ? fact.phase : 'pending';
}
