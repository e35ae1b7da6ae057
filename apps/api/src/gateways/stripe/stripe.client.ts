import Stripe from 'stripe';
import { DomainError, GatewayUnavailableError, TransientError } from '../../common/errors.js';
import { readAnswer } from '../answer.reader.js';
import { type GatewayHttp, SAFE_RETRIES } from '../gateway.http.js';
import { GatewayRefusal } from '../gateway.refusal.js';
import { codeFrom } from '../gateway.text.js';
import { JsonError } from '../json.parser.js';
import { JsonReader } from '../json.reader.js';
import type { StripeConfig } from './stripe.config.js';

/** The library's own deadline stands behind ours, so that ours is the one that names what happened. */
const DEADLINE_SLACK_MS = 1_000;
const SEARCH_LIMIT = 100;
const EVENT_PAGE_SIZE = 100;
const REFUND_PAGE_SIZE = 100;
const METADATA_KEYS = ['reference', 'cart_id', 'order_id'];

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
 * same errors, no retries of its own.
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
    const page = await this.stripe.paymentIntents
      .search({ query, limit: SEARCH_LIMIT, expand: ['data.latest_charge'] })
      .catch((error: unknown) => {
        throw translate(error);
      });
    return readAnswer('stripe', () => JsonReader.fromText(JSON.stringify({ data: page.data })).list('data'));
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
    const page = await this.stripe.events.list(parameters).catch((error: unknown) => {
      throw translate(error);
    });
    return readAnswer('stripe', () => ({ events: listedEvents(page.data), hasMore: page.has_more }));
  }

  /** Captures an authorized payment: the intent, or the charge that belongs to none. @throws GatewayRefusal */
  capture(id: string, amount: number, idempotencyKey: string): Promise<JsonReader> {
    const options = { idempotencyKey };
    if (!isIntentId(id)) return written(this.stripe.charges.capture(id, { amount }, options));
    const parameters = { amount_to_capture: amount, expand: ['latest_charge'] };
    return written(this.stripe.paymentIntents.capture(id, parameters, options));
  }

  /** Cancels an intent: what was authorized is let go. @throws GatewayRefusal */
  cancel(id: string, idempotencyKey: string): Promise<JsonReader> {
    return written(this.stripe.paymentIntents.cancel(id, {}, { idempotencyKey }));
  }

  /** @throws GatewayRefusal */
  createRefund(
    paymentId: string,
    refund: { readonly amount: number; readonly metadata: Readonly<Record<string, string>> },
    idempotencyKey: string,
  ): Promise<JsonReader> {
    return written(this.stripe.refunds.create({ ...refund, ...paymentParameter(paymentId) }, { idempotencyKey }));
  }

  /** The refunds of a payment, newest first; more than a page of them is no merchant's doing. */
  async listRefunds(paymentId: string): Promise<readonly JsonReader[]> {
    const parameters = { ...paymentParameter(paymentId), limit: REFUND_PAGE_SIZE };
    const page = await this.stripe.refunds.list(parameters).catch((error: unknown) => {
      throw translate(error);
    });
    return readAnswer('stripe', () => JsonReader.fromText(JSON.stringify({ data: page.data })).list('data'));
  }

  /** A payment intent with its latest charge; null when Stripe knows none by this id. */
  getIntent(id: string): Promise<JsonReader | null> {
    return readOne(this.stripe.paymentIntents.retrieve(id, { expand: ['latest_charge'] }));
  }

  /** A charge; null when Stripe knows none by this id. */
  getCharge(id: string): Promise<JsonReader | null> {
    return readOne(this.stripe.charges.retrieve(id));
  }
}

/** Payments are intents, or (older ones) charges. */
export function isIntentId(id: string): boolean {
  return id.startsWith('pi_');
}

function paymentParameter(id: string): { payment_intent: string } | { charge: string } {
  return isIntentId(id) ? { payment_intent: id } : { charge: id };
}

async function written(answer: Promise<object>): Promise<JsonReader> {
  const resource = await answer.catch((error: unknown) => {
    throw translate(error);
  });
  return readAnswer('stripe', () => JsonReader.fromText(JSON.stringify(resource)));
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

async function readOne(answer: Promise<object>): Promise<JsonReader | null> {
  try {
    const resource = await answer;
    return readAnswer('stripe', () => JsonReader.fromText(JSON.stringify(resource)));
  } catch (error) {
    if (error instanceof Stripe.errors.StripeInvalidRequestError && error.statusCode === 404) return null;
    throw error instanceof DomainError ? error : translate(error);
  }
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

/** Lets the library ask through our client, which throws our own errors before the library sees a refusal. */
function fetchThrough(http: GatewayHttp): typeof fetch {
  return async (input, init) => {
    const url = input instanceof Request ? input.url : input.toString();
    const headers = Object.fromEntries(new Headers(init?.headers).entries());
    const body = typeof init?.body === 'string' ? init.body : undefined;
    const method = init?.method ?? 'GET';
    // A write bears an idempotency key, so it may be repeated; what Stripe says against it is the library's to read.
    const isKeyed = headers['idempotency-key'] !== undefined;
    const retries = isKeyed ? SAFE_RETRIES : 0;
    const answer = await http.send(url, { method, headers, body, retries, keepsRefusals: method === 'POST' });
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
  if (isRefusal(error))
    return new GatewayRefusal('stripe', error.statusCode, codeFrom(error.decline_code ?? error.code));
  if (error instanceof Stripe.errors.StripeAPIError) {
    return new GatewayUnavailableError('gateway_bad_answer', 'stripe is unavailable (not_json)');
  }
  if (error instanceof Stripe.errors.StripeConnectionError) {
    return new GatewayUnavailableError('gateway_unreachable', 'stripe is unavailable (network error)');
  }
  return new TransientError('gateway_refused', `stripe refused the request (${error.type})`);
}

function isRefusal(
  error: InstanceType<typeof Stripe.errors.StripeError>,
): error is typeof error & { statusCode: number } {
  const { statusCode } = error;
  return statusCode !== undefined && statusCode >= 400 && statusCode < 500;
}
