import type { PaymentEvent, PaymentFact, PaymentPhase } from '../../apps/api/src/payments/payment-event.js';

/** What a payment must be, as far as anybody outside can see it. */
export interface ExpectedPayment {
  readonly phase: PaymentPhase;
  readonly status: string;
  readonly capturedMinor: bigint;
  readonly refundedMinor: bigint;
  readonly disputedMinor: bigint;
}

type Dated<Kind extends PaymentFact['kind']> = Extract<PaymentFact, { kind: Kind }> & { readonly at: number };

const AUTHORITY: readonly PaymentPhase[] = ['pending', 'failed', 'authorized', 'canceled', 'captured', 'voided'];

/**
 * The payment that a set of events adds up to, whatever the order in which they came: written down from the rules, and sharing
 * nothing with the machine. It looks at all facts at once and keeps no state. All events speak of one amount.
 */
export function expectedPayment(events: readonly PaymentEvent[]): ExpectedPayment {
  const phases = facts(events, 'phase');
  const phase = AUTHORITY[Math.max(0, ...phases.map((fact) => AUTHORITY.indexOf(fact.phase)))] ?? 'pending';
  const amount = events.find((event) => event.amount !== null)?.amount?.amountMinor ?? 0n;
  const captures = phases.filter((fact) => fact.phase === 'captured').map((fact) => fact.capturedMinor ?? amount);
  const capturedMinor = phase === 'captured' ? largest(captures) : 0n;
  const refundedMinor = least(refunded(events), capturedMinor);
  const contested = [...byId(facts(events, 'dispute'), (fact) => fact.disputeId).values()]
    .map(verdict)
    .filter((dispute) => dispute.status !== 'won');
  const disputedMinor = least(total(contested.map((dispute) => dispute.amountMinor)), capturedMinor);
  const status = statusOf(phase, capturedMinor, refundedMinor, contested.length > 0);
  return { phase, status, capturedMinor, refundedMinor, disputedMinor };
}

function statusOf(phase: PaymentPhase, captured: bigint, refunded: bigint, contested: boolean): string {
  if (phase !== 'captured') return phase;
  if (contested) return 'disputed';
  if (refunded === 0n) return 'captured';
  return refunded < captured ? 'partially_refunded' : 'refunded';
}

/** The sum of the refunds that stand, or what is left of the newest running total, whichever is more. */
function refunded(events: readonly PaymentEvent[]): bigint {
  const refunds = [...byId(facts(events, 'refund'), (fact) => fact.refundId).values()].map(outcome);
  const standing = total(refunds.filter((fact) => fact.status === 'succeeded').map((fact) => fact.amountMinor));
  const totals = facts(events, 'refunded_total');
  const newest = Math.max(...totals.map((fact) => fact.at));
  const told = largest(totals.filter((fact) => fact.at === newest).map((fact) => fact.totalMinor));
  const undone = total(
    refunds.filter((fact) => fact.status === 'failed' && fact.at >= newest).map((fact) => fact.amountMinor),
  );
  const left = totals.length === 0 || told < undone ? 0n : told - undone;
  return largest([standing, left]);
}

/** Of one refund's facts the one that counts: failed over succeeded over pending, then the latest. */
function outcome(told: readonly Dated<'refund'>[]): Dated<'refund'> {
  const words = ['failed', 'succeeded', 'pending'];
  const word = words.find((status) => told.some((fact) => fact.status === status));
  return latest(told.filter((fact) => fact.status === word));
}

/** Of one dispute's facts the one that counts: the latest end, a loss before a win of the same moment, else an open one. */
function verdict(told: readonly Dated<'dispute'>[]): Dated<'dispute'> {
  const ends = told.filter((fact) => fact.status !== 'open');
  if (ends.length === 0) return latest(told);
  const last = latest(ends);
  return ends.find((fact) => fact.at === last.at && fact.status === 'lost') ?? last;
}

function facts<Kind extends PaymentFact['kind']>(events: readonly PaymentEvent[], kind: Kind): Dated<Kind>[] {
  return events.flatMap((event) =>
    event.facts.flatMap((fact) =>
      fact.kind === kind ? [{ ...(fact as Extract<PaymentFact, { kind: Kind }>), at: event.occurredAt.getTime() }] : [],
    ),
  );
}

function byId<T>(values: readonly T[], idOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) groups.set(idOf(value), [...(groups.get(idOf(value)) ?? []), value]);
  return groups;
}

function latest<T extends { readonly at: number }>(values: readonly T[]): T {
  return values.reduce((best, value) => (value.at > best.at ? value : best));
}

function total(values: readonly bigint[]): bigint {
  return values.reduce((sum, value) => sum + value, 0n);
}

function largest(values: readonly bigint[]): bigint {
  return values.reduce((best, value) => (value > best ? value : best), 0n);
}

function least(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}
