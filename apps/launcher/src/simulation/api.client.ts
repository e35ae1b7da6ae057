import { call, fieldsOf, listOf, textOf, type HttpAnswer, type JsonRecord } from '../http.client.js';
import type { Provider, SignedRequest } from './simulation.types.js';

const JSON_TYPE = { 'content-type': 'application/json' };

/** A running Pasarela, as gateways, storefronts and merchants call it. */
export class ApiClient {
  constructor(
    readonly url: string,
    private readonly env: NodeJS.ProcessEnv,
  ) {}

  /** Can it look things up under `/api`? */
  get hasSecretKey(): boolean {
    return Boolean(this.env['API_SECRET_KEY']);
  }

  postWebhook(provider: Provider, { query, headers, body }: SignedRequest): Promise<HttpAnswer> {
    const search = new URLSearchParams(query).toString();
    return call(`${this.url}/webhooks/${provider}${search === '' ? '' : `?${search}`}`, {
      method: 'POST',
      headers,
      body,
    });
  }

  /** A call of a storefront, with the publishable key. */
  store(method: 'GET' | 'POST', path: string, body?: JsonRecord): Promise<HttpAnswer> {
    const headers = { 'x-publishable-api-key': this.env['STORE_PUBLISHABLE_KEY'] ?? '' };
    if (body === undefined) return call(`${this.url}/store${path}`, { method, headers });
    const typed = { ...headers, ...JSON_TYPE };
    return call(`${this.url}/store${path}`, { method, headers: typed, body: JSON.stringify(body) });
  }

  /** What the merchant asks for, with the secret key. */
  merchant(path: string): Promise<HttpAnswer> {
    return call(`${this.url}/api${path}`, { headers: this.merchantHeaders });
  }

  /** What the merchant orders; under the same key it is done once. */
  instruct(path: string, body: JsonRecord, idempotencyKey: string): Promise<HttpAnswer> {
    const headers = { ...this.merchantHeaders, ...JSON_TYPE, 'idempotency-key': idempotencyKey };
    return call(`${this.url}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
  }

  private get merchantHeaders(): Record<string, string> {
    return { authorization: `Bearer ${this.env['API_SECRET_KEY'] ?? ''}` };
  }

  /** The payment of a gateway's transaction; null when there is none, or none to be seen. */
  async payment(provider: Provider, reference: string, transactionId: string): Promise<JsonRecord | null> {
    const query = new URLSearchParams({ provider, reference, limit: '100' });
    const { body } = await this.merchant(`/payments?${query.toString()}`);
    return listOf(fieldsOf(body)['data']).find((payment) => payment['transaction_id'] === transactionId) ?? null;
  }

  async order(id: string): Promise<JsonRecord | null> {
    const { status, body } = await this.merchant(`/orders/${encodeURIComponent(id)}`);
    return status === 200 ? fieldsOf(fieldsOf(body)['data']) : null;
  }
}

/** The message of a problem document. */
export function problemOf({ status, body }: HttpAnswer): string {
  const { code, message } = fieldsOf(body);
  return `${status} ${textOf(code) ?? ''}${textOf(message) === null ? '' : `: ${String(message)}`}`;
}
