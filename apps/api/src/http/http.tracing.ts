import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, RouteOptions } from 'fastify';
import type { Span, Tracer } from '../tracing/tracer.js';

/** Asked every few seconds by machines, or traced by the door itself. */
const UNTRACED_ROUTE =
  /^\/(webhooks\/|store\/webhook\/|api\/v1\/payments\/webhook$|health(\/|$)|metrics(\/|$)|docs(\/|$))/;

/**
 * A span for every request of a route, with what it does below it. The route's template is told, never the URL. What a caller
 * says of its own trace is not taken up: strangers do not choose what is recorded here. Without a tracer no route gets a hook.
 * Must be called before any route is registered.
 */
export function traceRequests(app: NestFastifyApplication, tracer: Tracer | null): void {
  if (tracer === null) return;
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const spans = new WeakMap<FastifyRequest, Span>();
  fastify.addHook('onRoute', (route) => {
    if (!UNTRACED_ROUTE.test(route.url)) traceRoute(route, tracer, spans);
  });
}

function traceRoute(route: RouteOptions, tracer: Tracer, spans: WeakMap<FastifyRequest, Span>): void {
  const begin = (request: FastifyRequest, _reply: FastifyReply, done: () => void): void => {
    const { method, id } = request;
    const attributes = { 'http.request.method': method, 'http.route': route.url, 'pasarela.request_id': id };
    const span = tracer.start({ name: `${method} ${route.url}`, kind: 'server', attributes });
    spans.set(request, span);
    tracer.within(span, done);
  };
  // Reading a body resumes in the connection's own asynchronous context: enter the request's again.
  const resume = (request: FastifyRequest, _reply: FastifyReply, done: () => void): void => {
    const span = spans.get(request);
    if (span) tracer.within(span, done);
    else done();
  };
  const end = (request: FastifyRequest, reply: FastifyReply, done: () => void): void => {
    const span = spans.get(request);
    span?.set({ 'http.response.status_code': reply.statusCode });
    if (reply.statusCode >= 500) span?.fail(String(reply.statusCode));
    span?.end();
    done();
  };
  route.onRequest = [...[route.onRequest ?? []].flat(), begin];
  route.preValidation = [...[route.preValidation ?? []].flat(), resume];
  route.onResponse = [...[route.onResponse ?? []].flat(), end];
}
