import type { PaymentEvent, PaymentFact, PaymentPhase } from './payment-event.js';
import type { DisputeState, PaymentState, PaymentStatus, RefundState } from './payment.state.js';

/**
 * The payment machine. Facts come in any order, twice, late; the state they end in depends only on which facts came. That
 * is had by never storing what an event *did*, only what it *said*: the phase of highest rank, each refund and dispute by
 * the gateway's id, the newest total. Everything else is derived.
 */

/**
 * A phase is only ever left for one of higher rank. `failed` is low because a failed attempt of the same payment may be
 * followed by a good one; `captured` is above `canceled` because money that came is never dropped; `voided` is
 * the last word: a late approval does not bring it back.
 */
export const PHASE_RANK: Readonly<Record<PaymentPhase, number>> = {
  pending: 0,
  failed: 1,
  authorized: 2,
  canceled: 3,
  captured: 4,
  voided: 5,
};

/** A succeeded refund can still fail (the money is back with the merchant); a failed one stays failed. */
const REFUND_RANK: Readonly<Record<RefundState['status'], number>> = { pending: 0, succeeded: 1, failed: 2 };

/** Which statuses may follow which. Only these edges ever occur; the matrix test walks every state with every fact. */
export const PAYMENT_TRANSITIONS: Readonly<Record<PaymentStatus, readonly PaymentStatus[]>> = {
  pending: ['failed', 'authorized', 'canceled', 'captured', 'voided', 'partially_refunded', 'refunded', 'disputed'],
  failed: ['authorized', 'canceled', 'captured', 'voided', 'partially_refunded', 'refunded', 'disputed'],
  authorized: ['canceled', 'captured', 'voided', 'partially_refunded', 'refunded', 'disputed'],
  canceled: ['captured', 'voided', 'partially_refunded', 'refunded', 'disputed'],
  captured: ['voided', 'partially_refunded', 'refunded', 'disputed'],
  // A refund that failed gives the money back to the merchant, a dispute that was won too.
  partially_refunded: ['captured', 'refunded', 'disputed', 'voided'],
  refunded: ['captured', 'partially_refunded', 'disputed', 'voided'],
  disputed: ['captured', 'partially_refunded', 'refunded', 'voided'],
  voided: [],
};

/** An ignored event and a conflict are answers, not exceptions: both end the webhook event as a success. */
export type Decision =
  | { readonly kind: 'apply'; readonly next: PaymentState; readonly reason: string }
  | { readonly kind: 'ignore'; readonly reason: 'duplicate' | 'stale' }
  | { readonly kind: 'conflict'; readonly reason: 'currency_changed' };

/**
 * What an event makes of a payment (null: not seen before). Pure.
 * `conflict` when the event contradicts what can never change, the payment's currency.
 */
export function decide(current: PaymentState | null, event: PaymentEvent): Decision {
  if (changesCurrency(current, event)) return { kind: 'conflict', reason: 'currency_changed' };
  const base = current ?? unseen(event);
  const facts = event.facts.reduce((state, fact) => withFact(state, fact, event), base);
  const next = derive({
    ...facts,
    reference: facts.reference ?? event.reference,
    method: facts.method ?? event.method,
  });
  if (current === null || tellsSomethingNew(current, next)) return { kind: 'apply', next, reason: reasonOf(event) };
  return { kind: 'ignore', reason: event.occurredAt < current.occurredAt ? 'stale' : 'duplicate' };
}

function changesCurrency(current: PaymentState | null, { amount }: PaymentEvent): boolean {
  const known = current?.currency ?? null;
  return known !== null && amount !== null && known !== amount.currency;
}

/** The state before any fact. The event's amount is taken with its phase fact, or here if it brings none. */
function unseen(event: PaymentEvent): PaymentState {
  return {
    phase: 'pending',
    amountMinor: event.amount?.amountMinor ?? null,
    currency: event.amount?.currency ?? null,
    capturedMinor: 0n,
    refundedTotal: null,
    refunds: [],
    disputes: [],
    failure: null,
    reference: event.reference,
    method: event.method,
    occurredAt: event.occurredAt,
    status: 'pending',
    refundedMinor: 0n,
    disputedMinor: 0n,
  };
}

function withFact(state: PaymentState, fact: PaymentFact, event: PaymentEvent): PaymentState {
  switch (fact.kind) {
    case 'phase':
      return withPhase(state, fact, event);
    case 'refunded_total':
      return withRefundedTotal(state, fact.totalMinor, event.occurredAt);
    case 'refund':
      return { ...state, refunds: withRefund(state.refunds, fact, event.occurredAt) };
    case 'dispute':
      return { ...state, disputes: withDispute(state.disputes, fact, event.occurredAt) };
  }
}

type PhaseFact = Extract<PaymentFact, { kind: 'phase' }>;
type RefundFact = Extract<PaymentFact, { kind: 'refund' }>;
type DisputeFact = Extract<PaymentFact, { kind: 'dispute' }>;

const NO_AMOUNT = { amountMinor: null, currency: null };

function withPhase(state: PaymentState, fact: PhaseFact, event: PaymentEvent): PaymentState {
  const { amountMinor: told, currency: toldCurrency } = event.amount ?? NO_AMOUNT;
  const currency = state.currency ?? toldCurrency;
  const rank = PHASE_RANK[fact.phase] - PHASE_RANK[state.phase];
  if (rank < 0) return { ...state, currency, amountMinor: state.amountMinor ?? told };
  if (rank > 0) return { ...inPhase(state, fact, event, told ?? state.amountMinor), currency };
  // Within one phase the larger amount and the later time count, so that arrival order does not.
  const again = inPhase(state, fact, event, larger(told, state.amountMinor));
  return {
    ...again,
    currency,
    capturedMinor: larger(again.capturedMinor, state.capturedMinor) ?? 0n,
    occurredAt: event.occurredAt > state.occurredAt ? event.occurredAt : state.occurredAt,
  };
}

/** The state in a fact's phase, with an amount and the fact's time. */
function inPhase(state: PaymentState, fact: PhaseFact, event: PaymentEvent, amountMinor: bigint | null): PaymentState {
  return {
    ...state,
    amountMinor,
    phase: fact.phase,
    capturedMinor: fact.phase === 'captured' ? (fact.capturedMinor ?? amountMinor ?? 0n) : 0n,
    failure: fact.phase === 'failed' ? newerFailure(state, fact, event) : null,
    occurredAt: event.occurredAt,
  };
}

function newerFailure(state: PaymentState, fact: PhaseFact, event: PaymentEvent): PaymentState['failure'] {
  if (state.failure !== null && event.occurredAt < state.occurredAt) return state.failure;
  return fact.failure ?? state.failure ?? { outcome: 'rejected', code: null, message: null };
}

function withRefundedTotal(state: PaymentState, amountMinor: bigint, occurredAt: Date): PaymentState {
  const known = state.refundedTotal;
  const newer =
    known === null ||
    occurredAt > known.occurredAt ||
    (occurredAt.getTime() === known.occurredAt.getTime() && amountMinor > known.amountMinor);
  return newer ? { ...state, refundedTotal: { amountMinor, occurredAt } } : state;
}

function withRefund(refunds: readonly RefundState[], fact: RefundFact, occurredAt: Date): readonly RefundState[] {
  const { refundId, amountMinor, status } = fact;
  const refund: RefundState = { refundId, amountMinor, status, occurredAt };
  const known = refunds.find((one) => one.refundId === refundId);
  if (!known) return [...refunds, refund].sort((a, b) => (a.refundId < b.refundId ? -1 : 1));
  const rank = REFUND_RANK[status] - REFUND_RANK[known.status];
  if (rank < 0 || (rank === 0 && occurredAt <= known.occurredAt)) return refunds;
  return refunds.map((one) => (one === known ? refund : one));
}

/** An open dispute ends as won or lost; of two ends the later counts, and of two at the same second the loss. */
function withDispute(disputes: readonly DisputeState[], fact: DisputeFact, occurredAt: Date): readonly DisputeState[] {
  const { disputeId, amountMinor, status } = fact;
  const dispute: DisputeState = { disputeId, amountMinor, status, occurredAt };
  const known = disputes.find((one) => one.disputeId === disputeId);
  if (!known) return [...disputes, dispute].sort((a, b) => (a.disputeId < b.disputeId ? -1 : 1));
  return supersedes(dispute, known) ? disputes.map((one) => (one === known ? dispute : one)) : disputes;
}

function supersedes(dispute: DisputeState, known: DisputeState): boolean {
  const difference = dispute.occurredAt.getTime() - known.occurredAt.getTime();
  if (known.status === 'open') return dispute.status !== 'open' || difference > 0;
  if (dispute.status === 'open') return false;
  return difference > 0 || (difference === 0 && dispute.status === 'lost' && known.status === 'won');
}

/** Status and sums from the facts. Refunds count only once there is captured money to give back. */
function derive(state: PaymentState): PaymentState {
  const refundedMinor = smaller(refundedByFacts(state), state.capturedMinor);
  const contested = state.disputes.filter(({ status }) => status !== 'won');
  const contestedMinor = contested.reduce((sum, { amountMinor }) => sum + amountMinor, 0n);
  const disputedMinor = smaller(contestedMinor, state.capturedMinor);
  return { ...state, refundedMinor, disputedMinor, status: statusOf(state, refundedMinor, contested.length > 0) };
}

/** True when status and sums are what the facts make of them: for whoever checks the books. */
export function isDerived(state: PaymentState): boolean {
  const { status, refundedMinor, disputedMinor } = derive(state);
  return status === state.status && refundedMinor === state.refundedMinor && disputedMinor === state.disputedMinor;
}

function statusOf(state: PaymentState, refundedMinor: bigint, contested: boolean): PaymentStatus {
  if (state.phase !== 'captured') return state.phase;
  if (contested) return 'disputed';
  if (refundedMinor === 0n) return 'captured';
  return refundedMinor === state.capturedMinor ? 'refunded' : 'partially_refunded';
}

/**
 * What has been given back: the refunds by id that succeeded, or the gateway's own running total where that is more (an
 * account that subscribes only to `charge.refunded` tells no refund by id), less the refunds that failed after it.
 */
export function refundedByFacts(state: Pick<PaymentState, 'refunds' | 'refundedTotal'>): bigint {
  const sum = (refunds: readonly RefundState[]) => refunds.reduce((total, { amountMinor }) => total + amountMinor, 0n);
  const byId = sum(state.refunds.filter(({ status }) => status === 'succeeded'));
  const total = state.refundedTotal;
  if (total === null) return byId;
  const undone = sum(
    state.refunds.filter(({ status, occurredAt }) => status === 'failed' && occurredAt >= total.occurredAt),
  );
  const standing = total.amountMinor > undone ? total.amountMinor - undone : 0n;
  return standing > byId ? standing : byId;
}

function tellsSomethingNew(current: PaymentState, next: PaymentState): boolean {
  const told = (state: PaymentState) => [
    state.phase,
    state.status,
    state.amountMinor,
    state.currency,
    state.capturedMinor,
    state.refundedMinor,
    state.disputedMinor,
    state.reference,
    state.method,
    state.failure?.code,
    // Of two failures the later counts, so its time is news even where its words are not.
    state.phase === 'failed' ? state.occurredAt.getTime() : null,
    // Times too: which of two contradicting facts is the later must not depend on which of them was kept.
    state.refundedTotal && `${state.refundedTotal.amountMinor} ${state.refundedTotal.occurredAt.getTime()}`,
    ...state.refunds.map(({ refundId, status, occurredAt }) => `${refundId} ${status} ${occurredAt.getTime()}`),
    ...state.disputes.map(({ disputeId, status, occurredAt }) => `${disputeId} ${status} ${occurredAt.getTime()}`),
  ];
  const before = told(current);
  const after = told(next);
  return before.length !== after.length || before.some((value, index) => value !== after[index]);
}

/** Short words for the history: what the event said. */
function reasonOf(event: PaymentEvent): string {
  return event.facts.map((fact) => `${fact.kind}:${fact.kind === 'phase' ? fact.phase : factDetail(fact)}`).join(' ');
}

function factDetail(fact: Exclude<PaymentFact, { kind: 'phase' }>): string {
  return fact.kind === 'refunded_total' ? fact.totalMinor.toString() : fact.status;
}

function smaller(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

function larger(left: bigint | null, right: bigint | null): bigint | null {
  if (left === null || right === null) return left ?? right;
  return left > right ? left : right;
}
