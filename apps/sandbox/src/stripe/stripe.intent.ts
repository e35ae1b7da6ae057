import type { NewTransaction } from '../gateway/gateway.contract.js';
import type { JsonObject } from '../gateway/json.types.js';
import { stripeAmount } from '../gateway/money.units.js';
import { randomToken } from '../gateway/random.ids.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import { paymentError } from './stripe.decline.js';

/** Stripe's statuses of a PaymentIntent. */
export const INTENT_STATUSES = [
  'requires_payment_method',
  'requires_confirmation',
  'requires_action',
  'processing',
  'requires_capture',
  'succeeded',
  'canceled',
] as const;
export type IntentStatus = (typeof INTENT_STATUSES)[number];

/** A status to bring an intent to; `payment_failed` is `requires_payment_method` after a refused attempt. */
export type IntentTurn = IntentStatus | 'payment_failed';

/** A PaymentIntent of API version 2026-10-28.endive. */
export interface StripeIntent extends JsonObject {
  id: string;
  object: 'payment_intent';
  /** In Stripe's unit. */
  amount: number;
  amount_capturable: number;
  amount_received: number;
  /** Lower case. */
  currency: string;
  status: IntentStatus;
  metadata: JsonObject;
  latest_charge: string | null;
  /** UNIX seconds. */
  created: number;
}

/** @throws SandboxError when Stripe knows no such status. */
export function intentTurn(status: string): IntentTurn {
  const known = [...INTENT_STATUSES, 'payment_failed' as const].find((candidate) => candidate === status);
  if (known) return known;
  throw new SandboxError(
    422,
    'unknown_status',
    `Stripe's statuses are ${INTENT_STATUSES.join(', ')}, and payment_failed`,
  );
}

/** An intent that nothing has happened to yet, from the parts that the control endpoint knows. */
export function newStripeIntent(id: string, input: NewTransaction, unixSeconds: number): StripeIntent {
  return freshIntent(id, {
    amount: stripeAmount(input.amountMinor, input.currency),
    currency: input.currency.toLowerCase(),
    metadata: metadataOf(input),
    fields: { payment_method_types: [(input.method ?? 'card').toLowerCase()] },
    unixSeconds,
  });
}

/** What an intent is made of; `fields` replace what it has by default. */
export interface IntentParts {
  /** In Stripe's unit. */
  readonly amount: number;
  readonly currency: string;
  readonly metadata: JsonObject;
  readonly fields: JsonObject;
  readonly unixSeconds: number;
}

/** An intent that nothing has happened to yet. */
export function freshIntent(id: string, parts: IntentParts): StripeIntent {
  const { amount, currency, metadata, fields, unixSeconds } = parts;
  return {
    id,
    object: 'payment_intent',
    allowed_payment_method_types: null,
    amount,
    amount_capturable: 0,
    amount_details: { tip: {} },
    amount_received: 0,
    application: null,
    application_fee_amount: null,
    automatic_payment_methods: { allow_redirects: 'always', enabled: true },
    canceled_at: null,
    cancellation_reason: null,
    capture_method: 'automatic_async',
    client_secret: `${id}_secret_${randomToken(25)}`,
    confirmation_method: 'automatic',
    created: unixSeconds,
    currency,
    customer: null,
    customer_account: null,
    description: null,
    excluded_payment_method_types: null,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata,
    next_action: null,
    on_behalf_of: null,
    payment_method: null,
    payment_method_options: {},
    payment_method_types: ['card'],
    processing: null,
    receipt_email: null,
    review: null,
    setup_future_usage: null,
    shipping: null,
    source: null,
    statement_descriptor: null,
    statement_descriptor_suffix: null,
    status: 'requires_payment_method',
    transfer_data: null,
    transfer_group: null,
    ...fields,
  };
}

/** How a turn came about. */
export interface TurnDetails {
  /** The decline code of a refused attempt; the reason of a cancellation. */
  readonly failure: string | null;
  readonly method?: JsonObject | null;
  /** How much was captured, in Stripe's unit; absent: all of it. */
  readonly captured?: number;
  /** Where the shopper passes 3D Secure and where they go from there. */
  readonly action?: { readonly url: string; readonly return_url: string | null };
}

/** The intent after a turn. `chargeId` is the charge that the turn made or settled, if any. */
export function turnedIntent(
  intent: StripeIntent,
  turn: IntentTurn,
  chargeId: string | null,
  details: TurnDetails,
  unixSeconds: number,
): StripeIntent {
  const settled: StripeIntent = {
    ...intent,
    ...attemptFields(turn, chargeId, details),
    status: turn === 'payment_failed' ? 'requires_payment_method' : turn,
    amount_capturable: turn === 'requires_capture' ? intent.amount : 0,
    amount_received: turn === 'succeeded' ? (details.captured ?? intent.amount) : 0,
    latest_charge: chargeId ?? intent.latest_charge,
    next_action: turn === 'requires_action' ? nextAction(details.action) : null,
  };
  if (turn === 'requires_capture') return { ...settled, capture_method: 'manual' };
  if (turn !== 'canceled') return settled;
  return { ...settled, canceled_at: unixSeconds, cancellation_reason: details.failure ?? 'requested_by_customer' };
}

/** What the last attempt left on the intent: a refused method is taken off it again. */
function attemptFields(turn: IntentTurn, chargeId: string | null, details: TurnDetails): JsonObject {
  const method = details.method ?? null;
  if (turn === 'payment_failed') {
    const error = paymentError(details.failure ?? 'generic_decline', chargeId, method);
    return { payment_method: null, last_payment_error: error };
  }
  return { last_payment_error: null, ...(method === null ? {} : { payment_method: method['id'] ?? null }) };
}

function metadataOf(input: NewTransaction): JsonObject {
  return {
    ...(input.reference === null ? {} : { reference: input.reference }),
    ...(input.cartId === null ? {} : { cart_id: input.cartId }),
    ...(input.orderId === null ? {} : { order_id: input.orderId }),
  };
}

/** Without a `return_url` the shopper stays on the merchant's page, and Stripe.js shows the challenge there. */
function nextAction(action: TurnDetails['action']): JsonObject {
  const { url, return_url } = action ?? { url: 'https://sandbox.example.com/3ds', return_url: null };
  if (action === undefined || return_url !== null)
    return { type: 'redirect_to_url', redirect_to_url: { url, return_url } };
  return { type: 'use_stripe_sdk', use_stripe_sdk: { type: 'three_d_secure_redirect', stripe_js: url } };
}
