import createClient, { type Client } from 'openapi-fetch';
import type { paths } from './generated/api.js';
import { PasarelaError } from './pasarela.error.js';
import type { PaymentState } from './payment.state.js';
import { PaymentWatch, type WaitOptions, type WatchOptions } from './payment.watch.js';
import type {
  Bank,
  Cart,
  GatewayOption,
  NewCart,
  Order,
  PaymentRequest,
  PaymentResult,
  PaymentSession,
  Terms,
} from './storefront.types.js';

export interface PasarelaClientOptions {
  /** Where the API is: `https://pay.shop.example`. Empty: the page's own origin. */
  readonly baseUrl: string;
  /** `pk_…`: public by nature. */
  readonly publishableKey: string;
  /** Default: the platform's own. */
  readonly fetch?: typeof globalThis.fetch;
}

/** A storefront's side of Pasarela. Every method throws a PasarelaError when the API says no or cannot be reached. */
export class PasarelaClient {
  /** Any call of the API, typed by its OpenAPI document; answers `{ data, error, response }` and throws on no answer. */
  readonly api: Client<paths>;
  private readonly watching: PaymentWatch;

  constructor({ baseUrl, publishableKey, fetch = globalThis.fetch }: PasarelaClientOptions) {
    const send = async (request: Request): Promise<Response> => {
      try {
        return await fetch(request);
      } catch (error) {
        throw request.signal.aborted ? error : PasarelaError.unreachable(error);
      }
    };
    const headers = { 'x-publishable-api-key': publishableKey };
    this.api = createClient<paths>({ baseUrl: baseUrl.replace(/\/+$/, ''), headers, fetch: send });
    this.watching = new PaymentWatch(this);
  }

  async createCart(cart: NewCart): Promise<Cart> {
    return answer(await this.api.POST('/store/carts', { body: cart })).cart;
  }

  async cart(id: string, signal?: AbortSignal): Promise<Cart> {
    return answer(await this.api.GET('/store/carts/{id}', { params: { path: { id } }, ...within(signal) })).cart;
  }

  /** Makes the cart's order; the same one however often it is called. */
  async completeCart(id: string): Promise<Order> {
    return answer(await this.api.POST('/store/carts/{id}/complete', { params: { path: { id } } })).order;
  }

  /** Says that the shopper is back from the gateway, for the shop's own records: nothing depends on it. */
  async noteReturn(id: string): Promise<void> {
    const { error, response } = await this.api.POST('/store/carts/{id}/return', { params: { path: { id } } });
    if (!response.ok) throw PasarelaError.of(response, error);
  }

  /** Puts the last rejected payment aside: the shopper tries again. */
  async dismissPaymentError(id: string): Promise<void> {
    const { error, response } = await this.api.DELETE('/store/carts/{id}/payment-error', { params: { path: { id } } });
    if (!response.ok) throw PasarelaError.of(response, error);
  }

  async order(id: string, signal?: AbortSignal): Promise<Order> {
    return answer(await this.api.GET('/store/orders/{id}', { params: { path: { id } }, ...within(signal) })).order;
  }

  /** The cart's order, or null when it has none. */
  async orderOfCart(cartId: string, signal?: AbortSignal): Promise<Order | null> {
    const path = { cart_id: cartId };
    const got = await this.api.GET('/store/cart/{cart_id}/order', { params: { path }, ...within(signal) });
    return got.response.status === 404 ? null : answer(got).order;
  }

  /** The result of a payment that came before the order, or null when there is none. */
  async paymentResult(cartId: string, signal?: AbortSignal): Promise<PaymentResult | null> {
    const path = { cart_id: cartId };
    const got = await this.api.GET('/store/payment-status/{cart_id}', { params: { path }, ...within(signal) });
    return got.response.status === 404 ? null : (answer(got).payment_result ?? null);
  }

  /** The gateways that a shopper can choose from, with their methods. */
  async gateways(signal?: AbortSignal): Promise<GatewayOption[]> {
    return answer(await this.api.GET('/store/payments/config', within(signal))).gateways;
  }

  /** The banks that PSE offers at a gateway. */
  async pseBanks(provider: string, signal?: AbortSignal): Promise<Bank[]> {
    const params = { query: { provider } };
    return answer(await this.api.GET('/store/payments/pse-banks', { params, ...within(signal) })).banks;
  }

  /** What the shopper agrees to by paying through a gateway without seeing its page. */
  async terms(provider: string, signal?: AbortSignal): Promise<Terms[]> {
    return answer(await this.api.GET('/store/payments/terms', { params: { query: { provider } }, ...within(signal) }))
      .terms;
  }

  /**
   * Begins a payment of the cart; `next_action` says what the shopper does next. The same idempotency key with the same request
   * answers the same session: a lost answer or a double click makes no second payment.
   */
  async startPayment(cartId: string, request: PaymentRequest, idempotencyKey?: string): Promise<PaymentSession> {
    const headers = idempotencyKey === undefined ? {} : { 'idempotency-key': idempotencyKey };
    const params = { path: { id: cartId } };
    const got = await this.api.POST('/store/carts/{id}/payments', { params, body: request, headers });
    return answer(got).payment_session;
  }

  /** A payment that was begun. Where its next action is still to come, the gateway is asked. */
  async paymentSession(id: string, signal?: AbortSignal): Promise<PaymentSession> {
    const got = await this.api.GET('/store/payment-sessions/{id}', { params: { path: { id } }, ...within(signal) });
    return answer(got).payment_session;
  }

  /**
   * Waits until the cart's payment is paid or refused, and answers what it came to; after `timeoutMs` what it is then, which may
   * be `pending`. Server-sent events tell of it at once; where they do not come through it is asked for every `pollMs`.
   * @throws PasarelaError when the key is refused; the signal's reason when it is aborted.
   */
  async waitForPayment(cartId: string, options: WaitOptions = {}): Promise<PaymentState> {
    return this.watching.wait(cartId, options);
  }

  /** Tells every change of the cart's payment until the signal is aborted. @throws like waitForPayment. */
  async watchPayment(cartId: string, options: WatchOptions): Promise<void> {
    return this.watching.watch(cartId, options);
  }
}

export function createPasarelaClient(options: PasarelaClientOptions): PasarelaClient {
  return new PasarelaClient(options);
}

/** What openapi-fetch answers, whichever the call. */
interface Got<T> {
  readonly data?: T;
  readonly error?: unknown;
  readonly response: Response;
}

function answer<T>({ data, error, response }: Got<T>): T {
  if (data === undefined) throw PasarelaError.of(response, error);
  return data;
}

function within(signal: AbortSignal | undefined): { signal?: AbortSignal } {
  return signal ? { signal } : {};
}
