import type Stripe from 'stripe';
import { readAnswer } from '../answer.reader.js';
import type { GatewayObserver } from '../gateway.observer.js';
import type {
  BegunPayment,
  NextAction,
  PaymentMethod,
  PaymentStarter,
  PublicGatewayConfig,
  StartedPayment,
  StartPayment,
} from '../gateway.payments.js';
import { pageUrl } from '../gateway.url.js';
import { JsonError } from '../json.parser.js';
import type { JsonReader } from '../json.reader.js';
import type { StripeClient } from './stripe.client.js';
import type { StripeConfig } from './stripe.config.js';
import { moneyForStripe } from './stripe.currency.js';
import { isAbandoned, mapFoundIntent } from './stripe.mapper.js';
import { idAt } from './stripe.payload.js';

/** What shoppers of Latin America pay in, and what Stripe has for all of them. */
const CURRENCIES = ['COP', 'USD', 'EUR', 'MXN', 'BRL', 'CLP', 'PEN', 'ARS', 'UYU'];

/** Payments by Stripe's Checkout, and by a payment intent for storefronts with Stripe's own card fields. */
export class StripePayments implements PaymentStarter {
  readonly methods: readonly PaymentMethod[];
  readonly currencies = CURRENCIES;
  readonly unasked: readonly PaymentMethod[] = [];

  constructor(
    private readonly config: StripeConfig,
    private readonly client: StripeClient,
    private readonly observer: GatewayObserver,
  ) {
    this.methods = config.publishableKey === null ? ['checkout', 'card'] : ['checkout', 'card', 'payment_intent'];
  }

  /** Stripe's least amounts depend on the account's own currency; it says so itself (`amount_too_small`). */
  minimum(): null {
    return null;
  }

  publicConfig(): PublicGatewayConfig {
    const { publishableKey, environment, scriptUrl } = this.config;
    return { publicKey: publishableKey, environment, scriptUrl };
  }

  start(request: StartPayment): Promise<StartedPayment> {
    return request.method === 'payment_intent' ? this.startIntent(request) : this.startSession(request);
  }

  async follow({ transactionId, gatewayObjectId }: BegunPayment): Promise<StartedPayment> {
    if (gatewayObjectId !== null) return this.followSession(gatewayObjectId);
    if (transactionId === null) return NOTHING_BEGUN;
    const expand = ['latest_charge'];
    const intent = await this.client.object((stripe) => stripe.paymentIntents.retrieve(transactionId, { expand }));
    return readAnswer('stripe', () => this.readIntent(intent));
  }

  async reach(): Promise<void> {
    await this.client.ask((stripe) => stripe.balance.retrieve());
  }

  private async startIntent(request: StartPayment): Promise<StartedPayment> {
    const { idempotencyKey, description, customer } = request;
    const parameters: Stripe.PaymentIntentCreateParams = {
      ...moneyForStripe(request.amount),
      automatic_payment_methods: { enabled: true },
      description,
      metadata: metadataOf(request),
      ...(customer.email === null ? {} : { receipt_email: customer.email }),
    };
    const intent = await this.client.object((stripe) => stripe.paymentIntents.create(parameters, { idempotencyKey }));
    return readAnswer('stripe', () => this.readIntent(intent));
  }

  private async startSession(request: StartPayment): Promise<StartedPayment> {
    const { idempotencyKey } = request;
    const parameters = sessionParameters(request);
    const session = await this.client.object((stripe) =>
      stripe.checkout.sessions.create(parameters, { idempotencyKey }),
    );
    return readAnswer('stripe', () => this.readSession(session));
  }

  private async followSession(id: string): Promise<StartedPayment> {
    const expand = ['payment_intent.latest_charge'];
    const session = await this.client.object((stripe) => stripe.checkout.sessions.retrieve(id, { expand }));
    return readAnswer('stripe', () => this.readSession(session));
  }

  private readIntent(intent: JsonReader): StartedPayment {
    const id = idAt(intent, 'id');
    if (id === null) throw new JsonError('wrong_type', 'id');
    const { publishableKey } = this.config;
    const secret = intent.optionalString('client_secret');
    const payable = isAbandoned(intent) || intent.string('status') === 'requires_payment_method';
    const nextAction: NextAction | null =
      payable && secret !== null && publishableKey !== null
        ? { type: 'confirm', client_secret: secret, publishable_key: publishableKey }
        : null;
    return { ...NOTHING_BEGUN, transactionId: id, nextAction, payment: this.paymentOf(intent) };
  }

  private readSession(session: JsonReader): StartedPayment {
    const id = idAt(session, 'id');
    if (id === null) throw new JsonError('wrong_type', 'id');
    const url = pageUrl(session.optionalString('url'), this.config.baseUrl);
    if (session.string('status') === 'open' && url === null) throw new JsonError('wrong_type', 'url');
    const expires = session.optionalInteger('expires_at');
    const intent = session.at('payment_intent') instanceof Map ? session.object('payment_intent') : null;
    return {
      transactionId: idAt(session, 'payment_intent'),
      gatewayObjectId: id,
      nextAction: url === null ? null : { type: 'redirect', url },
      expiresAt: expires === null ? null : new Date(Number(expires) * 1_000),
      payment: intent === null ? null : this.paymentOf(intent),
    };
  }

  /** An intent that waits for the shopper alone is no payment yet. */
  private paymentOf(intent: JsonReader): StartedPayment['payment'] {
    return isAbandoned(intent) ? null : mapFoundIntent(intent, this.observer, new Date());
  }
}

const NOTHING_BEGUN: StartedPayment = {
  transactionId: null,
  gatewayObjectId: null,
  nextAction: null,
  expiresAt: null,
  payment: null,
};

/** The older `payment_method_types` is refused by the version of the API that the library speaks. */
const CARDS_ALONE: Pick<Stripe.Checkout.SessionCreateParams, 'allowed_payment_method_types'> = {
  allowed_payment_method_types: ['card'],
};

/** Nothing here may differ between two tries of one attempt: under one key Stripe wants the same parameters. */
function sessionParameters(request: StartPayment): Stripe.Checkout.SessionCreateParams {
  const { amount, description, reference, returnUrl, customer, expiresAt, method } = request;
  const { amount: unitAmount, currency } = moneyForStripe(amount);
  const metadata = metadataOf(request);
  return {
    mode: 'payment',
    line_items: [
      { quantity: 1, price_data: { currency, unit_amount: unitAmount, product_data: { name: description } } },
    ],
    success_url: withParameter(returnUrl, 'session_id={CHECKOUT_SESSION_ID}'),
    cancel_url: withParameter(returnUrl, 'canceled=true'),
    client_reference_id: reference,
    metadata,
    payment_intent_data: { metadata, description },
    expires_at: Math.floor(expiresAt.getTime() / 1_000),
    ...(method === 'card' ? CARDS_ALONE : {}),
    ...(customer.email === null ? {} : { customer_email: customer.email }),
  };
}

/** Stripe puts the id where these braces are, so they may not be escaped as `URL` would. */
function withParameter(url: string, parameter: string): string {
  const [address = '', fragment] = url.split('#', 2);
  const joined = `${address}${address.includes('?') ? '&' : '?'}${parameter}`;
  return fragment === undefined ? joined : `${joined}#${fragment}`;
}

function metadataOf({ reference, cartId }: StartPayment): Record<string, string> {
  return { reference, cart_id: cartId };
}
