import type { Money } from '../../common/money.js';
import type { PaymentEvent, PaymentFact, PaymentFailure, PaymentPhase } from '../../payments/payment-event.js';
import type { Normalized } from '../gateway.js';
import type { GatewayObserver } from '../gateway.observer.js';
import { codeFrom, messageFrom } from '../gateway.text.js';
import { isList } from '../json.parser.js';
import type { JsonReader } from '../json.reader.js';
import { moneyFromStripe } from './stripe.currency.js';
import { paymentIdOf, referenceOf, type StripeEvent } from './stripe.payload.js';
import {
  report,
  STRIPE_DISPUTE_STATUSES,
  STRIPE_INTENT_STATUSES,
  STRIPE_REFUND_STATUSES,
  wordOf,
} from './stripe.status.js';

/** What an object says of its payment: its facts and, if it says so, what the payment is for and by what means. */
interface Account {
  readonly amount: Money | null;
  readonly method: string | null;
  readonly reference: string | null;
  readonly facts: readonly PaymentFact[];
}

type Mapping = (subject: JsonReader, observer: GatewayObserver, type: string) => Account | string;

/** Every type of event that says something of a payment. All others end as ignored. */
export const STRIPE_EVENTS: Readonly<Record<string, Mapping>> = {
  'payment_intent.created': mapIntent,
  'payment_intent.requires_action': mapIntent,
  'payment_intent.processing': mapIntent,
  'payment_intent.partially_funded': mapIntent,
  'payment_intent.amount_capturable_updated': mapIntent,
  'payment_intent.succeeded': mapIntent,
  'payment_intent.canceled': mapIntent,
  'payment_intent.payment_failed': mapFailedIntent,
  'charge.pending': mapCharge,
  'charge.succeeded': mapCharge,
  'charge.captured': mapCharge,
  'charge.updated': mapCharge,
  'charge.failed': mapCharge,
  'charge.expired': mapExpiredCharge,
  'charge.refunded': mapCharge,
  'charge.refund.updated': mapRefund,
  'refund.created': mapRefund,
  'refund.updated': mapRefund,
  'refund.failed': mapRefund,
  'charge.dispute.created': mapDispute,
  'charge.dispute.updated': mapDispute,
  'charge.dispute.closed': mapDispute,
  'charge.dispute.funds_withdrawn': mapDispute,
  'charge.dispute.funds_reinstated': mapDispute,
  'checkout.session.completed': mapSession,
  'checkout.session.async_payment_succeeded': mapSession,
  'checkout.session.async_payment_failed': mapSession,
  'checkout.session.expired': mapSession,
};

/**
 * What an event means, from the event alone.
 * @throws JsonError for a missing field, RangeError for an amount that its currency cannot hold.
 */
export function mapStripeEvent({ type, createdAt, subject }: StripeEvent, observer: GatewayObserver): Normalized {
  const mapping = Object.hasOwn(STRIPE_EVENTS, type) ? STRIPE_EVENTS[type] : undefined;
  if (mapping === undefined) return { kind: 'ignored', reason: 'unknown_type' };
  const account = mapping(subject, observer, type);
  if (typeof account === 'string') return { kind: 'ignored', reason: account };
  const transactionId = paymentIdOf(subject);
  if (transactionId === null) return { kind: 'ignored', reason: 'no_payment' };
  return { kind: 'payment', event: { provider: 'stripe', transactionId, occurredAt: createdAt, ...account } };
}

/** What a payment intent found by search means now, with its latest charge if that was expanded. */
export function mapFoundIntent(intent: JsonReader, observer: GatewayObserver, readAt: Date): PaymentEvent {
  const failed = intent.optionalObject('last_payment_error') !== null;
  const pending = intent.string('status') === 'requires_payment_method';
  const account = failed && pending ? mapFailedIntent(intent) : mapIntent(intent, observer);
  const charge = intent.at('latest_charge') instanceof Map ? intent.object('latest_charge') : null;
  const refunds = charge === null ? [] : refundedTotal(charge);
  const facts = [...account.facts, ...refunds];
  return { provider: 'stripe', transactionId: intent.string('id'), occurredAt: readAt, ...account, facts };
}

/** What a charge that belongs to no intent means now. */
export function mapFoundCharge(charge: JsonReader, observer: GatewayObserver, readAt: Date): PaymentEvent {
  return {
    provider: 'stripe',
    transactionId: charge.string('id'),
    occurredAt: readAt,
    ...mapCharge(charge, observer),
  };
}

/** An intent that waits for the shopper alone, for ever if need be, is no payment yet: nothing is on its way. */
export function isAbandoned(intent: JsonReader): boolean {
  const waits = ['requires_payment_method', 'requires_confirmation', 'requires_action'].includes(
    intent.string('status'),
  );
  return waits && intent.optionalObject('last_payment_error') === null;
}

function mapIntent(intent: JsonReader, observer: GatewayObserver): Account {
  const status = intent.string('status');
  const phase = wordOf<PaymentPhase>(STRIPE_INTENT_STATUSES, status, 'pending', 'payment', observer);
  if (phase !== 'captured') return aboutIntent(intent, { kind: 'phase', phase });
  const received = moneyFromStripe(intent.integer('amount_received'), intent.string('currency'));
  return aboutIntent(intent, { kind: 'phase', phase, capturedMinor: received.amountMinor });
}

/** One attempt failed; the shopper may try again on the same intent, and a success outranks this. */
function mapFailedIntent(intent: JsonReader): Account {
  const error = intent.optionalObject('last_payment_error');
  const code = error?.optionalString('decline_code') ?? error?.optionalString('code') ?? null;
  const broken = error?.optionalString('type') === 'api_error' || code === 'processing_error';
  const message = messageFrom(error?.optionalString('message'));
  const failure: PaymentFailure = { outcome: broken ? 'failed' : 'rejected', code: codeFrom(code), message };
  return aboutIntent(intent, { kind: 'phase', phase: 'failed', failure });
}

function aboutIntent(intent: JsonReader, fact: PaymentFact): Account {
  const offered = intent.at('payment_method_types');
  const method = isList(offered) && offered.length === 1 ? offered[0] : null;
  return {
    amount: moneyFromStripe(intent.integer('amount'), intent.string('currency')),
    method: typeof method === 'string' ? codeFrom(method) : null,
    reference: referenceOf(intent),
    facts: [fact],
  };
}

function mapCharge(charge: JsonReader, observer: GatewayObserver): Account {
  return aboutCharge(charge, [chargePhase(charge, observer), ...refundedTotal(charge)]);
}

/** The authorization lapsed before anybody captured it. */
function mapExpiredCharge(charge: JsonReader): Account {
  return aboutCharge(charge, [{ kind: 'phase', phase: 'canceled' }]);
}

function aboutCharge(charge: JsonReader, facts: readonly PaymentFact[]): Account {
  return {
    amount: moneyFromStripe(charge.integer('amount'), charge.string('currency')),
    method: codeFrom(charge.optionalString('payment_method_details.type')),
    reference: referenceOf(charge),
    facts,
  };
}

function chargePhase(charge: JsonReader, observer: GatewayObserver): PaymentFact {
  const status = charge.string('status');
  if (status === 'failed') return { kind: 'phase', phase: 'failed', failure: chargeFailure(charge) };
  if (status !== 'succeeded') {
    if (status !== 'pending') report(observer, 'payment', status);
    return { kind: 'phase', phase: 'pending' };
  }
  if (charge.boolean('captured')) {
    const captured = moneyFromStripe(charge.integer('amount_captured'), charge.string('currency'));
    return { kind: 'phase', phase: 'captured', capturedMinor: captured.amountMinor };
  }
  // Letting an authorization go is told as a refund of what was never captured.
  return { kind: 'phase', phase: charge.integer('amount_refunded') > 0n ? 'canceled' : 'authorized' };
}

function chargeFailure(charge: JsonReader): PaymentFailure {
  const code = codeFrom(charge.optionalString('failure_code'));
  const message = messageFrom(charge.optionalString('failure_message'));
  return { outcome: code === 'processing_error' ? 'failed' : 'rejected', code, message };
}

/**
 * What was given back so far. Not said of a partly captured charge, whose `amount_refunded` mixes refunds with the part
 * of the authorization that was let go: there the refunds' own events count.
 */
function refundedTotal(charge: JsonReader): readonly PaymentFact[] {
  const refunded = charge.integer('amount_refunded');
  const whole = charge.boolean('captured') && charge.integer('amount_captured') === charge.integer('amount');
  if (refunded === 0n || !whole) return [];
  return [{ kind: 'refunded_total', totalMinor: moneyFromStripe(refunded, charge.string('currency')).amountMinor }];
}

/** A refund carries metadata of its own, which is not its payment's, and only its own amount. */
function mapRefund(refund: JsonReader, observer: GatewayObserver): Account {
  const { amountMinor } = moneyFromStripe(refund.integer('amount'), refund.string('currency'));
  const status = wordOf(STRIPE_REFUND_STATUSES, refund.string('status'), 'pending', 'refund', observer);
  const fact: PaymentFact = { kind: 'refund', refundId: refund.string('id'), amountMinor, status };
  return { amount: null, method: null, reference: null, facts: [fact] };
}

function mapDispute(dispute: JsonReader, observer: GatewayObserver): Account {
  const { amountMinor } = moneyFromStripe(dispute.integer('amount'), dispute.string('currency'));
  const status = wordOf(STRIPE_DISPUTE_STATUSES, dispute.string('status'), 'open', 'dispute', observer);
  const fact: PaymentFact = { kind: 'dispute', disputeId: dispute.string('id'), amountMinor, status };
  return { amount: null, method: null, reference: null, facts: [fact] };
}

/** A session speaks of the intent behind it. A delayed method completes it `unpaid`, which is not paid. */
function mapSession(session: JsonReader, observer: GatewayObserver, type: string): Account | string {
  const paymentStatus = session.string('payment_status');
  if ((session.at('payment_intent') ?? null) === null || paymentStatus === 'no_payment_required') return 'no_payment';
  const { fact, known } = sessionPhase(paymentStatus, type);
  if (!known) report(observer, 'payment', paymentStatus);
  return {
    amount: moneyFromStripe(session.integer('amount_total'), session.string('currency')),
    method: null,
    reference: referenceOf(session),
    facts: [fact],
  };
}

function sessionPhase(paymentStatus: string, type: string): { readonly fact: PaymentFact; readonly known: boolean } {
  const known = paymentStatus === 'paid' || paymentStatus === 'unpaid';
  if (type === 'checkout.session.expired') return { fact: { kind: 'phase', phase: 'canceled' }, known };
  if (type === 'checkout.session.async_payment_failed') {
    const failure: PaymentFailure = { outcome: 'rejected', code: 'async_payment_failed', message: null };
    return { fact: { kind: 'phase', phase: 'failed', failure }, known };
  }
  return { fact: { kind: 'phase', phase: paymentStatus === 'paid' ? 'captured' : 'pending' }, known };
}
