import Stripe from 'stripe';
import { DomainError, GatewayUnavailableError, TransientError } from '../../common/errors.js';
import { readAnswer } from '../answer.reader.js';
import { type GatewayHttp, SAFE_RETRIES } from '../gateway.http.js';
import { GatewayRefusal } from '../gateway.refusal.js';
import { isLabel } from '../gateway.text.js';
import { JsonError } from '../json.parser.js';
import { JsonReader } from '../json.reader.js';
import type { StripeConfig } from './stripe.config.js';

/** The library's own deadline stands behind ours, so that ours is the one that names what happened. */
const DEADLINE_SLACK_MS = 1_000;
const SEARCH_LIMIT = 100;
const EVENT_PAGE_SIZE = 100;
const METADATA_KEYS = ['reference', 'cart_id', 'order_id'];
const IDEMPOTENCY_HEADER = 'idempotency-key';

/** A window of events; `undelivered`: those alone that some endpoint has not taken (yet). */
export interface EventQuery {
  readonly since: Date;
  readonly until: Date;
  readonly undelivered: boolean;
}

/** One event of a list, with its JSON as it is kept. */
export interface ListedEvent {
  readonly id: string;
  readonly reader: JsonReader;
  readonly rawBody: Buffer;
}

/**
 * Stripe's API through Stripe's own library, over the HTTP client that all gateways share: same deadline, same limits,
 * same errors, no retries of its own (docs/adr/0009-how-gateways-are-called.md).
 */
export class StripeClient {
  private readonly stripe: Stripe;

  constructor(config: Pick<StripeConfig, 'secretKey' | 'baseUrl'>, http: GatewayHttp) {
    this.stripe = new Stripe(config.secretKey, {
      ...address(config.baseUrl),
      httpClient: Stripe.createFetchHttpClient(fetchThrough(http)),
      maxNetworkRetries: 0,
      telemetry: false,
      timeout: http.timeoutMs + DEADLINE_SLACK_MS,
    });
  }

  /**
   * The payment intents whose metadata holds a reference, with their latest charge. Stripe's index lags behind by up to a
   * minute. Errors: see GatewayHttp.
   */
  async searchByReference(reference: string): Promise<readonly JsonReader[]> {
    const query = METADATA_KEYS.map((key) => `metadata['${key}']:'${escapeQuoted(reference)}'`).join(' OR ');
    return this.list((stripe) =>
      stripe.paymentIntents.search({ query, limit: SEARCH_LIMIT, expand: ['data.latest_charge'] }),
    );
  }

  /** One page of events, newest first; the next one begins after the last id of it. Stripe shows 30 days. */
  async listEvents(
    { since, until, undelivered }: EventQuery,
    after: string | null,
  ): Promise<{ readonly events: readonly ListedEvent[]; readonly hasMore: boolean }> {
    const parameters: Stripe.EventListParams = {
      created: { gte: unixSeconds(since), lte: unixSeconds(until) },
      limit: EVENT_PAGE_SIZE,
      ...(undelivered ? { delivery_success: false } : {}),
      ...(after === null ? {} : { starting_after: after }),
    };
    const page = await this.ask((stripe) => stripe.events.list(parameters));
    return readAnswer('stripe', () => ({ events: listedEvents(page.data), hasMore: page.has_more }));
  }

  /**
   * Asks for one object by whichever call of the library, and reads it as untrusted.
   * @throws GatewayRefusal when Stripe refuses a write; else see GatewayHttp.
   */
  async object(call: (stripe: Stripe) => Promise<object>): Promise<JsonReader> {
    const answer = await this.ask(call);
    return readAnswer('stripe', () => JsonReader.fromText(JSON.stringify(answer)));
  }

  /** The same for one that may not exist; null when Stripe knows none. */
  async find(call: (stripe: Stripe) => Promise<object>): Promise<JsonReader | null> {
    return this.object(call).catch((error: unknown) => {
      if (error instanceof GatewayRefusal && error.httpStatus === 404) return null;
      throw error;
    });
  }

  /** The items of one page of a list. */
  async list(call: (stripe: Stripe) => Promise<{ data: object[] }>): Promise<readonly JsonReader[]> {
    const page = await this.ask(call);
    return readAnswer('stripe', () => JsonReader.fromText(JSON.stringify({ data: page.data })).list('data'));
  }

  /** Any call of the library. Throws as `object` does. */
  async ask<T>(call: (stripe: Stripe) => Promise<T>): Promise<T> {
    try {
      return await call(this.stripe);
    } catch (error) {
      throw translate(error);
    }
  }
}

function unixSeconds(time: Date): number {
  return Math.floor(time.getTime() / 1000);
}

/** @throws JsonError when it is no list of events. */
function listedEvents(data: unknown): ListedEvent[] {
  if (!Array.isArray(data)) throw new JsonError('wrong_type', 'data');
  return data.map((event: unknown) => {
    const text = JSON.stringify(event);
    const reader = JsonReader.fromText(text);
    return { id: reader.string('id'), reader, rawBody: Buffer.from(text) };
  });
}

/** Escapes what stands between single quotes in Stripe's query language. */
export function escapeQuoted(text: string): string {
  return text.replace(/[\\']/g, '\\$&');
}

function address(baseUrl: string | null): Pick<Stripe.StripeConfig, 'host' | 'port' | 'protocol'> {
  if (baseUrl === null) return {};
  const url = new URL(baseUrl);
  const protocol = url.protocol === 'http:' ? 'http' : 'https';
  return { host: url.hostname, port: url.port === '' ? (protocol === 'http' ? '80' : '443') : url.port, protocol };
}

const MISSING = '{"error":{"type":"invalid_request_error","code":"resource_missing"}}';

/**
 * Lets the library ask through our client, which throws our own errors before the library sees that Stripe is away. What
 * Stripe refuses of a write the library reads itself. A write under an idempotency key may be sent again.
 */
function fetchThrough(http: GatewayHttp): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    const headers = Object.fromEntries(new Headers(init?.headers).entries());
    const body = typeof init?.body === 'string' ? init.body : undefined;
    const method = init?.method ?? 'GET';
    const retries = IDEMPOTENCY_HEADER in headers ? SAFE_RETRIES : 0;
    const answer = await http.send(url, { method, headers, body, retries, keepsRefusals: method !== 'GET' });
    // A body-less 404 would be read as garbage: the library is told what it means.
    const bytes = answer.status === 404 && answer.body.length === 0 ? Buffer.from(MISSING) : answer.body;
    return new Response(new Uint8Array(bytes), { status: answer.status });
  };
}

/** The library wraps what its HTTP client throws; ours is inside. Its own errors quote answers, so they are not kept. */
function translate(error: unknown): Error {
  if (!(error instanceof Stripe.errors.StripeError))
    return error instanceof Error ? error : new Error('unknown failure');
  const { detail } = error as { detail?: unknown };
  if (detail instanceof DomainError) return detail;
  if (error.statusCode !== undefined && error.statusCode >= 400 && error.statusCode < 500) return refusal(error);
  if (error instanceof Stripe.errors.StripeAPIError) {
    return new GatewayUnavailableError('gateway_bad_answer', 'stripe is unavailable (not_json)');
  }
  if (error instanceof Stripe.errors.StripeConnectionError) {
    return new GatewayUnavailableError('gateway_unreachable', 'stripe is unavailable (network error)');
  }
  return new TransientError('gateway_refused', `stripe refused the request (${error.type})`);
}

/** 409 is another request under the same key at this moment: as good as no answer. */
function refusal({ statusCode = 400, code, type }: InstanceType<typeof Stripe.errors.StripeError>): Error {
  if (statusCode === 409) return new GatewayUnavailableError('gateway_busy', 'stripe is unavailable (status 409)');
  return new GatewayRefusal('stripe', statusCode, isLabel(code) ? code : isLabel(type) ? type : null);
}
