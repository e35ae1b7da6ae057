import { STRIPE_SCHEDULE } from '../delivery/delivery.schedule.js';
import type { OutgoingEvent } from '../gateway/gateway.contract.js';
import type { JsonObject } from '../gateway/json.types.js';
import { randomToken } from '../gateway/random.ids.js';
import { stripeSignature } from './stripe.signature.js';

export const STRIPE_API_VERSION = '2026-10-28.endive';

/** Something that happened: the type of the event and the resource as it is then. */
export interface Happening {
  readonly type: string;
  readonly object: JsonObject;
  readonly previous?: JsonObject;
}

/** A snapshot event as `GET /v1/events/:id` shows it. */
export interface StripeEvent extends JsonObject {
  id: string;
  object: 'event';
  type: string;
  /** UNIX seconds. */
  created: number;
  pending_webhooks: number;
}

/** The API call that an event comes of; `null` for what came by itself. */
export interface CausingRequest {
  readonly id: string;
  readonly idempotencyKey: string | null;
}

/** The event of a happening; the resource is copied, so that later changes leave it as it was. */
export function newStripeEvent(
  happening: Happening,
  unixSeconds: number,
  cause: CausingRequest | null = null,
): StripeEvent {
  const data: JsonObject = { object: structuredClone(happening.object) };
  if (happening.previous) data['previous_attributes'] = happening.previous;
  return {
    id: `evt_3R${randomToken(22)}`,
    object: 'event',
    api_version: STRIPE_API_VERSION,
    created: unixSeconds,
    livemode: false,
    pending_webhooks: 1,
    request: { id: cause?.id ?? null, idempotency_key: cause?.idempotencyKey ?? null },
    type: happening.type,
    data,
  };
}

/** The event on its way: the same body for every attempt, each under a new time and signature. */
export function stripeOutgoing(
  text: string,
  event: { readonly id: string; readonly type: string; readonly transactionId: string | null },
  secret: string,
  delivered: () => void,
): OutgoingEvent {
  return {
    gateway: 'stripe',
    eventId: event.id,
    type: event.type,
    transactionId: event.transactionId,
    schedule: STRIPE_SCHEDULE,
    delivered,
    sign: (_attempt, at) => ({
      query: {},
      headers: {
        'content-type': 'application/json; charset=utf-8',
        'user-agent': 'Stripe/1.0 (+https://stripe.com/docs/webhooks)',
        'stripe-signature': stripeSignature(text, secret, Math.floor(at.getTime() / 1000)),
      },
      body: text,
    }),
  };
}
