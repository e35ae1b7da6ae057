import type { Change } from '../gateway/gateway.contract.js';
import type { JsonObject } from '../gateway/json.types.js';
import { stripeAmount } from '../gateway/money.units.js';
import { randomToken } from '../gateway/random.ids.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import {
  newStripeCharge,
  newStripeDispute,
  newStripeRefund,
  refundedCharge,
  type ChargeOutcome,
  type RefundWords,
  type StripeCharge,
  type StripeRefund,
} from './stripe.charge.js';
import type { Happening } from './stripe.event.js';
import { AUTHENTICATION_FAILURE } from './stripe.decline.js';
import { intentTurn, turnedIntent, type IntentTurn, type StripeIntent, type TurnDetails } from './stripe.intent.js';
import { turnedSession } from './stripe.session.js';

/** An intent with all that hangs on it. Values are replaced, never changed in place. */
export interface StripePayment {
  readonly intent: StripeIntent;
  readonly charge: StripeCharge | null;
  readonly refunds: readonly StripeRefund[];
  readonly dispute: JsonObject | null;
  readonly session: JsonObject | null;
}

/** A payment that nothing has happened to yet. */
export function freshPayment(intent: StripeIntent, session: JsonObject | null): StripePayment {
  return { intent, charge: null, refunds: [], dispute: null, session };
}

export interface Turned {
  readonly payment: StripePayment;
  readonly happenings: readonly Happening[];
}

const CHARGE_OUTCOMES: Partial<Record<IntentTurn, ChargeOutcome>> = {
  succeeded: 'captured',
  requires_capture: 'authorized',
  payment_failed: 'failed',
  processing: 'pending',
};

const CHARGE_EVENTS: Readonly<Record<ChargeOutcome, string | null>> = {
  captured: 'charge.succeeded',
  authorized: 'charge.succeeded',
  failed: 'charge.failed',
  pending: null,
};

const INTENT_EVENTS: Readonly<Record<IntentTurn, string | null>> = {
  requires_payment_method: 'payment_intent.created',
  requires_confirmation: null,
  requires_action: 'payment_intent.requires_action',
  processing: 'payment_intent.processing',
  requires_capture: 'payment_intent.amount_capturable_updated',
  succeeded: 'payment_intent.succeeded',
  payment_failed: 'payment_intent.payment_failed',
  canceled: 'payment_intent.canceled',
};

/** @throws SandboxError when Stripe would refuse. */
export function changeStripePayment(payment: StripePayment, change: Change, unixSeconds: number): Turned {
  switch (change.kind) {
    case 'status': {
      const turn = intentTurn(change.status);
      refuseToReopen(payment.intent, turn);
      return turnStripePayment(payment, turn, { failure: change.failure }, unixSeconds);
    }
    case 'refund':
      return refundMinor(payment, change.amountMinor, unixSeconds);
    case 'dispute':
      return change.outcome === 'opened' ? openDispute(payment, unixSeconds) : closeDispute(payment, change.outcome);
    case 'void':
      if (payment.intent.status !== 'succeeded' && payment.intent.status !== 'canceled') {
        return turnStripePayment(payment, 'canceled', { failure: null }, unixSeconds);
      }
      throw new SandboxError(
        422,
        'not_voidable',
        `Stripe cancels no intent that is ${payment.intent.status}; refund it instead`,
      );
  }
}

/** Brings the intent to another status, with the charge and the session that go with it. */
export function turnStripePayment(
  payment: StripePayment,
  turn: IntentTurn,
  details: TurnDetails,
  unixSeconds: number,
): Turned {
  const charged = turnedCharge(payment, turn, details, unixSeconds);
  const charge = charged?.charge ?? payment.charge;
  const intent = turnedIntent(payment.intent, turn, charge?.id ?? null, details, unixSeconds);
  const turnedOne = payment.session === null ? null : turnedSession(payment.session, turn, intent);
  const happenings: Happening[] = [
    { type: INTENT_EVENTS[turn], object: intent },
    ...(charged === null ? [] : [{ type: charged.type, object: charged.charge }]),
    ...(turnedOne === null ? [] : [{ type: turnedOne.type, object: turnedOne.session }]),
  ].flatMap(({ type, object }) => (type === null ? [] : [{ type, object }]));
  return { payment: { ...payment, intent, charge, session: turnedOne?.session ?? payment.session }, happenings };
}

/**
 * The charge that a turn makes or settles, and the event of that. An authorized or pending one is settled; one that is
 * captured stays as it is; after a failed one there is another.
 */
function turnedCharge(
  payment: StripePayment,
  turn: IntentTurn,
  details: TurnDetails,
  unixSeconds: number,
): { readonly charge: StripeCharge; readonly type: string | null } | null {
  const outcome = CHARGE_OUTCOMES[turn];
  if (outcome === undefined || details.failure === AUTHENTICATION_FAILURE) return null;
  const before = payment.charge;
  if (before === null || before.status === 'failed') {
    const first = newStripeCharge(chargeIdOf(payment), payment.intent, outcome, details, unixSeconds);
    return { charge: first, type: CHARGE_EVENTS[outcome] };
  }
  if (before.captured) return { charge: before, type: CHARGE_EVENTS[outcome] };
  const charge = newStripeCharge(before.id, payment.intent, outcome, details, before.created);
  const captures = outcome === 'captured' && before.status === 'succeeded';
  return { charge, type: captures ? 'charge.captured' : CHARGE_EVENTS[outcome] };
}

/** The id that an adopted intent names already, as long as no charge is there; else a new one. */
function chargeIdOf(payment: StripePayment): string {
  const named = payment.charge === null ? payment.intent.latest_charge : null;
  return named ?? `ch_3R${randomToken(22)}`;
}

/** What is final stays; to say it once more is fine: Stripe does make two events of one change at times. */
function refuseToReopen(intent: StripeIntent, turn: IntentTurn): void {
  if (intent.status === turn || !['succeeded', 'canceled'].includes(intent.status)) return;
  throw new SandboxError(422, 'final', `Stripe never takes an intent from ${intent.status} to ${turn}`);
}

function refundMinor(payment: StripePayment, amountMinor: bigint | null, unixSeconds: number): Turned {
  const amount = amountMinor === null ? null : stripeAmount(amountMinor, payment.intent.currency.toUpperCase());
  return refundStripePayment(payment, amount, { reason: 'requested_by_customer', metadata: {} }, unixSeconds);
}

/**
 * Gives back `amount` in Stripe's unit, or all that is left; the new refund is the last of the payment's.
 * @throws SandboxError when Stripe would refuse.
 */
export function refundStripePayment(
  payment: StripePayment,
  amount: number | null,
  words: RefundWords,
  unixSeconds: number,
): Turned {
  const charge = requireCharge(payment);
  const refunded = amount ?? charge.amount_captured - charge.amount_refunded;
  const after = refundedCharge(charge, refunded);
  const created = newStripeRefund(after, refunded, words, unixSeconds);
  const details = {
    type: 'card',
    card: { type: 'refund', reference_status: 'available', reference: '7801234567890123' },
  };
  const updated = { ...created, destination_details: details };
  const previous: JsonObject = { amount_refunded: charge.amount_refunded };
  if (after.refunded) previous['refunded'] = false;
  return {
    payment: { ...payment, charge: after, refunds: [...payment.refunds, updated] },
    happenings: [
      { type: 'refund.created', object: created },
      { type: 'charge.refunded', object: after, previous },
      {
        type: 'refund.updated',
        object: updated,
        previous: { destination_details: created['destination_details'] ?? null },
      },
    ],
  };
}

function openDispute(payment: StripePayment, unixSeconds: number): Turned {
  const charge = requireCharge(payment);
  if (!charge.captured) throw new SandboxError(422, 'not_disputable', 'only a captured charge can be disputed');
  if (payment.dispute !== null) throw new SandboxError(422, 'already_disputed', 'the charge is disputed already');
  const dispute = newStripeDispute(charge, unixSeconds);
  return {
    payment: { ...payment, dispute, charge: { ...charge, disputed: true } },
    happenings: [
      { type: 'charge.dispute.created', object: dispute },
      { type: 'charge.dispute.funds_withdrawn', object: dispute },
    ],
  };
}

function closeDispute(payment: StripePayment, outcome: 'won' | 'lost'): Turned {
  if (payment.dispute === null)
    throw new SandboxError(422, 'not_disputed', 'open the dispute first: {"outcome":"opened"}');
  const dispute = { ...payment.dispute, status: outcome };
  const happenings: Happening[] = [{ type: 'charge.dispute.closed', object: dispute }];
  if (outcome === 'won') happenings.push({ type: 'charge.dispute.funds_reinstated', object: dispute });
  return { payment: { ...payment, dispute }, happenings };
}

function requireCharge(payment: StripePayment): StripeCharge {
  if (payment.charge !== null) return payment.charge;
  throw new SandboxError(422, 'no_charge', `the intent is ${payment.intent.status}: nothing was charged yet`);
}
