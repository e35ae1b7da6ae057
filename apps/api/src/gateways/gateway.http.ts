import { GatewayUnavailableError, TransientError } from '../common/errors.js';
import { traced, type Span, type SpanStart, type Tracer } from '../tracing/tracer.js';
import { type RefusalCode, refusalOf } from './gateway.refusal.js';
import { retrying } from './gateway.retry.js';
import { JsonError } from './json.parser.js';
import { JsonReader } from './json.reader.js';

const DEFAULT_TIMEOUT_MS = 10_000;
const DEFAULT_MAX_ANSWER_BYTES = 1024 * 1024;
const MAX_RETRY_AFTER_MS = 60 * 60 * 1000;

export interface GatewayHttpOptions {
  readonly gateway: string;
  /** From the first byte out to the last byte in. */
  readonly timeoutMs?: number;
  readonly maxAnswerBytes?: number;
  readonly tracer?: Tracer | null;
}

export interface GatewayRequest {
  readonly method?: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How often it may be sent again within the deadline: only what the gateway does once, however often it is asked. */
  readonly retries?: number;
  /** A refusal of this one request (4xx) is an answer, too. */
  readonly keepsRefusals?: boolean;
}

/** How something is written to a gateway. */
export interface GatewayWrite {
  readonly headers: Readonly<Record<string, string>>;
  /** Above 0 only under an idempotency key. */
  readonly retries?: number;
  readonly refusalCode: RefusalCode;
}

/** How often what may be repeated is: a read, a write under an idempotency key. */
export const SAFE_RETRIES = 2;

/** What a gateway answered: 2xx, or 404, which only the caller can judge; with `keepsRefusals` any other 4xx, too. */
export interface GatewayAnswer {
  readonly status: number;
  readonly body: Buffer;
}

/**
 * How every gateway's API is asked: one deadline over the whole exchange, no redirects (they would carry the key
 * elsewhere), an answer of bounded size. Its errors carry codes and statuses alone: never a key, never a body, and no
 * `cause`, because the platform's own errors quote header values.
 */
export class GatewayHttp {
  private readonly gateway: string;
  readonly timeoutMs: number;
  private readonly maxAnswerBytes: number;
  private readonly tracer: Tracer | null;

  constructor(options: GatewayHttpOptions) {
    this.gateway = options.gateway;
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.maxAnswerBytes = options.maxAnswerBytes ?? DEFAULT_MAX_ANSWER_BYTES;
    this.tracer = options.tracer ?? null;
  }

  /**
   * GETs JSON; null for 404.
   * @throws GatewayUnavailableError when the API is away, refuses our key or answers garbage; TransientError for any
   * other refusal (4xx) of this one request.
   */
  async getJson(url: string, headers: Readonly<Record<string, string>>, retries = 0): Promise<JsonReader | null> {
    const answer = await this.send(url, { headers: { accept: 'application/json', ...headers }, retries });
    return answer.status === 404 ? null : this.parse(answer);
  }

  /** GETs a JSON list of objects, for answers that are no object. Throws as `getJson` does; a 404 is an empty list. */
  async getList(url: string, headers: Readonly<Record<string, string>>, retries = 0): Promise<readonly JsonReader[]> {
    const answer = await this.send(url, { headers: { accept: 'application/json', ...headers }, retries });
    if (answer.status === 404) return [];
    const body = Buffer.concat([Buffer.from('{"items":'), answer.body, Buffer.from('}')]);
    return this.parse({ ...answer, body }).list('items');
  }

  /** POSTs JSON; see `write`. */
  postJson(url: string, body: object, write: GatewayWrite): Promise<JsonReader> {
    return this.write('POST', url, { type: 'application/json', text: JSON.stringify(body) }, write);
  }

  /** PUTs JSON; see `write`. */
  putJson(url: string, body: object, write: GatewayWrite): Promise<JsonReader> {
    return this.write('PUT', url, { type: 'application/json', text: JSON.stringify(body) }, write);
  }

  /** POSTs a form; see `write`. */
  postForm(url: string, body: URLSearchParams, write: GatewayWrite): Promise<JsonReader> {
    return this.write('POST', url, { type: 'application/x-www-form-urlencoded', text: body.toString() }, write);
  }

  /**
   * Writes and reads the JSON that is answered; an empty answer reads as an empty object.
   * @throws GatewayRefusal when the gateway says no (4xx); GatewayUnavailableError when it is away, which leaves open
   * whether it did what it was asked.
   */
  private async write(
    method: string,
    url: string,
    { type, text }: { readonly type: string; readonly text: string },
    { headers, retries, refusalCode }: GatewayWrite,
  ): Promise<JsonReader> {
    const sent = { accept: 'application/json', 'content-type': type, ...headers };
    const answer = await this.send(url, { method, headers: sent, body: text, retries, keepsRefusals: true });
    if (answer.status >= 400) throw refusalOf(this.gateway, answer, refusalCode);
    return answer.body.length === 0 ? JsonReader.fromText('{}') : this.parse(answer);
  }

  /** Sends one request and reads the whole answer. Throws as `getJson` does. */
  async send(url: string, request: GatewayRequest): Promise<GatewayAnswer> {
    const signal = AbortSignal.timeout(this.timeoutMs);
    const limits = { retries: request.retries ?? 0, deadlineAt: Date.now() + this.timeoutMs };
    return retrying(() => this.sendOnce(url, request, signal), limits);
  }

  private sendOnce(url: string, request: GatewayRequest, signal: AbortSignal): Promise<GatewayAnswer> {
    return traced(
      this.tracer,
      () => this.spanOf(url, request),
      (span) => this.exchange(url, request, signal, span),
    );
  }

  /** The path is left out: it holds references, and the query may hold more. */
  private spanOf(url: string, { method = 'GET' }: GatewayRequest): SpanStart {
    const { hostname: server } = new URL(url);
    const attributes = { 'http.request.method': method, 'server.address': server, 'pasarela.provider': this.gateway };
    return { name: `${method} ${this.gateway}`, kind: 'client', attributes };
  }

  private async exchange(
    url: string,
    request: GatewayRequest,
    signal: AbortSignal,
    span: Span | null,
  ): Promise<GatewayAnswer> {
    const response = await this.open(url, request, signal);
    const { status } = response;
    span?.set({ 'http.response.status_code': status });
    if (response.ok || (request.keepsRefusals && isRefusal(status))) {
      return { status, body: await this.read(response, signal) };
    }
    await response.body?.cancel().catch(() => undefined);
    if (status !== 404) throw this.refusal(response);
    return { status, body: Buffer.alloc(0) };
  }

  private parse({ body }: GatewayAnswer): JsonReader {
    try {
      return JsonReader.fromBytes(body);
    } catch (error) {
      throw this.unavailable('gateway_bad_answer', error instanceof JsonError ? error.code : 'not_json');
    }
  }

  private async open(url: string, request: GatewayRequest, signal: AbortSignal): Promise<Response> {
    const { method = 'GET', headers, body } = request;
    try {
      return await fetch(url, { method, headers, body, redirect: 'manual', signal });
    } catch (error) {
      if (isTimeout(error, signal)) throw this.unavailable('gateway_timeout', `no answer in ${this.timeoutMs} ms`);
      throw this.unavailable('gateway_unreachable', networkCode(error));
    }
  }

  private async read(response: Response, signal: AbortSignal): Promise<Buffer> {
    const chunks: Uint8Array[] = [];
    let size = 0;
    try {
      // Node's stream of a Response yields Uint8Array; the DOM type leaves it open.
      for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
        size += chunk.byteLength;
        if (size > this.maxAnswerBytes) break;
        chunks.push(chunk);
      }
    } catch (error) {
      if (isTimeout(error, signal)) throw this.unavailable('gateway_timeout', 'the answer stopped half way');
      throw this.unavailable('gateway_bad_answer', 'truncated');
    }
    if (size > this.maxAnswerBytes) throw this.unavailable('gateway_bad_answer', 'too large');
    return Buffer.concat(chunks);
  }

  private refusal(response: Response): TransientError {
    const { status } = response;
    if (status === 401 || status === 403) return this.unavailable('gateway_unauthorized', `status ${status}`);
    if (status === 429) {
      const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Date.now());
      return this.unavailable('gateway_rate_limited', 'status 429', retryAfterMs);
    }
    if (status === 408) return this.unavailable('gateway_timeout', 'status 408');
    if (status >= 500 || status < 400) {
      const retryAfterMs = readRetryAfter(response.headers.get('retry-after'), Date.now());
      const away = status >= 502 && status <= 504;
      return this.unavailable(away ? 'gateway_down' : 'gateway_error', `status ${status}`, retryAfterMs);
    }
    return new TransientError('gateway_refused', `${this.gateway} refused the request (status ${status})`);
  }

  private unavailable(code: string, detail: string, retryAfterMs: number | null = null): GatewayUnavailableError {
    return new GatewayUnavailableError(code, `${this.gateway} is unavailable (${detail})`, { retryAfterMs });
  }
}

/** A no to this one request, not to our key nor to everybody. */
function isRefusal(status: number): boolean {
  return status >= 400 && status < 500 && ![401, 403, 408, 429].includes(status);
}

/** `Retry-After` in milliseconds, from seconds or from an HTTP date, at most an hour; null when absent or unreadable. */
export function readRetryAfter(value: string | null, nowMs: number): number | null {
  if (value === null) return null;
  const waitMs = /^\d{1,9}$/.test(value) ? Number(value) * 1000 : Date.parse(value) - nowMs;
  if (Number.isNaN(waitMs)) return null;
  return Math.min(Math.max(waitMs, 0), MAX_RETRY_AFTER_MS);
}

const TIMEOUT_CODES = new Set(['UND_ERR_CONNECT_TIMEOUT', 'UND_ERR_HEADERS_TIMEOUT', 'UND_ERR_BODY_TIMEOUT']);

function isTimeout(error: unknown, signal: AbortSignal): boolean {
  return signal.aborted || TIMEOUT_CODES.has(networkCode(error));
}

/** The system's or undici's error code, which unlike its message never quotes what was sent. */
function networkCode(error: unknown): string {
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && 'code' in cause ? cause.code : undefined;
  return typeof code === 'string' ? code : 'network error';
}
