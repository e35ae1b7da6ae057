import { isJsonObject, type JsonObject } from '../gateway/json.types.js';
import { randomToken } from '../gateway/random.ids.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import { declineWords } from './stripe.decline.js';
import type { StripeIntent, TurnDetails } from './stripe.intent.js';

export interface StripeCharge extends JsonObject {
  id: string;
  object: 'charge';
  amount: number;
  amount_captured: number;
  amount_refunded: number;
  captured: boolean;
  /** UNIX seconds. */
  created: number;
  disputed: boolean;
  refunded: boolean;
  status: 'succeeded' | 'failed' | 'pending';
  payment_intent: string;
}

export interface StripeRefund extends JsonObject {
  id: string;
  object: 'refund';
  amount: number;
  charge: string;
  /** UNIX seconds. */
  created: number;
  payment_intent: string;
}

/** How an attempt on an intent went. */
export type ChargeOutcome = 'captured' | 'authorized' | 'failed' | 'pending';

const CHARGE_STATUSES = {
  captured: 'succeeded',
  authorized: 'succeeded',
  failed: 'failed',
  pending: 'pending',
} as const;

/** A new charge of the intent's whole amount; metadata is a copy of the intent's, as Stripe makes it. */
export function newStripeCharge(
  id: string,
  intent: StripeIntent,
  outcome: ChargeOutcome,
  details: TurnDetails,
  unixSeconds: number,
): StripeCharge {
  const captured = outcome === 'captured';
  const method = details.method ?? null;
  return {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: captured ? (details.captured ?? intent.amount) : 0,
    amount_refunded: 0,
    application: null,
    application_fee: null,
    application_fee_amount: null,
    balance_transaction: captured ? `txn_3R${randomToken(22)}` : null,
    billing_details: {
      address: null,
      email: 'comprador@example.com',
      name: 'Comprador De Prueba',
      phone: null,
      tax_id: null,
    },
    calculated_statement_descriptor: 'SANDBOX SHOP',
    captured,
    created: unixSeconds,
    currency: intent.currency,
    customer: null,
    description: null,
    disputed: false,
    fraud_details: {},
    livemode: false,
    metadata: structuredClone(intent.metadata),
    on_behalf_of: null,
    paid: captured || outcome === 'authorized',
    payment_intent: intent.id,
    payment_method: method?.['id'] ?? intent['payment_method'] ?? null,
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    review: null,
    shipping: null,
    source_transfer: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: CHARGE_STATUSES[outcome],
    transfer_data: null,
    transfer_group: null,
    ...verdictOf(outcome, details.failure, cardOf(method)),
  };
}

/** Brand and last digits of the method's card. */
function cardOf(method: JsonObject | null): JsonObject | null {
  const card = method?.['card'];
  return isJsonObject(card) ? { brand: card['brand'] ?? null, last4: card['last4'] ?? null } : null;
}

/** The fields that say what the card's bank thought of it. */
function verdictOf(outcome: ChargeOutcome, failure: string | null, card: JsonObject | null): JsonObject {
  if (outcome === 'failed') {
    const { code, message } = declineWords(failure ?? 'generic_decline');
    return {
      failure_code: code,
      failure_message: message,
      outcome: { type: 'issuer_declined', reason: failure ?? 'generic_decline' },
      payment_method_details: { type: 'card', card: card ?? { brand: 'visa', last4: '0002' } },
    };
  }
  return {
    failure_code: null,
    failure_message: null,
    outcome: { type: 'authorized', reason: null },
    payment_method_details: { type: 'card', card: card ?? { brand: 'visa', last4: '4242' } },
  };
}

/** The charge after `amount` more was refunded; `refunded` turns true only once all of it is. */
export function refundedCharge(charge: StripeCharge, amount: number): StripeCharge {
  const left = charge.amount_captured - charge.amount_refunded;
  if (!charge.captured || left === 0) {
    throw new SandboxError(
      422,
      'not_refundable',
      'Stripe would refuse: the charge is not captured or refunded already',
    );
  }
  if (amount > left) throw new SandboxError(422, 'refund_too_large', `Stripe would refuse: ${left} are left`);
  return { ...charge, amount_refunded: charge.amount_refunded + amount, refunded: amount === left };
}

/** What a refund was asked for with. */
export interface RefundWords {
  readonly reason: string | null;
  readonly metadata: JsonObject;
}

/** A refund; its metadata is its own, so it leads to the order through `payment_intent` only. */
export function newStripeRefund(
  charge: StripeCharge,
  amount: number,
  words: RefundWords,
  unixSeconds: number,
): StripeRefund {
  return {
    id: `re_3R${randomToken(22)}`,
    object: 'refund',
    amount,
    balance_transaction: `txn_3R${randomToken(22)}`,
    charge: charge.id,
    created: unixSeconds,
    currency: charge['currency'] ?? null,
    destination_details: { type: 'card', card: { type: 'refund', reference_status: 'pending' } },
    metadata: words.metadata,
    payment_intent: charge.payment_intent,
    payment_method: null,
    reason: words.reason,
    receipt_number: null,
    source_transfer_reversal: null,
    status: 'succeeded',
    transfer_reversal: null,
  };
}

/** A chargeback of the whole charge; its metadata is its own and empty. */
export function newStripeDispute(charge: StripeCharge, unixSeconds: number): JsonObject {
  return {
    id: `dp_1R${randomToken(22)}`,
    object: 'dispute',
    amount: charge.amount,
    balance_transactions: [],
    charge: charge.id,
    created: unixSeconds,
    currency: charge['currency'] ?? null,
    evidence: {},
    evidence_details: { due_by: unixSeconds + 9 * 86_400, has_evidence: false, past_due: false, submission_count: 0 },
    is_charge_refundable: false,
    livemode: false,
    metadata: {},
    payment_intent: charge.payment_intent,
    reason: 'fraudulent',
    status: 'needs_response',
  };
}
