import { isJsonObject, textField, type JsonObject } from '../gateway/json.types.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import { intentTurn, type IntentStatus, type StripeIntent } from './stripe.intent.js';

/** A PaymentIntent of the caller's, as it is. @throws SandboxError when it lacks what identifies it. */
export function adoptedIntent(resource: JsonObject, unixSeconds: number): StripeIntent {
  const { amount, metadata, created } = resource;
  const [id, currency] = [textField(resource, 'id') ?? '', textField(resource, 'currency')];
  const status = adoptedStatus(resource);
  if (!id.startsWith('pi_') || currency === null) throw incomplete('`id` (pi_…) and `currency`');
  if (typeof amount !== 'number' || !Number.isSafeInteger(amount)) throw incomplete('`amount`, an integer');
  return {
    ...structuredClone(resource),
    id,
    object: 'payment_intent',
    amount,
    amount_capturable: amountField(resource, 'amount_capturable', status, 'requires_capture'),
    amount_received: amountField(resource, 'amount_received', status, 'succeeded'),
    currency,
    status,
    metadata: isJsonObject(metadata) ? structuredClone(metadata) : {},
    latest_charge: textField(resource, 'latest_charge'),
    created: typeof created === 'number' ? created : unixSeconds,
  };
}

function adoptedStatus(resource: JsonObject): IntentStatus {
  const status = intentTurn(textField(resource, 'status') ?? 'absent');
  if (status === 'payment_failed') throw incomplete('one of its statuses');
  return status;
}

/** The field as given; else the whole amount in the one status where it is that, and nothing in the others. */
function amountField(resource: JsonObject, key: string, status: IntentStatus, wholeIn: IntentStatus): number {
  const value = resource[key] ?? (status === wholeIn ? resource['amount'] : 0);
  return typeof value === 'number' ? value : 0;
}

function incomplete(needed: string): SandboxError {
  return new SandboxError(422, 'incomplete_resource', `a Stripe PaymentIntent needs ${needed}`);
}
