import { request as requestPlain, type ClientRequest, type IncomingMessage } from 'node:http';
import { request as requestTls } from 'node:https';
import { DELIVERY_TIMEOUT_MS, DeliveryError } from './channel.js';
import { assertPublicUrl, publicLookup } from './outbound.address.js';

const MAX_ANSWER_BYTES = 64 * 1024;

export interface OutboundRequest {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** JSON. */
  readonly body: string;
  /** False: only to public addresses, over https. */
  readonly allowsPrivate: boolean;
  readonly timeoutMs?: number;
}

export interface OutboundAnswer {
  readonly status: number;
  readonly body: string;
}

/**
 * POSTs JSON to an address that came from outside the code: no redirects, one deadline over the whole exchange, an answer of
 * bounded size, a connection of its own. Its errors say no address and nothing that was sent.
 * @throws DeliveryError when there is no whole answer.
 */
export async function postJson(outbound: OutboundRequest): Promise<OutboundAnswer> {
  const url = new URL(outbound.url);
  if (!outbound.allowsPrivate) assertPublicUrl(url);
  const deadline = AbortSignal.timeout(outbound.timeoutMs ?? DELIVERY_TIMEOUT_MS);
  try {
    return await readAnswer(await open(url, outbound, deadline));
  } catch (error) {
    throw toDeliveryError(error, deadline.aborted);
  }
}

function open(
  url: URL,
  { headers, body, allowsPrivate }: OutboundRequest,
  signal: AbortSignal,
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(body));
    const options = {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'Pasarela', ...headers, 'content-length': length },
      signal,
      agent: false as const,
      ...(allowsPrivate ? {} : { lookup: publicLookup }),
    };
    const request: ClientRequest = url.protocol === 'https:' ? requestTls(url, options) : requestPlain(url, options);
    request.once('response', resolve);
    request.once('error', reject);
    request.end(body);
  });
}

async function readAnswer(response: IncomingMessage): Promise<OutboundAnswer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) {
      response.destroy();
      throw new DeliveryError('receiver_bad_answer', 'The answer is too large');
    }
    chunks.push(chunk);
  }
  return { status: response.statusCode ?? 0, body: Buffer.concat(chunks).toString('utf8') };
}

function toDeliveryError(error: unknown, isLate: boolean): DeliveryError {
  if (error instanceof DeliveryError) return error;
  if (isLate) return new DeliveryError('receiver_timeout', 'The receiver did not answer in time');
  const code = error instanceof Error && 'code' in error ? String(error.code) : 'network error';
  return new DeliveryError('receiver_unreachable', `The receiver cannot be reached (${code})`);
}
