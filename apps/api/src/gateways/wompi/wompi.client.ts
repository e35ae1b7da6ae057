import type { GatewayHttp } from '../gateway.http.js';
import type { JsonReader } from '../json.reader.js';
import type { WompiConfig } from './wompi.config.js';

/** Wompi's largest page; more transactions under one reference is no shopper's doing. */
const PAGE_SIZE = 200;
/** A page of lists that go on: half of the largest stays well below the answer's size limit. */
export const RECENT_PAGE_SIZE = 100;

/** Wompi's REST API, as far as Pasarela reads it. Errors: see GatewayHttp. */
export class WompiClient {
  constructor(
    private readonly config: Pick<WompiConfig, 'baseUrl' | 'privateKey'>,
    private readonly http: GatewayHttp,
  ) {}

  /** `{data: transaction}`; null when Wompi does not know it (or answers 404 to our key). */
  getTransaction(id: string): Promise<JsonReader | null> {
    return this.get(`/transactions/${encodeURIComponent(id)}`);
  }

  /** `{data: [transaction, …]}`: the transactions under a reference. */
  searchByReference(reference: string): Promise<JsonReader | null> {
    const query = new URLSearchParams({ reference, page: '1', page_size: String(PAGE_SIZE) });
    return this.get(`/transactions?${query.toString()}`);
  }

  /** `{data: [transaction, …]}`: one page of the transactions made from one day until another, both included. */
  searchByDay(fromDay: string, untilDay: string, page: number): Promise<JsonReader | null> {
    const query = new URLSearchParams({
      from_date: fromDay,
      until_date: untilDay,
      page: String(page),
      page_size: String(RECENT_PAGE_SIZE),
    });
    return this.get(`/transactions?${query.toString()}`);
  }

  /** `{data: {status, transaction}}`, or nothing at all. @throws GatewayRefusal */
  voidTransaction(id: string, amountInCents: bigint): Promise<JsonReader> {
    return this.post(`/transactions/${encodeURIComponent(id)}/void`, { amount_in_cents: Number(amountInCents) });
  }

  /** `{data: refund}`. @throws GatewayRefusal */
  createRefund(refund: object): Promise<JsonReader> {
    return this.post('/refunds', refund);
  }

  /** `{data: refund}`; null when Wompi knows none by this id. */
  getRefund(id: string): Promise<JsonReader | null> {
    return this.get(`/refunds/${encodeURIComponent(id)}`);
  }

  /** Wompi takes no idempotency key: what was not answered is looked for, never sent again. */
  private post(path: string, body: object): Promise<JsonReader> {
    return this.http.postJson(`${this.config.baseUrl}${path}`, body, {
      headers: { authorization: `Bearer ${this.config.privateKey}` },
      refusalCode: (refusal) => refusal.optionalString('error.type'),
    });
  }

  private get(path: string): Promise<JsonReader | null> {
    return this.http.getJson(`${this.config.baseUrl}${path}`, { authorization: `Bearer ${this.config.privateKey}` });
  }
}
