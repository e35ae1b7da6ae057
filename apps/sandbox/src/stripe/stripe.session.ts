import type { JsonObject } from '../gateway/json.types.js';
import { randomToken } from '../gateway/random.ids.js';
import type { IntentTurn, StripeIntent } from './stripe.intent.js';

export interface TurnedSession {
  readonly session: JsonObject;
  /** The type of the event; null: it is told by none. */
  readonly type: string | null;
}

/** What a session is made of; `fields` replace what it has by default. */
export interface SessionParts {
  /** In Stripe's unit. */
  readonly amount: number;
  readonly currency: string;
  readonly reference: string | null;
  readonly metadata: JsonObject;
  readonly fields: JsonObject;
  readonly unixSeconds: number;
}

/** An open Checkout Session around an intent that is there already. `client_reference_id` carries the reference. */
export function newStripeSession(intent: StripeIntent, reference: string | null, unixSeconds: number): JsonObject {
  return freshSession({
    amount: intent.amount,
    currency: intent.currency,
    reference,
    metadata: structuredClone(intent.metadata),
    fields: { payment_intent: intent.id, payment_method_types: intent['payment_method_types'] ?? ['card'] },
    unixSeconds,
  });
}

/** An open Checkout Session. Its intent is made when the shopper first pays. */
export function freshSession(parts: SessionParts): JsonObject & { id: string } {
  const { amount, currency, reference, metadata, fields, unixSeconds } = parts;
  return {
    id: `cs_test_a1${randomToken(56)}`,
    object: 'checkout.session',
    amount_subtotal: amount,
    amount_total: amount,
    automatic_tax: { enabled: false, liability: null, provider: null, status: null },
    cancel_url: null,
    client_reference_id: reference,
    client_secret: null,
    created: unixSeconds,
    currency,
    customer: null,
    customer_creation: 'if_required',
    customer_details: null,
    customer_email: null,
    expires_at: unixSeconds + 86_400,
    invoice: null,
    livemode: false,
    locale: null,
    metadata,
    mode: 'payment',
    payment_intent: null,
    payment_link: null,
    payment_method_types: ['card'],
    payment_status: 'unpaid',
    setup_intent: null,
    status: 'open',
    subscription: null,
    success_url: null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: 'https://sandbox.example.com/checkout',
    ...fields,
  };
}

/** What a turn of the intent does to its session, and the event that tells it; null when nothing. */
export function turnedSession(session: JsonObject, turn: IntentTurn, intent: StripeIntent): TurnedSession | null {
  if (session['status'] === 'open') return turnedOpenSession(session, turn);
  if (session['status'] !== 'complete' || session['payment_status'] !== 'unpaid') return null;
  if (turn === 'succeeded') {
    const paid = { ...session, payment_status: 'paid' };
    // A captured authorization is told by the intent alone.
    const wasAuthorized = intent['capture_method'] === 'manual';
    return { session: paid, type: wasAuthorized ? null : 'checkout.session.async_payment_succeeded' };
  }
  return turn === 'payment_failed' ? { session, type: 'checkout.session.async_payment_failed' } : null;
}

function turnedOpenSession(session: JsonObject, turn: IntentTurn): TurnedSession | null {
  if (turn === 'succeeded') return completed(session, 'paid');
  // A delayed or a manual method: the shopper is through, the money is not there yet.
  if (turn === 'processing' || turn === 'requires_capture') return completed(session, 'unpaid');
  if (turn !== 'canceled') return null;
  return { session: { ...session, status: 'expired', url: null }, type: 'checkout.session.expired' };
}

function completed(session: JsonObject, paymentStatus: 'paid' | 'unpaid'): TurnedSession {
  return {
    session: { ...session, status: 'complete', payment_status: paymentStatus, url: null },
    type: 'checkout.session.completed',
  };
}
