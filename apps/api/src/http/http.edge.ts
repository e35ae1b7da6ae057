import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest, onResponseHookHandler, RouteOptions } from 'fastify';
import { REQUEST_ID_HEADER } from '../common/request-context.js';
import type { AppConfig } from '../config/app-config.js';
import { WEBHOOK_DOOR_PATHS } from '../openapi/openapi.door.js';
import { accessLogOf, showsDebug } from './access.log.js';
import { registerJsonBodies } from './body.parser.js';
import { RouteTable } from './route.table.js';
import { API_HEADERS, DOCS_HEADERS } from './security.headers.js';
import { checkMethod } from './unknown.routes.js';

const PREFLIGHT_MAX_AGE_SECONDS = 600;
const DOCS_ROUTE = /^\/docs(\/|$)/;
const WEBHOOK_ROUTES: ReadonlySet<string> = new Set(
  Object.keys(WEBHOOK_DOOR_PATHS).map((path) => path.replace(/\{(\w+)\}/g, ':$1')),
);

type Headers = Readonly<Record<string, string>>;
type Done = (error?: Error) => void;

/** A request that was answered. */
export interface Answered {
  readonly method: string;
  /** The template; null: it was no route. */
  readonly route: string | null;
  readonly status: number;
  /** Null: the answer is a stream, which lasts as long as somebody listens. */
  readonly seconds: number | null;
}

/** Who hears of what happens at the edge. */
export interface EdgeListener {
  /** A body was refused because it held a card's number. */
  readonly onCardData: () => void;
  /** Hears of all but what bare routes answered. */
  readonly onAnswer: (answered: Answered) => void;
}

/**
 * Puts the edge around the application: security headers, CORS, the access log, bodies, methods. Must be called before any
 * route is registered.
 *
 * Hooks are given to each route as it is registered, not to the instance: a gateway is a program that looks at the status
 * alone, so the webhooks' routes get none of them, and an acknowledgement pays for nothing that nobody reads.
 */
export function raiseHttpEdge(
  app: NestFastifyApplication,
  config: AppConfig,
  logger: LoggerService,
  listener: EdgeListener,
): void {
  const fastify: FastifyInstance = app.getHttpAdapter().getInstance();
  const routes = RouteTable.of(fastify);
  const log = accessLogs(config, logger);
  const count = answerCounts(listener);
  fastify.addHook('onRoute', (route) => {
    if (WEBHOOK_ROUTES.has(route.url)) route.config = { ...route.config, cors: false };
    else addFirst(route, DOCS_ROUTE.test(route.url) ? setDocsHeaders : setApiHeaders);
    addLast(route, log(route.url));
    addLast(route, count(route.url));
  });
  if (showsDebug(config.logLevel)) fastify.bareRoutes.logTo(logger);
  answerUnknownRoutes(fastify, routes, [log(null), count(null)]);
  registerJsonBodies(fastify, () => listener.onCardData());
  enableCors(app, config);
}

type AccessLog = ReturnType<typeof accessLogOf>;

/** One hook per route, the same one for its HEAD twin. */
function accessLogs(config: AppConfig, logger: LoggerService): (route: string | null) => AccessLog {
  const made = new Map<string | null, AccessLog>();
  return (route) => {
    if (!made.has(route)) made.set(route, accessLogOf(route, config.logLevel, logger));
    return made.get(route) ?? null;
  };
}

const EVENT_STREAM = /^text\/event-stream/;

/** One hook per route, the same one for its HEAD twin. */
function answerCounts({ onAnswer }: EdgeListener): (route: string | null) => onResponseHookHandler {
  const made = new Map<string | null, onResponseHookHandler>();
  const make = (route: string | null): onResponseHookHandler => {
    return ({ method }, reply, done) => {
      const isStream = EVENT_STREAM.test(String(reply.raw.getHeader('content-type')));
      onAnswer({ method, route, status: reply.statusCode, seconds: isStream ? null : reply.elapsedTime / 1000 });
      done();
    };
  };
  return (route) => {
    const hook = made.get(route) ?? make(route);
    made.set(route, hook);
    return hook;
  };
}

/** Fastify makes the HEAD twin of a GET route from that route, with the hooks that it has already. */
function addFirst(route: RouteOptions, hook: typeof setApiHeaders): void {
  const hooks = [route.onRequest ?? []].flat();
  if (!hooks.includes(hook)) route.onRequest = [hook, ...hooks];
}

function addLast(route: RouteOptions, hook: AccessLog): void {
  const hooks = [route.onResponse ?? []].flat();
  if (hook !== null && !hooks.includes(hook)) route.onResponse = [...hooks, hook];
}

const setApiHeaders = headerHook(API_HEADERS);
const setDocsHeaders = headerHook(DOCS_HEADERS);

function headerHook(headers: Headers) {
  return (request: FastifyRequest, reply: FastifyReply, done: Done): void => {
    setHeaders(request, reply, headers);
    done();
  };
}

/** On Node's own response: a stream of events is written to that one directly. What a handler sets on the reply wins. */
function setHeaders(request: FastifyRequest, reply: FastifyReply, headers: Headers): void {
  reply.raw.setHeader(REQUEST_ID_HEADER, request.id);
  for (const name in headers) reply.raw.setHeader(name, headers[name] ?? '');
}

/** What is no route has only the instance's hooks; these let every real route pass at once. */
function answerUnknownRoutes(fastify: FastifyInstance, routes: RouteTable, afterwards: readonly AccessLog[]): void {
  fastify.addHook('onRequest', (request, reply, done) => {
    if (!request.is404) return done();
    setHeaders(request, reply, API_HEADERS);
    if (!checkMethod(routes, request, reply)) done();
  });
  for (const hook of afterwards) {
    if (hook === null) continue;
    fastify.addHook('onResponse', function (request, reply, done) {
      if (request.is404) hook.call(this, request, reply, done);
      else done();
    });
  }
}

/** Exactly the origins of the configuration; without any there is no CORS at all. Credentials are headers, never cookies. */
function enableCors(app: NestFastifyApplication, { http }: AppConfig): void {
  if (http.allowedOrigins.length === 0) return;
  app.enableCors({
    origin: [...http.allowedOrigins],
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'x-publishable-api-key', 'x-request-id', 'idempotency-key'],
    exposedHeaders: ['x-request-id', 'retry-after', 'idempotent-replayed'],
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
    strictPreflight: false,
  });
}

declare module 'fastify' {
  interface FastifyContextConfig {
    /** Read by the platform's CORS plugin: a route that no browser calls has no CORS. */
    readonly cors?: false;
  }
}
