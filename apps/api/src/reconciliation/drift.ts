import type { PaymentEvent } from '../payments/payment-event.js';
import { decide } from '../payments/payment.machine.js';
import type { PaymentState } from '../payments/payment.state.js';

/** How our books and a gateway's can disagree about one payment. Goes into reports and a metric's label. */
export const DRIFT_KINDS = ['approved_there_not_here', 'here_not_there', 'amount_differs'] as const;
export type DriftKind = (typeof DRIFT_KINDS)[number];

/**
 * How much of a payment an account tells: `now` is the payment as it is, of which nothing is missing; `then` is an event of
 * the past, which says nothing of what came after it.
 */
export type AccountKind = 'now' | 'then';

/** What an account of a payment says by itself, as if nothing else were known. */
export function toldBy(event: PaymentEvent): PaymentState {
  const decision = decide(null, event);
  if (decision.kind !== 'apply') throw new Error('an unseen payment takes any event');
  return decision.next;
}

/** Compares what we have with what the gateway tells; null when they agree as far as it tells. */
export function driftOf(current: PaymentState | null, event: PaymentEvent, kind: AccountKind): DriftKind | null {
  const told = toldBy(event);
  if (current === null || !holdsMoney(current)) return holdsMoney(told) ? unheard(current, kind) : null;
  if (givesBackMore(current, event)) return 'amount_differs';
  if (holdsMoney(told)) return amountsDiffer(current, told, kind) ? 'amount_differs' : null;
  if (otherAmount(current, event)) return 'amount_differs';
  const speaksOfPhase = event.facts.some((fact) => fact.kind === 'phase');
  return kind === 'now' && speaksOfPhase ? 'here_not_there' : null;
}

/** The approval of a payment that was voided since is no news. */
function unheard(current: PaymentState | null, kind: AccountKind): DriftKind | null {
  return kind === 'then' && current?.phase === 'voided' ? null : 'approved_there_not_here';
}

function holdsMoney({ phase }: PaymentState): boolean {
  return phase === 'captured';
}

/** It tells of money that went back to the shopper and that we do not know of. */
function givesBackMore(current: PaymentState, event: PaymentEvent): boolean {
  const decision = decide(current, event);
  return decision.kind === 'apply' && decision.next.refundedMinor > current.refundedMinor;
}

function otherAmount(current: PaymentState, { amount }: PaymentEvent): boolean {
  if (amount === null || current.amountMinor === null) return false;
  return amount.amountMinor !== current.amountMinor || amount.currency !== current.currency;
}

function amountsDiffer(current: PaymentState, told: PaymentState, kind: AccountKind): boolean {
  if (told.currency !== null && told.currency !== current.currency) return true;
  if (told.amountMinor !== null && told.amountMinor !== current.amountMinor) return true;
  // What was captured may have grown since an event of the past.
  return kind === 'now' && told.capturedMinor !== current.capturedMinor;
}
