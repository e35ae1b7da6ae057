import { GatewayUnavailableError } from '../../common/errors.js';
import { type GatewayHttp, SAFE_RETRIES } from '../gateway.http.js';
import type { JsonReader } from '../json.reader.js';
import type { WompiConfig } from './wompi.config.js';
import { refusalCode } from './wompi.refusal.js';

/** Wompi's largest page; more transactions under one reference is no shopper's doing. */
const PAGE_SIZE = 200;

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

  /** Creates a transaction. Wompi knows no idempotency keys, so it is never sent twice: the reference tells what became of it. */
  createTransaction(body: object): Promise<JsonReader> {
    const headers = { authorization: `Bearer ${this.config.privateKey}` };
    return this.http.postJson(`${this.config.baseUrl}/transactions`, body, { headers, refusalCode });
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
