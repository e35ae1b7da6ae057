import type { JsonObject } from '../gateway/json.types.js';
import { randomToken } from '../gateway/random.ids.js';
import type { IntentTurn, StripeIntent } from './stripe.intent.js';

export interface TurnedSession {
  readonly session: JsonObject;
  /** The type of the event. */
  readonly type: string;
}

/** An open Checkout Session around an intent. `client_reference_id` carries the merchant's reference. */
export function newStripeSession(intent: StripeIntent, reference: string | null, unixSeconds: number): JsonObject {
  return {
    id: `cs_test_a1${randomToken(56)}`,
    object: 'checkout.session',
    amount_subtotal: intent.amount,
    amount_total: intent.amount,
    cancel_url: null,
    client_reference_id: reference,
    client_secret: null,
    created: unixSeconds,
    currency: intent.currency,
    customer: null,
    customer_details: { email: 'comprador@example.com', name: 'Comprador De Prueba' },
    customer_email: null,
    expires_at: unixSeconds + 86_400,
    invoice: null,
    livemode: false,
    locale: null,
    metadata: structuredClone(intent.metadata),
    mode: 'payment',
    payment_intent: intent.id,
    payment_link: null,
    payment_method_types: intent['payment_method_types'] ?? ['card'],
    payment_status: 'unpaid',
    setup_intent: null,
    status: 'open',
    subscription: null,
    success_url: null,
    total_details: { amount_discount: 0, amount_shipping: 0, amount_tax: 0 },
    ui_mode: 'hosted_page',
    url: 'https://sandbox.example.com/checkout',
  };
}

/** What a turn of the intent does to its session, and the event that tells it; null when nothing. */
export function turnedSession(session: JsonObject, turn: IntentTurn): TurnedSession | null {
  if (session['status'] === 'open') return turnedOpenSession(session, turn);
  if (session['status'] !== 'complete' || session['payment_status'] !== 'unpaid') return null;
  if (turn === 'succeeded') {
    return { session: { ...session, payment_status: 'paid' }, type: 'checkout.session.async_payment_succeeded' };
  }
  return turn === 'payment_failed' ? { session, type: 'checkout.session.async_payment_failed' } : null;
}

function turnedOpenSession(session: JsonObject, turn: IntentTurn): TurnedSession | null {
  if (turn === 'succeeded') return completed(session, 'paid');
  // A delayed method: the shopper is through, the money is not there yet.
  if (turn === 'processing') return completed(session, 'unpaid');
  if (turn !== 'canceled') return null;
  return { session: { ...session, status: 'expired', url: null }, type: 'checkout.session.expired' };
}

function completed(session: JsonObject, paymentStatus: 'paid' | 'unpaid'): TurnedSession {
  return {
    session: { ...session, status: 'complete', payment_status: paymentStatus, url: null },
    type: 'checkout.session.completed',
  };
}
