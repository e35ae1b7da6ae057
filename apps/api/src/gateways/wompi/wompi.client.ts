import { GatewayUnavailableError } from '../../common/errors.js';
import { type GatewayHttp, SAFE_RETRIES } from '../gateway.http.js';
import type { JsonReader } from '../json.reader.js';
import type { WompiConfig } from './wompi.config.js';
import { refusalCode } from './wompi.refusal.js';

/** Wompi's largest page; more transactions under one reference is no shopper's doing. */
const PAGE_SIZE = 200;
/** A page of lists that go on: half of the largest stays well below the answer's size limit. */
export const RECENT_PAGE_SIZE = 100;

/** Wompi's REST API, as far as Pasarela uses it. Errors: see GatewayHttp. */
export class WompiClient {
  constructor(
    private readonly config: Pick<WompiConfig, 'baseUrl' | 'privateKey' | 'publicKey'>,
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
  voidTransaction(id: string, amountInCents: number): Promise<JsonReader> {
    return this.post(`/transactions/${encodeURIComponent(id)}/void`, { amount_in_cents: amountInCents });
  }

  /** `{data: refund}`. @throws GatewayRefusal */
  createRefund(refund: object): Promise<JsonReader> {
    return this.post('/refunds', refund);
  }

  /** `{data: refund}`; null when Wompi knows none by this id. */
  getRefund(id: string): Promise<JsonReader | null> {
    return this.get(`/refunds/${encodeURIComponent(id)}`);
  }

  /** Creates a transaction. Wompi knows no idempotency keys, so it is never sent twice: the reference tells what became of it. */
  createTransaction(body: object): Promise<JsonReader> {
    return this.post('/transactions', body);
  }

  /** `{data: {presigned_acceptance, presigned_personal_data_auth, …}}`, with tokens that nobody has used. */
  async getMerchant(): Promise<JsonReader | null> {
    const { baseUrl, publicKey } = this.config;
    const announced = await this.http
      .getJson(`${baseUrl}/merchants/info`, { 'x-merchant-public-key': publicKey }, SAFE_RETRIES)
      .catch(nullIfRefused);
    // The path of before 2026-11, which older installations of Wompi still have.
    return announced ?? this.http.getJson(`${baseUrl}/merchants/${encodeURIComponent(publicKey)}`, {}, SAFE_RETRIES);
  }

  /** `{data: [{financial_institution_code, financial_institution_name}, …]}`. */
  getBanks(): Promise<JsonReader | null> {
    return this.get('/pse/financial_institutions', SAFE_RETRIES);
  }

  /** Wompi takes no idempotency key: what was not answered is looked for, never sent again. */
  private post(path: string, body: object): Promise<JsonReader> {
    const headers = { authorization: `Bearer ${this.config.privateKey}` };
    return this.http.postJson(`${this.config.baseUrl}${path}`, body, { headers, refusalCode });
  }

  private get(path: string, retries = 0): Promise<JsonReader | null> {
    const headers = { authorization: `Bearer ${this.config.privateKey}` };
    return this.http.getJson(`${this.config.baseUrl}${path}`, headers, retries);
  }
}

/** A Wompi that does not know the path says so in one of several ways; one that is away says nothing of the path. */
function nullIfRefused(error: unknown): null {
  if (error instanceof GatewayUnavailableError && error.code !== 'gateway_unauthorized') throw error;
  return null;
}
