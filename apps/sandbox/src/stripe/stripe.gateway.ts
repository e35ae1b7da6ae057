import type { FastifyInstance } from 'fastify';
import type {
  Change,
  Changed,
  ImitatedGateway,
  NewTransaction,
  OutgoingEvent,
  TransactionSummary,
} from '../gateway/gateway.contract.js';
import { isJsonObject, textField, type Json, type JsonObject } from '../gateway/json.types.js';
import { minorFromStripe } from '../gateway/money.units.js';
import { randomToken } from '../gateway/random.ids.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import type { StripeSecrets } from '../sandbox.options.js';
import { newStripeCharge, type StripeCharge } from './stripe.charge.js';
import { newStripeEvent, stripeOutgoing, type StripeEvent } from './stripe.event.js';
import { adoptedIntent } from './stripe.adoption.js';
import { intentTurn, newStripeIntent, type IntentTurn, type StripeIntent } from './stripe.intent.js';
import { changeStripePayment, turnStripePayment, type StripePayment, type Turned } from './stripe.payment.js';
import { registerStripeRoutes } from './stripe.routes.js';
import { newStripeSession } from './stripe.session.js';

/** Events that are kept for `GET /v1/events`; Stripe keeps them 30 days. */
const KEPT_EVENTS = 10_000;

/** Stripe: its intents with charges, refunds, disputes and sessions, its events, its API under `/v1`. */
export class StripeGateway implements ImitatedGateway {
  readonly name = 'stripe';
  readonly prefix = '/v1';
  private payments = new Map<string, StripePayment>();
  private events: StripeEvent[] = [];

  constructor(private readonly secrets: StripeSecrets) {}

  make(input: NewTransaction, now: Date): Changed {
    if (input.id !== null && !/^pi_\w+$/.test(input.id)) {
      throw new SandboxError(422, 'bad_id', "a Stripe PaymentIntent's id is pi_ and letters or digits");
    }
    const at = unixSeconds(now);
    const intent = newStripeIntent(input.id ?? `pi_3R${randomToken(22)}`, input, at);
    const reference = input.reference ?? input.cartId ?? input.orderId;
    const session = input.checkoutSession ? newStripeSession(intent, reference, at) : null;
    const fresh: StripePayment = { intent, charge: null, dispute: null, session };
    return this.keep(turnStripePayment(fresh, intentTurn(input.status), input.failure, at), now);
  }

  /** Tells of an adopted intent what Stripe tells of one that has just come to that status. */
  adopt(resource: JsonObject, now: Date): Changed {
    const at = unixSeconds(now);
    const intent = adoptedIntent(resource, at);
    const turned = turnStripePayment({ intent, charge: null, dispute: null, session: null }, turnOf(intent), null, at);
    const charge = turned.payment.charge ?? existingCharge(intent, at);
    const happenings = turned.happenings.map((happening) =>
      happening.object['id'] === intent.id ? { ...happening, object: intent } : happening,
    );
    return this.keep({ payment: { ...turned.payment, intent, charge }, happenings }, now);
  }

  change(id: string, change: Change, now: Date): Changed {
    const payment = this.payments.get(id);
    if (!payment) throw new SandboxError(404, 'unknown_transaction', `Stripe has no payment intent ${id}`);
    return this.keep(changeStripePayment(payment, change, unixSeconds(now)), now);
  }

  eventFrom(body: JsonObject | string): OutgoingEvent {
    const fields = typeof body === 'string' ? {} : body;
    const [id, type] = [textField(fields, 'id') ?? 'raw', textField(fields, 'type') ?? 'raw'];
    const event = { id, type, transactionId: subjectOf(fields) };
    const bytes = typeof body === 'string' ? body : JSON.stringify(body);
    return stripeOutgoing(bytes, event, this.secrets.webhookSecret, () => undefined);
  }

  find(id: string): TransactionSummary | null {
    const payment = this.payments.get(id);
    return payment ? summary(payment) : null;
  }

  list(): TransactionSummary[] {
    return [...this.payments.values()].reverse().map(summary);
  }

  troubleBody(status: number): Json {
    const message = 'Sandbox: trouble on demand';
    if (status === 429) return { error: { code: 'rate_limit', message, type: 'invalid_request_error' } };
    return { error: { message, type: 'api_error' } };
  }

  register(app: FastifyInstance): void {
    registerStripeRoutes(app, this.secrets, {
      intent: (id) => this.payments.get(id)?.intent ?? null,
      intents: () => [...this.payments.values()].reverse().map(({ intent }) => intent),
      charge: (id) => this.charges().find((charge) => charge.id === id) ?? null,
      events: () => this.events.toReversed(),
    });
  }

  reset(): void {
    this.payments = new Map();
    this.events = [];
  }

  private keep({ payment, happenings }: Turned, now: Date): Changed {
    const id = payment.intent.id;
    this.payments.set(id, payment);
    const events = happenings.map((happening) => this.record(newStripeEvent(happening, unixSeconds(now)), id));
    return { id, events };
  }

  private record(event: StripeEvent, transactionId: string): OutgoingEvent {
    this.events.push(event);
    if (this.events.length > KEPT_EVENTS) this.events.shift();
    const named = { id: event.id, type: event.type, transactionId };
    return stripeOutgoing(JSON.stringify(event), named, this.secrets.webhookSecret, () => {
      event.pending_webhooks = 0;
    });
  }

  private charges(): StripeCharge[] {
    return [...this.payments.values()].flatMap(({ charge }) => (charge === null ? [] : [charge]));
  }
}

/** How an adopted intent came to be as it is: with an error of its last attempt it has just failed. */
function turnOf(intent: StripeIntent): IntentTurn {
  const failed = intent.status === 'requires_payment_method' && isJsonObject(intent['last_payment_error']);
  return failed ? 'payment_failed' : intent.status;
}

/** The charge that an adopted intent names although its status needs none. */
function existingCharge(intent: StripeIntent, at: number): StripeCharge | null {
  return intent.latest_charge === null ? null : newStripeCharge(intent.latest_charge, intent, 'failed', null, at);
}

function subjectOf(event: JsonObject): string | null {
  const object = isJsonObject(event['data']) ? event['data']['object'] : undefined;
  const subject = isJsonObject(object) ? (object['payment_intent'] ?? object['id']) : undefined;
  return typeof subject === 'string' ? subject : null;
}

function summary({ intent, charge }: StripePayment): TransactionSummary {
  const currency = intent.currency.toUpperCase();
  const { metadata } = intent;
  const reference = metadata['reference'] ?? metadata['cart_id'] ?? metadata['order_id'];
  return {
    gateway: 'stripe',
    id: intent.id,
    reference: typeof reference === 'string' ? reference : null,
    status: intent.status,
    amount: Number(minorFromStripe(intent.amount, currency)),
    refunded_amount: Number(minorFromStripe(charge?.amount_refunded ?? 0, currency)),
    currency,
    resource: intent,
  };
}

function unixSeconds(now: Date): number {
  return Math.floor(now.getTime() / 1000);
}
