import type { GatewayHost } from '../gateway/gateway.contract.js';
import { isJsonObject, textField, type JsonObject } from '../gateway/json.types.js';
import { randomToken } from '../gateway/random.ids.js';
import { AUTHENTICATION_FAILURE } from './stripe.decline.js';
import type { CausingRequest, Happening } from './stripe.event.js';
import { freshIntent, type StripeIntent, type TurnDetails } from './stripe.intent.js';
import type { StripeLedger } from './stripe.ledger.js';
import { cardMethod, type StripeMethod } from './stripe.method.js';
import {
  CAPTURE_INTENT,
  CONFIRM_INTENT,
  CREATE_INTENT,
  INTENT_FIELDS,
  methodTypes,
  UPDATE_INTENT,
} from './stripe.parameters.js';
import { StripeParams } from './stripe.params.js';
import { freshPayment, turnStripePayment, type StripePayment, type Turned } from './stripe.payment.js';
import { cardRefused, invalidParam, missingParam, noSuch, noSuchParam, unexpectedState } from './stripe.problem.js';

const OPEN = ['requires_payment_method', 'requires_confirmation', 'requires_action'];

/** What Stripe does with PaymentIntents when its API or one of its pages is asked. Refusals are GatewayProblems. */
export class StripeCashier {
  constructor(
    private readonly ledger: StripeLedger,
    private readonly host: GatewayHost,
  ) {}

  create(body: JsonObject, cause: CausingRequest): StripeIntent {
    const params = new StripeParams(body, CREATE_INTENT);
    const amount = params.requiredPositive('amount');
    const currency = currencyOf(params);
    const captureMethod = params.choice('capture_method', ['automatic', 'automatic_async', 'manual']);
    const isConfirmed = params.flag('confirm') ?? false;
    const automatic = params.nested('automatic_payment_methods', ['enabled', 'allow_redirects']);
    const fields: JsonObject = {
      ...Object.fromEntries(INTENT_FIELDS.map((name) => [name, params.text(name)])),
      ...methodTypes(params),
      capture_method: captureMethod ?? 'automatic_async',
      automatic_payment_methods: {
        allow_redirects: automatic.choice('allow_redirects', ['always', 'never']) ?? 'always',
        enabled: automatic.flag('enabled') ?? true,
      },
    };
    const metadata = params.metadata();
    const parts = { amount, currency, metadata, fields, unixSeconds: unixNow() };
    const intent = this.open(freshPayment(freshIntent(newIntentId(), parts), null), cause).intent;
    return isConfirmed ? this.confirm(intent.id, confirmation(body), cause) : intent;
  }

  /** Keeps a new payment and tells that it was made. */
  open(payment: StripePayment, cause: CausingRequest | null): StripePayment {
    const happenings: Happening[] = [{ type: 'payment_intent.created', object: payment.intent }];
    return this.keep({ payment, happenings }, cause);
  }

  update(id: string, body: JsonObject): StripeIntent {
    const params = new StripeParams(body, UPDATE_INTENT);
    const payment = this.existing(id);
    const { intent } = payment;
    const amount = params.positive('amount');
    if (amount !== null && !OPEN.includes(intent.status)) throw unexpectedState('update', intent);
    const words = INTENT_FIELDS.filter((name) => params.has(name)).map((name) => [name, params.text(name)] as const);
    const metadata = params.has('metadata') ? params.metadata(intent.metadata) : intent.metadata;
    const updated = { ...intent, ...Object.fromEntries(words), metadata, amount: amount ?? intent.amount };
    return this.keep({ payment: { ...payment, intent: updated }, happenings: [] }, null).intent;
  }

  /** @throws GatewayProblem 402 when the card is refused. */
  confirm(id: string, body: JsonObject, cause: CausingRequest): StripeIntent {
    const params = new StripeParams(body, CONFIRM_INTENT);
    const payment = this.existing(id);
    if (!OPEN.includes(payment.intent.status)) throw unexpectedState('confirm', payment.intent);
    const method = this.methodFor(params, payment.intent);
    const intent = this.charge(payment, method, params.text('return_url'), cause).intent;
    const error = intent['last_payment_error'];
    if (intent.status === 'requires_payment_method' && isJsonObject(error)) throw cardRefused(error, intent);
    return intent;
  }

  /** One attempt with a card: paid, authorized, refused, or on its way to 3D Secure. */
  charge(
    payment: StripePayment,
    method: StripeMethod,
    returnUrl: string | null,
    cause: CausingRequest | null,
  ): StripePayment {
    const { resource, outcome } = method;
    this.ledger.putMethod(method);
    if (outcome === 'challenge') {
      const action = { url: `${this.host.url}/stripe/3ds/${payment.intent.id}`, return_url: returnUrl };
      return this.turn(payment, 'requires_action', { failure: null, method: resource, action }, cause);
    }
    if (outcome !== 'paid') {
      return this.turn(payment, 'payment_failed', { failure: outcome, method: resource }, cause);
    }
    return this.turn(payment, paidStatus(payment.intent), { failure: null, method: resource }, cause);
  }

  /** The shopper's answer to 3D Secure. Nothing happens to an intent that does not wait for one. */
  answerChallenge(id: string, isPassed: boolean): StripePayment {
    const payment = this.existing(id);
    if (payment.intent.status !== 'requires_action') return payment;
    const method = this.ledger.method(textField(payment.intent, 'payment_method') ?? '', unixNow())?.resource ?? null;
    if (!isPassed) return this.turn(payment, 'payment_failed', { failure: AUTHENTICATION_FAILURE, method }, null);
    return this.turn(payment, paidStatus(payment.intent), { failure: null, method }, null);
  }

  capture(id: string, body: JsonObject, cause: CausingRequest): StripeIntent {
    const params = new StripeParams(body, CAPTURE_INTENT);
    const payment = this.existing(id);
    const { intent } = payment;
    if (intent.status !== 'requires_capture') throw unexpectedState('capture', intent);
    const captured = params.positive('amount_to_capture') ?? intent.amount_capturable;
    if (captured > intent.amount_capturable) {
      const message = `The remaining amount that can be captured for this PaymentIntent is ${intent.amount_capturable}.`;
      throw invalidParam('amount_to_capture', message, 'amount_too_large');
    }
    return this.turn(payment, 'succeeded', { failure: null, captured }, cause).intent;
  }

  cancel(id: string, body: JsonObject, cause: CausingRequest): StripeIntent {
    const params = new StripeParams(body, ['cancellation_reason', 'expand']);
    const reasons = ['duplicate', 'fraudulent', 'requested_by_customer', 'abandoned'] as const;
    const reason = params.choice('cancellation_reason', reasons);
    const payment = this.existing(id);
    if (['succeeded', 'canceled'].includes(payment.intent.status)) throw unexpectedState('cancel', payment.intent);
    return this.turn(payment, 'canceled', { failure: reason }, cause).intent;
  }

  existing(id: string): StripePayment {
    const payment = this.ledger.payment(id);
    if (payment) return payment;
    throw noSuch('payment_intent', id, 'intent');
  }

  keep(turned: Turned, cause: CausingRequest | null): StripePayment {
    this.host.tell(this.ledger.keep(turned, unixNow(), cause));
    return turned.payment;
  }

  private turn(
    payment: StripePayment,
    turn: Parameters<typeof turnStripePayment>[1],
    details: TurnDetails,
    cause: CausingRequest | null,
  ): StripePayment {
    return this.keep(turnStripePayment(payment, turn, details, unixNow()), cause);
  }

  private methodFor(params: StripeParams, intent: StripeIntent): StripeMethod {
    if (params.has('payment_method_data')) {
      const data = params.object('payment_method_data');
      return cardMethod(isJsonObject(data['card']) ? data['card'] : {}, unixNow());
    }
    const id = params.text('payment_method') ?? textField(intent, 'payment_method');
    if (id === null) throw missingParam('payment_method');
    const method = this.ledger.method(id, unixNow());
    if (method === null) throw noSuchParam('PaymentMethod', id, 'payment_method');
    return method;
  }
}

export function newIntentId(): string {
  return `pi_3R${randomToken(22)}`;
}

export function unixNow(): number {
  return Math.floor(Date.now() / 1000);
}

function currencyOf(params: StripeParams): string {
  const currency = params.requiredText('currency').toLowerCase();
  if (/^[a-z]{3}$/.test(currency)) return currency;
  throw invalidParam('currency', `Invalid currency: ${currency}`);
}

function paidStatus(intent: StripeIntent): 'succeeded' | 'requires_capture' {
  return intent['capture_method'] === 'manual' ? 'requires_capture' : 'succeeded';
}

/** The parameters of a creation that are the confirmation's. */
function confirmation(body: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(body).filter(([name]) => CONFIRM_INTENT.includes(name)));
}
