import { createServer, type RequestListener, type Server, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { createId } from '../common/ids.js';
import { toProblem } from '../common/problem.js';
import { registerRequestContext, requestIdOptions } from '../common/request-context.js';
import type { AppConfig } from '../config/app-config.js';
import { BareRoutes } from './bare.routes.js';
import { API_HEADERS } from './security.headers.js';

/** JSON bodies of everything but webhooks, which have a limit of their own. */
const BODY_LIMIT_BYTES = 100 * 1024;

/** Node's own limits are minutes and unbounded; these are what a client of an API may need. */
const HTTP_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 1_000,
  keepAliveTimeout: 65_000,
  maxHeaderSize: 8 * 1024,
} as const;
const MAX_CONNECTIONS = 2_000;
const MAX_HEADERS = 100;

/** Fastify with our limits, our request ids, and problem documents for what fails before there is a route. */
export function createHttpAdapter(config: AppConfig): FastifyAdapter {
  const bareRoutes = new BareRoutes();
  const adapter = new FastifyAdapter({
    ...requestIdOptions,
    trustProxy: config.http.trustProxy as boolean,
    bodyLimit: BODY_LIMIT_BYTES,
    forceCloseConnections: 'idle',
    // A request that was on its way when the process began to stop is still answered as any other.
    return503OnClosing: false,
    serverFactory: (listener: RequestListener) =>
      limitedServer((request, response) => {
        if (!bareRoutes.take(request, response)) listener(request, response);
      }),
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error: Error, request: FastifyRequest, reply: FastifyReply) => {
      const { status, headers, body } = toProblem(error, request.id);
      void reply
        .code(status)
        .headers({ ...API_HEADERS, ...headers, 'x-request-id': request.id })
        .send(JSON.stringify(body));
    },
    clientErrorHandler: refuseUnparsable,
  });
  const fastify = adapter.getInstance();
  fastify.decorate('bareRoutes', bareRoutes);
  registerRequestContext(fastify);
  return adapter;
}

function limitedServer(listener: RequestListener): Server {
  const server = createServer(HTTP_LIMITS, listener);
  server.maxConnections = MAX_CONNECTIONS;
  server.maxHeadersCount = MAX_HEADERS;
  return server;
}

const CLIENT_ERRORS: Readonly<Record<string, number>> = { HPE_HEADER_OVERFLOW: 431, ERR_HTTP_REQUEST_TIMEOUT: 408 };

/** What Node's parser could not read is no request yet: the answer is written to the socket by hand. */
function refuseUnparsable(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || socket.destroyed || !socket.writable) return;
  const status = CLIENT_ERRORS[error.code ?? ''] ?? 400;
  const requestId = createId('req');
  const problem = toProblem(Object.assign(new Error('unparsable request'), { statusCode: status }), requestId);
  const body = JSON.stringify(problem.body);
  const headers = {
    ...API_HEADERS,
    ...problem.headers,
    'x-request-id': requestId,
    'content-length': String(Buffer.byteLength(body)),
    connection: 'close',
  };
  const head = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  socket.end(`HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\n${head.join('')}\r\n${body}`);
}
