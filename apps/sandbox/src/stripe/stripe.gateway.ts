import type { FastifyInstance } from 'fastify';
import type {
  Change,
  Changed,
  GatewayHost,
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
import { StripeCashier } from './stripe.cashier.js';
import { StripeCheckout } from './stripe.checkout.js';
import { stripeOutgoing } from './stripe.event.js';
import { adoptedIntent } from './stripe.adoption.js';
import { intentTurn, newStripeIntent, type IntentTurn, type StripeIntent } from './stripe.intent.js';
import { IdempotencyKeys } from './stripe.keys.js';
import { StripeLedger } from './stripe.ledger.js';
import { changeStripePayment, freshPayment, turnStripePayment, type StripePayment } from './stripe.payment.js';
import { registerStripePages } from './stripe.pages.js';
import { registerStripeRoutes } from './stripe.routes.js';
import { newStripeSession } from './stripe.session.js';

/** Stripe: its intents with charges, refunds, disputes and sessions, its events, its API under `/v1`. */
export class StripeGateway implements ImitatedGateway {
  readonly name = 'stripe';
  readonly prefix = '/v1';
  private readonly ledger: StripeLedger;
  private readonly cashier: StripeCashier;
  private readonly checkout: StripeCheckout;
  private readonly keys = new IdempotencyKeys();

  constructor(
    private readonly secrets: StripeSecrets,
    host: GatewayHost,
  ) {
    this.ledger = new StripeLedger(secrets.webhookSecret);
    this.cashier = new StripeCashier(this.ledger, host);
    this.checkout = new StripeCheckout(this.ledger, this.cashier, host);
  }

  make(input: NewTransaction, now: Date): Changed {
    if (input.id !== null && !/^pi_\w+$/.test(input.id)) {
      throw new SandboxError(422, 'bad_id', "a Stripe PaymentIntent's id is pi_ and letters or digits");
    }
    const at = unixSeconds(now);
    const intent = newStripeIntent(input.id ?? `pi_3R${randomToken(22)}`, input, at);
    const reference = input.reference ?? input.cartId ?? input.orderId;
    const session = input.checkoutSession ? newStripeSession(intent, reference, at) : null;
    const turn = intentTurn(input.status);
    const turned = turnStripePayment(freshPayment(intent, session), turn, { failure: input.failure }, at);
    return this.ledger.keep(turned, at, null);
  }

  /** Tells of an adopted intent what Stripe tells of one that has just come to that status. */
  adopt(resource: JsonObject, now: Date): Changed {
    const at = unixSeconds(now);
    const intent = adoptedIntent(resource, at);
    const turned = turnStripePayment(freshPayment(intent, null), turnOf(intent), { failure: null }, at);
    const charge = turned.payment.charge ?? existingCharge(intent, at);
    const happenings = turned.happenings.map((happening) =>
      happening.object['id'] === intent.id ? { ...happening, object: intent } : happening,
    );
    return this.ledger.keep({ payment: { ...turned.payment, intent, charge }, happenings }, at, null);
  }

  change(id: string, change: Change, now: Date): Changed {
    const payment = this.ledger.payment(id);
    if (!payment) throw new SandboxError(404, 'unknown_transaction', `Stripe has no payment intent ${id}`);
    const at = unixSeconds(now);
    return this.ledger.keep(changeStripePayment(payment, change, at), at, null);
  }

  eventFrom(body: JsonObject | string): OutgoingEvent {
    const fields = typeof body === 'string' ? {} : body;
    const [id, type] = [textField(fields, 'id') ?? 'raw', textField(fields, 'type') ?? 'raw'];
    const event = { id, type, transactionId: subjectOf(fields) };
    const bytes = typeof body === 'string' ? body : JSON.stringify(body);
    return stripeOutgoing(bytes, event, this.secrets.webhookSecret, () => undefined);
  }

  find(id: string): TransactionSummary | null {
    const payment = this.ledger.payment(id);
    return payment ? summary(payment) : null;
  }

  list(): TransactionSummary[] {
    return this.ledger.list().map(summary);
  }

  troubleBody(status: number): Json {
    const message = 'Sandbox: trouble on demand';
    if (status === 429) return { error: { code: 'rate_limit', message, type: 'invalid_request_error' } };
    return { error: { message, type: 'api_error' } };
  }

  register(app: FastifyInstance): void {
    const { secrets, ledger, cashier, checkout, keys } = this;
    registerStripeRoutes(app, { secrets, ledger, cashier, checkout, keys });
  }

  registerPages(app: FastifyInstance): void {
    registerStripePages(app, this.cashier, this.checkout);
  }

  reset(): void {
    this.ledger.reset();
    this.keys.reset();
  }
}

/** How an adopted intent came to be as it is: with an error of its last attempt it has just failed. */
function turnOf(intent: StripeIntent): IntentTurn {
  const failed = intent.status === 'requires_payment_method' && isJsonObject(intent['last_payment_error']);
  return failed ? 'payment_failed' : intent.status;
}

/** The charge that an adopted intent names although its status needs none. */
function existingCharge(intent: StripeIntent, at: number): StripeCharge | null {
  return intent.latest_charge === null
    ? null
    : newStripeCharge(intent.latest_charge, intent, 'failed', { failure: null }, at);
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
