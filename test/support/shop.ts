import { until } from './until.js';

export interface Answer<T = Record<string, unknown>> {
  readonly status: number;
  readonly body: T;
}

export interface Order {
  readonly id: string;
  readonly display_id: number;
  readonly status: string;
  readonly payment_status: string;
  readonly amount: number;
}

/** Where the API is, and what it is called with. */
export interface ShopAddress {
  readonly url: string;
  readonly keys: { readonly publishable: string; readonly secret: string };
}

/** A storefront, its shopper and the merchant's database, as tests see them. */
export class Shop {
  constructor(private readonly application: ShopAddress) {}

  /** Calls the API with the publishable key. */
  call<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return this.send(method, path, { 'x-publishable-api-key': this.application.keys.publishable }, body);
  }

  /** Calls the API with the secret key. */
  merchant<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<Answer<T>> {
    return this.send(method, path, { authorization: `Bearer ${this.application.keys.secret}` }, body);
  }

  private async send<T>(
    method: string,
    path: string,
    credential: Record<string, string>,
    body: unknown,
  ): Promise<Answer<T>> {
    const sent =
      body === undefined
        ? { headers: credential }
        : { headers: { ...credential, 'content-type': 'application/json' }, body: JSON.stringify(body) };
    const response = await fetch(`${this.application.url}${path}`, { method, ...sent });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? {} : JSON.parse(text)) as T };
  }

  async cart(amount = 5_000_000, currency = 'COP'): Promise<string> {
    const { status, body } = await this.call<{ cart: { id: string } }>('POST', '/store/carts', { currency, amount });
    if (status !== 201) throw new Error(`cart refused: ${status}`);
    return body.cart.id;
  }

  async complete(cartId: string): Promise<Answer<{ order: Order }>> {
    return this.call('POST', `/store/carts/${cartId}/complete`);
  }

  async order(cartId: string): Promise<Order | null> {
    const { status, body } = await this.call<{ order: Order }>('GET', `/store/cart/${cartId}/order`);
    return status === 200 ? body.order : null;
  }

  async paymentResult(cartId: string): Promise<{ status: string; transaction_id: string } | null> {
    const { body } = await this.call<{ payment_result?: { status: string; transaction_id: string } }>(
      'GET',
      `/store/payment-status/${cartId}`,
    );
    return body.payment_result ?? null;
  }

  async untilOrder(cartId: string, paymentStatus: string): Promise<Order> {
    const seen: Order[] = [];
    await until(`the order of ${cartId} is ${paymentStatus}`, async () => {
      const order = await this.order(cartId);
      if (order) seen.push(order);
      return order?.payment_status === paymentStatus;
    });
    return seen.at(-1) as Order;
  }

  async untilResult(cartId: string, status: string): Promise<void> {
    await until(
      `the result of ${cartId} is ${status}`,
      async () => (await this.paymentResult(cartId))?.status === status,
    );
  }
}
