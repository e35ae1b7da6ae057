import { fieldsOf, type HttpAnswer, type JsonRecord } from '../http.client.js';
import type { ApiClient } from '../simulation/api.client.js';
import type { Provider, SignedRequest } from '../simulation/simulation.types.js';

/** The merchant, as far as the demonstration needs one: gives money back, and looks at what became of events. */
export class DemoMerchant {
  constructor(private readonly api: ApiClient) {}

  /** Our id of the payment that a gateway's transaction is. */
  async paymentId(provider: Provider, reference: string, transactionId: string): Promise<string> {
    return String((await this.api.payment(provider, reference, transactionId))?.['id']);
  }

  /** What was captured of a payment, in minor units. */
  async capturedAmount(provider: Provider, reference: string, transactionId: string): Promise<unknown> {
    const id = await this.paymentId(provider, reference, transactionId);
    return fieldsOf(fieldsOf((await this.api.merchant(`/payments/${id}`)).body)['data'])['captured_amount'];
  }

  /** Orders a refund: of an amount, or without one of all that is left. */
  refund(paymentId: string, body: JsonRecord, idempotencyKey: string): Promise<HttpAnswer> {
    return this.api.instruct(`/payments/${paymentId}/refunds`, body, idempotencyKey);
  }

  /** A webhook comes in at the merchant's door. */
  receive(provider: Provider, request: SignedRequest): Promise<HttpAnswer> {
    return this.api.postWebhook(provider, request);
  }

  /** An event of the inbox. */
  async event(id: string): Promise<JsonRecord> {
    return fieldsOf(fieldsOf((await this.api.merchant(`/webhook-events/${id}`)).body)['data']);
  }
}
