import { call, fieldsOf, listOf, textOf, type HttpAnswer, type JsonRecord } from '../http.client.js';
import type { Provider, SignedRequest } from './simulation.types.js';

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
    const typed = { ...headers, 'content-type': 'application/json' };
    return call(`${this.url}/store${path}`, { method, headers: typed, body: JSON.stringify(body) });
  }

  /** A call of the merchant, with the secret key. */
  merchant(path: string): Promise<HttpAnswer> {
    return call(`${this.url}/api${path}`, { headers: { authorization: `Bearer ${this.env['API_SECRET_KEY'] ?? ''}` } });
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
