import { fieldsOf, type JsonRecord } from '../http.client.js';
import { LauncherError } from '../launcher-error.js';
import { problemOf, type ApiClient } from '../simulation/api.client.js';

/** What the shop of the demonstration sells, in minor units. */
export const AMOUNT_MINOR = 5_000_000;
export const CURRENCY = 'COP';

/** A payment that was begun at a gateway. */
export interface PaymentSession {
  readonly id: string;
  /** The name under which the gateway knows it. */
  readonly reference: string;
}

export type StartAnswer =
  | { readonly status: number; readonly session: PaymentSession; readonly problem: null }
  | { readonly status: number; readonly session: null; readonly problem: string };

/** A storefront, as far as the demonstration needs one. */
export class DemoShop {
  constructor(private readonly api: ApiClient) {}

  /** Makes a cart and resolves to its id. @throws LauncherError when the API refuses. */
  async newCart(): Promise<string> {
    const items = [{ title: 'Café de origen, 500 g', quantity: 2, unit_amount: AMOUNT_MINOR / 2 }];
    const answer = await this.api.store('POST', '/carts', { currency: CURRENCY, items });
    if (answer.status === 201) return String(fieldsOf(fieldsOf(answer.body)['cart'])['id']);
    throw new LauncherError(`La API no hizo el carrito: ${problemOf(answer)}`);
  }

  /** `POST /store/carts/:id/payments`: begins a payment, or says why not. */
  async startPayment(cartId: string, request: JsonRecord): Promise<StartAnswer> {
    const answer = await this.api.store('POST', `/carts/${cartId}/payments`, request);
    const begun = fieldsOf(fieldsOf(answer.body)['payment_session']);
    const session = { id: String(begun['id']), reference: String(begun['reference']) };
    return answer.status < 300
      ? { status: answer.status, session, problem: null }
      : { status: answer.status, session: null, problem: problemOf(answer) };
  }

  /** A payment session as it is now. */
  async session(id: string): Promise<JsonRecord> {
    return fieldsOf(fieldsOf((await this.api.store('GET', `/payment-sessions/${id}`)).body)['payment_session']);
  }

  /** Completes a cart: the status of the answer and the order. */
  async complete(cartId: string): Promise<{ readonly status: number; readonly order: JsonRecord }> {
    const { status, body } = await this.api.store('POST', `/carts/${cartId}/complete`);
    return { status, order: fieldsOf(fieldsOf(body)['order']) };
  }

  async order(id: string): Promise<JsonRecord> {
    return fieldsOf(fieldsOf((await this.api.store('GET', `/orders/${id}`)).body)['order']);
  }

  /** The status of the result that came before the order; undefined while there is none. */
  async earlyResult(cartId: string): Promise<unknown> {
    const { body } = await this.api.store('GET', `/payment-status/${cartId}`);
    return fieldsOf(fieldsOf(body)['payment_result'])['status'];
  }

  /** The status of the cart's payment error; undefined while there is none. */
  async paymentError(cartId: string): Promise<unknown> {
    const { body } = await this.api.store('GET', `/carts/${cartId}`);
    return fieldsOf(fieldsOf(fieldsOf(fieldsOf(body)['cart'])['metadata'])['payment_error'])['status'];
  }
}
