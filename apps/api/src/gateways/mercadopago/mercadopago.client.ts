import { type GatewayHttp, type GatewayWrite, SAFE_RETRIES } from '../gateway.http.js';
import type { JsonReader } from '../json.reader.js';
import type { MercadoPagoConfig } from './mercadopago.config.js';
import { refusalCode } from './mercadopago.refusal.js';

/** A page of payments stays well below the answer's size limit: one is about 5 KB. */
export const SEARCH_PAGE_SIZE = 50;

/**
 * MercadoPago's API, as far as Pasarela uses it, without its SDK: that one keeps the idempotency key of one call for the
 * next (docs/adr/0009-how-gateways-are-called.md). Errors: see GatewayHttp.
 */
export class MercadoPagoClient {
  constructor(
    private readonly config: Pick<MercadoPagoConfig, 'baseUrl' | 'accessToken'>,
    private readonly http: GatewayHttp,
  ) {}

  /** A payment; null when it does not exist or is not ours. */
  getPayment(id: string): Promise<JsonReader | null> {
    return this.get(`/v1/payments/${encodeURIComponent(id)}`);
  }

  /** `{paging, results: [payment, …]}`: one page of the payments under an external reference, of the last 12 months. */
  searchByReference(reference: string, offset: number): Promise<JsonReader | null> {
    const query = new URLSearchParams({
      external_reference: reference,
      sort: 'date_created',
      criteria: 'desc',
      limit: String(SEARCH_PAGE_SIZE),
      offset: String(offset),
    });
    return this.get(`/v1/payments/search?${query.toString()}`);
  }

  /** One page of the payments whose last change lies between two moments. */
  searchByUpdate(since: Date, until: Date, offset: number): Promise<JsonReader | null> {
    const query = new URLSearchParams({
      range: 'date_last_updated',
      begin_date: since.toISOString(),
      end_date: until.toISOString(),
      sort: 'date_last_updated',
      criteria: 'desc',
      limit: String(SEARCH_PAGE_SIZE),
      offset: String(offset),
    });
    return this.get(`/v1/payments/search?${query.toString()}`);
  }

  /** The payment, changed. @throws GatewayRefusal */
  updatePayment(id: string, change: object, idempotencyKey: string): Promise<JsonReader> {
    const url = `${this.config.baseUrl}/v1/payments/${encodeURIComponent(id)}`;
    return this.http.putJson(url, change, this.write(idempotencyKey));
  }

  /** The refund; an empty object when this key was answered before. @throws GatewayRefusal */
  createRefund(paymentId: string, refund: object, idempotencyKey: string): Promise<JsonReader> {
    return this.post(`/v1/payments/${encodeURIComponent(paymentId)}/refunds`, refund, idempotencyKey);
  }

  /** Creates a payment; asked again under the same key, MercadoPago answers the same payment. */
  createPayment(body: object, idempotencyKey: string): Promise<JsonReader> {
    return this.post('/v1/payments', body, idempotencyKey);
  }

  /** Creates a preference: what leads to Checkout Pro. It is no payment yet. */
  createPreference(body: object, idempotencyKey: string): Promise<JsonReader> {
    return this.post('/checkout/preferences', body, idempotencyKey);
  }

  /** The ways to pay of the account's country; PSE with its banks among them. */
  listMethods(): Promise<readonly JsonReader[]> {
    return this.http.getList(`${this.config.baseUrl}/v1/payment_methods`, this.authorization(), SAFE_RETRIES);
  }

  private post(path: string, body: object, idempotencyKey: string): Promise<JsonReader> {
    return this.http.postJson(`${this.config.baseUrl}${path}`, body, this.write(idempotencyKey));
  }

  private write(idempotencyKey: string): GatewayWrite {
    const headers = { ...this.authorization(), 'x-idempotency-key': idempotencyKey };
    return { headers, retries: SAFE_RETRIES, refusalCode };
  }

  private get(path: string): Promise<JsonReader | null> {
    return this.http.getJson(`${this.config.baseUrl}${path}`, this.authorization());
  }

  private authorization(): Record<string, string> {
    return { authorization: `Bearer ${this.config.accessToken}` };
  }
}
