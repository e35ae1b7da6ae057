import { AsyncLocalStorage } from 'node:async_hooks';
import type { IncomingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import { createId } from './ids.js';

/** What everything done for one request, or for one job that came of it, has in common. */
export interface RequestContext {
  readonly requestId: string;
}

export const REQUEST_ID_HEADER = 'x-request-id';

const REQUEST_ID_PATTERN = /^[A-Za-z0-9._-]{1,128}$/;
const storage = new AsyncLocalStorage<RequestContext>();

/** The correlation id of what runs now; undefined outside of a request or a job. */
export function currentRequestId(): string | undefined {
  return storage.getStore()?.requestId;
}

/** Runs `work` under a correlation id. */
export function runWithRequestId<T>(requestId: string, work: () => T): T {
  return storage.run({ requestId }, work);
}

/** The caller's id if it can be trusted in a log line, else a new one. For Fastify's `genReqId`. */
export function requestIdOf(request: { readonly headers: IncomingHttpHeaders }): string {
  const header = request.headers[REQUEST_ID_HEADER];
  return typeof header === 'string' && REQUEST_ID_PATTERN.test(header) ? header : createId('req');
}

/** What a Fastify instance must be made with for `request.id` to be the correlation id. */
export const requestIdOptions = { genReqId: requestIdOf, requestIdHeader: false } as const;

/**
 * Every response of the instance carries `x-request-id`, and its handlers run in the request's context. The instance must have
 * been made with `requestIdOptions`.
 */
export function registerRequestContext(instance: FastifyInstance): void {
  instance.addHook('onRequest', (request, reply, done) => {
    void reply.header(REQUEST_ID_HEADER, request.id);
    inside++;
    reply.raw.once('close', leave);
    runWithRequestId(request.id, done);
  });
  // Reading a body resumes in the connection's own asynchronous context: enter the request's again.
  instance.addHook('preValidation', (request, _reply, done) => runWithRequestId(request.id, done));
}

let inside = 0;

/**
 * While a context is in use, Node (before 24) does some work for every promise of the process, also for those of webhooks, which
 * need none; so the last request to end gives it back. The next one takes it up again.
 */
function leave(): void {
  inside--;
  if (inside === 0) storage.disable();
}
