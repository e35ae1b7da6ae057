import type { Changed, OutgoingEvent } from '../gateway/gateway.contract.js';
import type { JsonObject } from '../gateway/json.types.js';
import type { StripeCharge, StripeRefund } from './stripe.charge.js';
import {
  newStripeEvent,
  stripeOutgoing,
  type CausingRequest,
  type Happening,
  type StripeEvent,
} from './stripe.event.js';
import { testMethod, type StripeMethod } from './stripe.method.js';
import type { StripePayment, Turned } from './stripe.payment.js';

/** Events that are kept for `GET /v1/events`; Stripe keeps them 30 days. */
const KEPT_EVENTS = 10_000;

/** A Checkout Session, with what its resource does not show. */
export interface SessionRecord {
  readonly session: JsonObject & { readonly id: string };
  readonly lineItems: readonly JsonObject[];
  /** `payment_intent_data`: what the intent is made with once the shopper pays. */
  readonly intentFields: JsonObject;
  readonly intentMetadata: JsonObject;
}

/** All that the merchant's account holds. */
export class StripeLedger {
  private readonly payments = new Map<string, StripePayment>();
  private readonly sessions = new Map<string, SessionRecord>();
  private readonly methods = new Map<string, StripeMethod>();
  private events: StripeEvent[] = [];

  constructor(private readonly webhookSecret: string) {}

  payment(id: string): StripePayment | null {
    return this.payments.get(id) ?? null;
  }

  /** Newest first. */
  list(): readonly StripePayment[] {
    return [...this.payments.values()].reverse();
  }

  ofCharge(chargeId: string): StripePayment | null {
    return this.list().find(({ charge }) => charge?.id === chargeId) ?? null;
  }

  charge(id: string): StripeCharge | null {
    return this.ofCharge(id)?.charge ?? null;
  }

  /** Newest first. */
  refunds(): readonly StripeRefund[] {
    const all = this.list().flatMap(({ refunds }) => refunds);
    return all.toSorted((left, right) => right.created - left.created);
  }

  session(id: string): SessionRecord | null {
    return this.sessions.get(id) ?? null;
  }

  /** Newest first. */
  listSessions(): readonly SessionRecord[] {
    return [...this.sessions.values()].reverse();
  }

  putSession(record: SessionRecord): void {
    this.sessions.set(record.session.id, record);
  }

  /** A method of the account, or a test token, which becomes one. */
  method(id: string, unixSeconds: number): StripeMethod | null {
    const known = this.methods.get(id) ?? testMethod(id, unixSeconds);
    if (known !== null) this.putMethod(known);
    return known;
  }

  putMethod(method: StripeMethod): void {
    this.methods.set(method.resource.id, method);
  }

  /** Newest first. */
  listEvents(): readonly StripeEvent[] {
    return this.events.toReversed();
  }

  /** Keeps a payment as it became, with its session, and words what Stripe tells of it. */
  keep({ payment, happenings }: Turned, unixSeconds: number, cause: CausingRequest | null): Changed {
    this.payments.set(payment.intent.id, payment);
    const id = payment.session?.['id'];
    if (payment.session !== null && typeof id === 'string') {
      const before = this.sessions.get(id) ?? { lineItems: [], intentFields: {}, intentMetadata: {} };
      this.putSession({ ...before, session: { ...payment.session, id } });
    }
    return { id: payment.intent.id, events: this.tell(happenings, payment.intent.id, unixSeconds, cause) };
  }

  /** The events of what happened to `subjectId`. */
  tell(
    happenings: readonly Happening[],
    subjectId: string,
    unixSeconds: number,
    cause: CausingRequest | null,
  ): OutgoingEvent[] {
    return happenings.map((happening) => this.record(newStripeEvent(happening, unixSeconds, cause), subjectId));
  }

  reset(): void {
    this.payments.clear();
    this.sessions.clear();
    this.methods.clear();
    this.events = [];
  }

  private record(event: StripeEvent, transactionId: string): OutgoingEvent {
    this.events.push(event);
    if (this.events.length > KEPT_EVENTS) this.events.shift();
    const named = { id: event.id, type: event.type, transactionId };
    return stripeOutgoing(JSON.stringify(event), named, this.webhookSecret, () => {
      event.pending_webhooks = 0;
    });
  }
}
