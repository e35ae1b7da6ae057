import { createHash } from 'node:crypto';
import { Agent, request } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import type { BuiltRequest, GatewayName } from '../../apps/sandbox/src/sandbox.js';

/** One signed request of a gateway, to be sent until its outcome is known. */
export interface PlannedDelivery {
  readonly provider: GatewayName;
  readonly request: Pick<BuiltRequest, 'query' | 'headers' | 'body'>;
}

/** What came of one attempt: an HTTP status, or `unknown` when the connection broke or nothing came in time. */
export type Outcome = number | 'unknown';

export interface Attempt {
  readonly outcome: Outcome;
  readonly durationMs: number;
  /** The header `Retry-After`, if the answer had one. */
  readonly retryAfter: string | undefined;
}

/** What a sender knows of one delivery: the history that the checker compares the database with. */
export interface SentDelivery {
  readonly provider: GatewayName;
  /** Of the bytes that were sent, hex. */
  readonly sha256: string;
  readonly attempts: readonly Attempt[];
  /** The id that the 200 named; null when it was never acknowledged. */
  readonly acknowledgedAs: string | null;
}

export interface LoadOptions {
  /** Where to send to, asked for each attempt. */
  readonly url: () => string;
  readonly concurrency: number;
  /** Between two attempts of one delivery. */
  readonly retryMs?: number;
  /** Attempts after which a delivery is given up as unknown. */
  readonly maxAttempts?: number;
  /** How long an answer is waited for. */
  readonly timeoutMs?: number;
  /** Told after each attempt. */
  readonly onAttempt?: (attempt: Attempt) => void;
  /** Told after each definite outcome how many there are. */
  readonly onDone?: (done: number) => void;
}

interface Answer {
  readonly status: number;
  readonly body: string;
  readonly retryAfter: string | undefined;
}

/** Tells at the very moment how far a load is: whoever looks now and then finds it over on a quick machine. */
export class Progress {
  private next: { readonly count: number; readonly reached: () => void } | null = null;

  readonly onDone = (done: number): void => {
    if (this.next === null || done < this.next.count) return;
    this.next.reached();
    this.next = null;
  };

  /** Resolves when so many deliveries are done. */
  reaches(count: number): Promise<void> {
    return new Promise((reached) => (this.next = { count, reached }));
  }
}

/** Sends deliveries as gateways do: concurrently, each again after an unknown outcome, a 5xx or a 429, until it is definite. */
export async function sendLoad(plan: readonly PlannedDelivery[], options: LoadOptions): Promise<SentDelivery[]> {
  const agent = new Agent({ keepAlive: true, maxSockets: options.concurrency });
  const sent: SentDelivery[] = [];
  const queue = [...plan];
  const send = async (): Promise<void> => {
    for (let next = queue.shift(); next; next = queue.shift()) {
      sent.push(await sendUntilDefinite(next, options, agent));
      options.onDone?.(sent.length);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency }, send));
  agent.destroy();
  return sent;
}

async function sendUntilDefinite(delivery: PlannedDelivery, options: LoadOptions, agent: Agent): Promise<SentDelivery> {
  const { maxAttempts = 400, retryMs = 25 } = options;
  const attempts: Attempt[] = [];
  let answer: Answer | null = null;
  while (attempts.length < maxAttempts) {
    // Between two attempts a sender waits, as a gateway does, only less.
    if (attempts.length > 0) await wait(retryMs);
    const started = performance.now();
    answer = await post(options.url(), delivery, agent, options.timeoutMs ?? 20_000);
    const durationMs = performance.now() - started;
    const attempt = attemptOf(answer, durationMs);
    attempts.push(attempt);
    options.onAttempt?.(attempt);
    if (isDefinite(answer)) break;
  }
  const sha256 = createHash('sha256').update(delivery.request.body).digest('hex');
  return { provider: delivery.provider, sha256, attempts, acknowledgedAs: acknowledgedId(answer) };
}

function attemptOf(answer: Answer | null, durationMs: number): Attempt {
  return { outcome: answer?.status ?? 'unknown', durationMs, retryAfter: answer?.retryAfter };
}

/** A yes, or a no that would be the same the next time. */
function isDefinite(answer: Answer | null): boolean {
  return answer !== null && answer.status < 500 && answer.status !== 429;
}

function acknowledgedId(answer: Answer | null): string | null {
  return answer?.status === 200 ? (JSON.parse(answer.body) as { id: string }).id : null;
}

/** Posts once; null when there is no whole answer. */
function post(url: string, delivery: PlannedDelivery, agent: Agent, timeoutMs: number): Promise<Answer | null> {
  const { query, headers, body } = delivery.request;
  const target = new URL(`${url}/webhooks/${delivery.provider}`);
  for (const [name, value] of Object.entries(query)) target.searchParams.append(name, value);
  return new Promise((resolve) => {
    const outgoing = request(target, {
      method: 'POST',
      agent,
      headers: { ...headers, 'content-length': String(Buffer.byteLength(body)) },
    });
    const timer = setTimeout(() => outgoing.destroy(), timeoutMs);
    const end = (answer: Answer | null): void => {
      clearTimeout(timer);
      resolve(answer);
    };
    outgoing.on('error', () => end(null));
    outgoing.on('close', () => end(null));
    outgoing.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('error', () => end(null));
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () => {
        const text = Buffer.concat(chunks).toString('utf8');
        end({ status: response.statusCode ?? 0, body: text, retryAfter: response.headers['retry-after'] });
      });
    });
    outgoing.end(body);
  });
}

export function attemptsOf(sent: readonly SentDelivery[], outcome: Outcome): Attempt[] {
  return sent.flatMap(({ attempts }) => attempts.filter((attempt) => attempt.outcome === outcome));
}

/** Deliveries that were acknowledged only after an attempt that was not. */
export function redelivered(sent: readonly SentDelivery[]): number {
  return sent.filter(({ attempts, acknowledgedAs }) => acknowledgedAs !== null && attempts.length > 1).length;
}

/** The longest that anybody waited for a 200, in milliseconds. */
export function slowestAckMs(sent: readonly SentDelivery[]): number {
  return Math.max(0, ...attemptsOf(sent, 200).map(({ durationMs }) => durationMs));
}
