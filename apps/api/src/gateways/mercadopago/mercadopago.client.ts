import { type GatewayHttp, type GatewayWrite, SAFE_RETRIES } from '../gateway.http.js';
import type { JsonReader } from '../json.reader.js';
import type { MercadoPagoConfig } from './mercadopago.config.js';

/** A page of payments stays well below the answer's size limit: one is about 5 KB. */
export const SEARCH_PAGE_SIZE = 50;

/** MercadoPago's payments API, as far as Pasarela reads it. Errors: see GatewayHttp. */
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
    return this.http.putJson(url, change, this.written(idempotencyKey));
  }

  /** The refund; an empty object when this key was answered before. @throws GatewayRefusal */
  createRefund(paymentId: string, refund: object, idempotencyKey: string): Promise<JsonReader> {
    const url = `${this.config.baseUrl}/v1/payments/${encodeURIComponent(paymentId)}/refunds`;
    return this.http.postJson(url, refund, this.written(idempotencyKey));
  }

  private written(idempotencyKey: string): GatewayWrite {
    return {
      headers: { authorization: `Bearer ${this.config.accessToken}`, 'x-idempotency-key': idempotencyKey },
      retries: SAFE_RETRIES,
      refusalCode: (refusal) => refusal.optionalList('cause')[0]?.optionalId('code') ?? refusal.optionalString('error'),
    };
  }

  private get(path: string): Promise<JsonReader | null> {
    return this.http.getJson(`${this.config.baseUrl}${path}`, { authorization: `Bearer ${this.config.accessToken}` });
  }
}
