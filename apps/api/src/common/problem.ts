import { HttpException } from '@nestjs/common';
import { DomainError } from './errors.js';
import { ProblemError } from './problem.errors.js';

/** A problem document (RFC 9457), with `message` for clients that look for that name. */
export interface ProblemBody {
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly code: string;
  readonly message: string;
  readonly request_id: string;
  readonly [extension: string]: unknown;
}

export interface Problem {
  readonly status: number;
  /** Lower case; `content-type` among them. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: ProblemBody;
}

interface Kind {
  readonly code: string;
  readonly title: string;
  readonly detail: string;
}

const INTERNAL: Kind = {
  code: 'internal_error',
  title: 'Internal Server Error',
  detail: 'Something went wrong on our side.',
};

/** What is said of a status when the error itself has no code of ours. */
const KINDS: Readonly<Record<number, Kind>> = {
  400: { code: 'bad_request', title: 'Bad Request', detail: 'The request is malformed.' },
  401: { code: 'unauthorized', title: 'Unauthorized', detail: 'Credentials are missing or not valid.' },
  403: { code: 'forbidden', title: 'Forbidden', detail: 'These credentials do not allow this.' },
  404: { code: 'not_found', title: 'Not Found', detail: 'There is nothing here.' },
  405: { code: 'method_not_allowed', title: 'Method Not Allowed', detail: 'This method is not allowed here.' },
  406: { code: 'not_acceptable', title: 'Not Acceptable', detail: 'None of the accepted types can be produced.' },
  408: { code: 'request_timeout', title: 'Request Timeout', detail: 'The request took too long to arrive.' },
  409: { code: 'conflict', title: 'Conflict', detail: 'The state of the resource forbids this.' },
  410: { code: 'gone', title: 'Gone', detail: 'This is no longer here.' },
  413: { code: 'payload_too_large', title: 'Content Too Large', detail: 'The body is too large.' },
  414: { code: 'uri_too_long', title: 'URI Too Long', detail: 'The URL is too long.' },
  415: {
    code: 'unsupported_media_type',
    title: 'Unsupported Media Type',
    detail: 'The body must be application/json.',
  },
  422: { code: 'unprocessable', title: 'Unprocessable Content', detail: 'The request cannot be processed.' },
  429: { code: 'too_many_requests', title: 'Too Many Requests', detail: 'Too many requests.' },
  431: { code: 'headers_too_large', title: 'Request Header Fields Too Large', detail: 'The headers are too large.' },
  500: INTERNAL,
  501: { code: 'not_implemented', title: 'Not Implemented', detail: 'This is not implemented.' },
  502: { code: 'bad_gateway', title: 'Bad Gateway', detail: 'A gateway gave no usable answer.' },
  503: { code: 'service_unavailable', title: 'Service Unavailable', detail: 'Not available right now; try again.' },
  504: { code: 'gateway_timeout', title: 'Gateway Timeout', detail: 'A gateway did not answer in time.' },
};

const MALFORMED_JSON = { code: 'malformed_json', detail: 'The body is not valid JSON.' };
/** How Fastify and JSON.parse word it; their texts quote the body, so they are replaced, not passed on. */
const JSON_COMPLAINT = /\bJSON\b|__proto__|constructor|unexpected (token|end|string|number)/i;
const DEFAULT_RETRY_AFTER_MS = 5_000;

interface Said {
  readonly status: number;
  readonly code: string;
  readonly detail: string;
}

/**
 * The answer to any error. Domain errors say their own code and text; of Nest's and Fastify's, the status and a text of ours;
 * of everything else, nothing but `internal_error`.
 */
export function toProblem(error: unknown, requestId: string): Problem {
  const said = describe(error);
  const extensions = error instanceof ProblemError ? error.extensions : {};
  return {
    status: said.status,
    headers: {
      ...(error instanceof ProblemError ? error.headers : {}),
      ...retryAfter(error, said.status),
      ...JSON_HEADERS,
    },
    body: {
      ...extensions,
      type: `urn:pasarela:problem:${said.code}`,
      title: (KINDS[said.status] ?? INTERNAL).title,
      status: said.status,
      detail: said.detail,
      code: said.code,
      message: said.detail,
      request_id: requestId,
    },
  };
}

const JSON_HEADERS = { 'content-type': 'application/problem+json; charset=utf-8', 'cache-control': 'no-store' };

function describe(error: unknown): Said {
  if (error instanceof DomainError) return { status: error.status, code: error.code, detail: error.message };
  const status = error instanceof HttpException ? error.getStatus() : clientStatus(error);
  const kind = KINDS[status] ?? (status < 500 ? KINDS[400] : undefined) ?? INTERNAL;
  if (status === 400 && error instanceof Error && JSON_COMPLAINT.test(error.message))
    return { status, ...MALFORMED_JSON };
  return { status, code: kind.code, detail: ownWords(error, status) ?? kind.detail };
}

/** The status that Fastify gave an error of the client's; anything else is ours. */
function clientStatus(error: unknown): number {
  if (!(error instanceof Error) || !('statusCode' in error)) return 500;
  const { statusCode } = error;
  return typeof statusCode === 'number' && (KINDS[statusCode] !== undefined || statusCode < 500) && statusCode >= 400
    ? statusCode
    : 500;
}

const FASTIFY_TEXTS = /^(Request body|Unsupported Media Type|Body |Request aborted|Client )/;

/** The text of an exception that somebody worded; Nest's "Cannot GET /path" would repeat the caller's URL. */
function ownWords(error: unknown, status: number): string | undefined {
  if (!(error instanceof HttpException) || status >= 500 || /^Cannot [A-Z]+ /.test(error.message)) return undefined;
  return FASTIFY_TEXTS.test(error.message) ? undefined : error.message;
}

function retryAfter(error: unknown, status: number): Record<string, string> {
  if (status !== 429 && status !== 503) return {};
  const asked: unknown = error instanceof Error && 'retryAfterMs' in error ? error.retryAfterMs : null;
  const waitMs = typeof asked === 'number' && asked > 0 ? asked : DEFAULT_RETRY_AFTER_MS;
  return { 'retry-after': String(Math.ceil(waitMs / 1000)) };
}
