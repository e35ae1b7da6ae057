import { DomainError } from '../common/errors.js';
import type { Money } from '../common/money.js';
import { ProblemError } from '../common/problem.errors.js';
import type { PaymentEvent } from '../payments/payment-event.js';

/**
 * The ways to pay, in our words. `checkout` is the gateway's own page with all of its methods, `card` that page for cards
 * alone; `widget` and `payment_intent` are for storefronts that embed the gateway's own fields. A card's number is typed
 * into the gateway's page, widget or element and nowhere else.
 */
export const PAYMENT_METHODS = [
  'checkout',
  'card',
  'widget',
  'payment_intent',
  'pse',
  'nequi',
  'daviplata',
  'bancolombia_transfer',
  'bancolombia_qr',
  'bancolombia_collect',
  'efecty',
] as const;
export type PaymentMethod = (typeof PAYMENT_METHODS)[number];

/** Who pays, as far as the method asks for it. It goes to the gateway and is kept nowhere. */
export interface PayingCustomer {
  readonly email: string | null;
  readonly fullName: string | null;
  /** Digits, with or without a country code before them. */
  readonly phoneNumber: string | null;
  readonly legalId: string | null;
  readonly legalIdType: string | null;
  readonly userType: 'natural' | 'legal' | null;
  /** Null when it is not known; some gateways want it for bank transfers. */
  readonly ipAddress: string | null;
}

/** One attempt to pay, as a gateway is asked to begin it. Beginning the same one again must not begin a second payment. */
export interface StartPayment {
  readonly sessionId: string;
  /** What the gateway is to name it by; see `orders/cart.reference.ts`. */
  readonly reference: string;
  readonly cartId: string;
  readonly amount: Money;
  readonly method: PaymentMethod;
  /** What the shopper reads at the bank: short, plain. */
  readonly description: string;
  /** Where the gateway sends the shopper afterwards. */
  readonly returnUrl: string;
  readonly customer: PayingCustomer;
  /** For PSE: one of `banks()`. */
  readonly bankCode: string | null;
  readonly expiresAt: Date;
  /** The same for every try of this attempt. */
  readonly idempotencyKey: string;
}

/** What the storefront does next; its JSON is the API's, so its names are too. */
export type NextAction =
  | { readonly type: 'redirect'; readonly url: string }
  | {
      readonly type: 'widget';
      readonly script_url: string;
      readonly parameters: Readonly<Record<string, string | number | Readonly<Record<string, string>>>>;
    }
  | { readonly type: 'confirm'; readonly client_secret: string; readonly publishable_key: string }
  | { readonly type: 'wait'; readonly message_code: 'confirm_in_app' }
  | { readonly type: 'qr'; readonly image_base64: string; readonly mime: string }
  | {
      readonly type: 'voucher';
      readonly url: string | null;
      readonly reference: string | null;
      readonly agreement_code: string | null;
      readonly expires_at: string | null;
    };

/** What beginning it, or looking at it again, came to. */
export interface StartedPayment {
  /** The gateway's id of the payment, where there is a payment already: what `PaymentEvent.transactionId` will be. */
  readonly transactionId: string | null;
  /** The gateway's id of what leads to one: a preference, a checkout session. */
  readonly gatewayObjectId: string | null;
  /** Null: it is still to come (ask `follow`), or the payment is over. */
  readonly nextAction: NextAction | null;
  /** Until when the shopper may pay, where the gateway says so itself. */
  readonly expiresAt: Date | null;
  /** The gateway's own word on the payment, to be applied like any; null where its answer is none. */
  readonly payment: PaymentEvent | null;
}

/** What is known of an attempt that was begun. */
export interface BegunPayment {
  readonly method: PaymentMethod;
  readonly reference: string;
  readonly transactionId: string | null;
  readonly gatewayObjectId: string | null;
}

export interface Bank {
  readonly code: string;
  readonly name: string;
}

/** Something that the shopper agrees to by paying, and must be shown where no page of the gateway does it. */
export interface Terms {
  readonly kind: 'end_user_policy' | 'personal_data';
  readonly url: string;
}

/** What a storefront may know of a gateway. Never a secret. */
export interface PublicGatewayConfig {
  /** Null where the gateway's hosted page needs none. */
  readonly publicKey: string | null;
  readonly environment: 'test' | 'production';
  /** Of the gateway's own script, where one is embedded. */
  readonly scriptUrl: string | null;
}

/**
 * How a gateway begins payments. What it begins is told by webhooks later, like everything else; it moves no money here.
 * Calls throw GatewayUnavailableError when the gateway is away (nothing is lost: the same start may be asked again),
 * GatewayRefusal when it says no, ReferenceTakenError, and DomainError 422 for what a method needs and does not have.
 */
export interface PaymentStarter {
  readonly methods: readonly PaymentMethod[];
  /** ISO 4217, upper case. */
  readonly currencies: readonly string[];
  /** The methods that are begun without asking the gateway anything. */
  readonly unasked: readonly PaymentMethod[];
  /** The least that may be paid by a method, in the currency's minor unit; null: the gateway names none. */
  minimum(method: PaymentMethod, currency: string): bigint | null;
  publicConfig(): PublicGatewayConfig;
  start(request: StartPayment): Promise<StartedPayment>;
  /** Looks again at what was begun: a next action that was still to come, a payment that is over by now. */
  follow(begun: BegunPayment): Promise<StartedPayment>;
  /** The banks of PSE; absent where the gateway has none. */
  banks?(): Promise<readonly Bank[]>;
  /** What the shopper agrees to; absent where the gateway shows it itself. */
  terms?(): Promise<readonly Terms[]>;
  /** A cheap authenticated call: resolves when the gateway answers and takes our keys. */
  reach(): Promise<void>;
}

/** The gateway has seen this reference before and takes it only once: the attempt needs another. */
export class ReferenceTakenError extends DomainError {
  constructor(gateway: string) {
    super('reference_taken', `${gateway} has seen this reference before`, { status: 409 });
  }
}

/** The request cannot become a payment at this gateway; nothing was asked of it. */
export class NotPayableError extends ProblemError {
  constructor(code: string, message: string, extensions: Readonly<Record<string, unknown>> = {}) {
    super(code, message, { status: 422, extensions });
  }
}

/** The method needs something that the request does not say. `field` is its path in the request; the answer says it too. */
export class MissingDetailError extends NotPayableError {
  constructor(
    readonly field: string,
    message: string,
  ) {
    super('missing_detail', message, { field });
  }
}
