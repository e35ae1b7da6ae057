import type { FastifyInstance } from 'fastify';
import type { RetrySchedule } from '../delivery/delivery.schedule.js';
import type { Json, JsonObject } from './json.types.js';

/** The gateways that are imitated; also the last part of the path that their events are posted to. */
export const GATEWAY_NAMES = ['wompi', 'mercadopago', 'stripe'] as const;
export type GatewayName = (typeof GATEWAY_NAMES)[number];

/** One POST as a gateway sends it, ready for the wire. */
export interface SignedRequest {
  /** In order, as they stand in the URL. */
  readonly query: Readonly<Record<string, string>>;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Something a gateway tells the merchant. It is signed anew for each attempt, as far as that gateway does so. */
export interface OutgoingEvent {
  readonly gateway: GatewayName;
  /** The gateway's own id of the event where it has one, else one of the sandbox. */
  readonly eventId: string;
  /** The gateway's own word: `transaction.updated`, `payment.created`, `charge.refunded`. */
  readonly type: string;
  readonly transactionId: string | null;
  readonly schedule: RetrySchedule;
  /** What `attempt` (from 1) looks like. The same answer for two attempts only where the gateway repeats itself. */
  sign(attempt: number, now: Date): SignedRequest;
  /** Told once the merchant acknowledged it. */
  delivered?(): void;
  /** The unverifiable IPN that MercadoPago sends beside its webhook. */
  readonly twin?: OutgoingEvent;
}

/** A transaction to make, from its parts. */
export interface NewTransaction {
  readonly id: string | null;
  readonly reference: string | null;
  readonly cartId: string | null;
  readonly orderId: string | null;
  /** ISO 4217 minor unit. */
  readonly amountMinor: bigint;
  readonly currency: string;
  /** In the gateway's words; checked by the gateway. */
  readonly status: string;
  readonly method: string | null;
  /** Why it was refused, in the gateway's words. */
  readonly failure: string | null;
  /** Stripe: with a Checkout Session around it. */
  readonly checkoutSession: boolean;
}

export type Change =
  | { readonly kind: 'status'; readonly status: string; readonly failure: string | null }
  /** Without an amount: all that is left. */
  | { readonly kind: 'refund'; readonly amountMinor: bigint | null }
  | { readonly kind: 'dispute'; readonly outcome: 'opened' | 'won' | 'lost' }
  | { readonly kind: 'void' };

/** What a transaction became and what the gateway says of it, in its order. */
export interface Changed {
  readonly id: string;
  readonly events: readonly OutgoingEvent[];
  /** The real gateway is not known to tell this: the events are sent only when the caller says so. */
  readonly untold?: boolean;
}

/** A transaction as the control endpoint shows it; amounts in the ISO 4217 minor unit. */
export interface TransactionSummary {
  readonly gateway: GatewayName;
  readonly id: string;
  readonly reference: string | null;
  /** In the gateway's words. */
  readonly status: string;
  readonly amount: number;
  readonly refunded_amount: number;
  readonly currency: string;
  /** The gateway's own resource, as its API answers it. */
  readonly resource: JsonObject;
}

/** What the sandbox lends to one gateway. */
export interface GatewayHost {
  /** The sandbox's own address, without a slash at its end; pages are absolute URLs under it. Known once it listens. */
  readonly url: string;
  /** Puts on its way what an API call or a page changed, as the control endpoint does. */
  tell(changed: Changed): void;
  /** Has the gateway decide something later: after `ownMs` of its own time, or as the control endpoint says. */
  settle(ownMs: number, work: () => void): void;
  /** A date that comes by itself, such as an expiry, `ownMs` of the gateway's time from now. */
  expire(ownMs: number, work: () => void): void;
}

/** One imitated gateway: its transactions in memory, its API, its events. */
export interface ImitatedGateway {
  readonly name: GatewayName;
  /** Where its API stands under the sandbox's URL. */
  readonly prefix: string;

  /** @throws SandboxError for a status, amount or id that this gateway could not have. */
  make(transaction: NewTransaction, now: Date): Changed;
  /** Keeps the gateway's own resource as given. @throws SandboxError when it lacks what identifies it. */
  adopt(resource: JsonObject, now: Date): Changed;
  /** @throws SandboxError 404 when unknown, 422 when this gateway would refuse. */
  change(id: string, change: Change, now: Date): Changed;
  /** An event with a body of the caller's, signed as this gateway signs. */
  eventFrom(body: JsonObject | string): OutgoingEvent;

  find(id: string): TransactionSummary | null;
  /** Newest first. */
  list(): TransactionSummary[];
  /** The body of an answer with `status` when the gateway has trouble of its own. */
  troubleBody(status: number): Json;
  /** Adds the API, relative to `prefix`. */
  register(app: FastifyInstance): void;
  /** Adds the pages that shoppers see, relative to the sandbox's URL. */
  registerPages(app: FastifyInstance): void;
  reset(): void;
}
