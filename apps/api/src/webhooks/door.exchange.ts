import type { IncomingMessage, ServerResponse } from 'node:http';
import { DomainError } from '../common/errors.js';
import type { Problem } from '../common/problem.js';
import { REQUEST_ID_HEADER } from '../common/request-context.js';

/** Gateways send a few KiB; Stripe's largest events are an order of magnitude below this. */
export const MAX_BODY_BYTES = 1024 * 1024;

const JSON_TYPE = /^application\/json\s*(;|$)/i;
const NO_BODY = Buffer.alloc(0);

/**
 * Reads the bytes of a body, exactly those that were signed.
 * `done` is called once, unless the sender goes away first: then there is nobody to answer.
 */
export function readBody(request: IncomingMessage, done: (error: DomainError | null, body: Buffer) => void): void {
  const refusal = refusalOf(request.headers);
  if (refusal !== null) {
    done(refusal, NO_BODY);
    return;
  }
  const chunks: Buffer[] = [];
  let size = 0;
  request.on('data', (chunk: Buffer) => {
    size += chunk.length;
    if (size <= MAX_BODY_BYTES) chunks.push(chunk);
    else if (chunks.length > 0) {
      chunks.length = 0;
      done(tooLarge(), NO_BODY);
    }
  });
  request.on('end', () => {
    if (size > MAX_BODY_BYTES) return;
    done(null, chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size));
  });
}

/** What the headers alone tell. A compressed body would have to be inflated before it is verified, and may inflate to anything. */
function refusalOf(headers: IncomingMessage['headers']): DomainError | null {
  const { 'content-encoding': encoding, 'content-type': type, 'content-length': length } = headers;
  if (encoding !== undefined && encoding !== 'identity') {
    return new DomainError('unsupported_media_type', 'The body must not be encoded', { status: 415 });
  }
  if (type !== 'application/json' && !JSON_TYPE.test(type ?? '')) {
    return new DomainError('unsupported_media_type', 'The body must be application/json.', { status: 415 });
  }
  return length !== undefined && Number(length) > MAX_BODY_BYTES ? tooLarge() : null;
}

function tooLarge(): DomainError {
  return new DomainError('payload_too_large', 'The body is too large.', { status: 413 });
}

/** Answers 200 with a text of ours, ASCII throughout. */
export function acknowledge(response: ServerResponse, requestId: string, json: string): void {
  response.writeHead(200, [
    'content-type',
    'application/json; charset=utf-8',
    'content-length',
    String(json.length),
    REQUEST_ID_HEADER,
    requestId,
  ]);
  response.end(json, 'latin1');
}

/** Answers with a problem document. What is left of a body that nobody wants to read ends with its connection. */
export function refuse(request: IncomingMessage, response: ServerResponse, problem: Problem): void {
  const json = JSON.stringify(problem.body);
  if (!request.complete) response.shouldKeepAlive = false;
  response.writeHead(problem.status, {
    ...problem.headers,
    [REQUEST_ID_HEADER]: problem.body.request_id,
    'content-length': Buffer.byteLength(json),
  });
  response.end(json);
}
