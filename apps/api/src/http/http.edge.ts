import helmet from '@fastify/helmet';
import type { LoggerService } from '@nestjs/common';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { FastifyInstance } from 'fastify';
import type { AppConfig } from '../config/app-config.js';
import { logsEverything, registerAccessLog } from './access.log.js';
import { registerJsonBodies } from './body.parser.js';
import { registerMethodCheck } from './method.check.js';
import { RouteTable } from './route.table.js';
import { DOCS_POLICY, HELMET_OPTIONS } from './security.headers.js';

const PREFLIGHT_MAX_AGE_SECONDS = 600;
const DOCS_ROUTE = /^\/docs(\/|$)/;

/**
 * Puts the edge around the application: security headers, CORS, the access log, bodies, methods.
 *
 * A scope inherits the hooks that are there when it is made. `openFirst` makes the webhooks' scope, so it is run before the
 * hooks are added: gateways are programs that look at the status alone, and every hook would cost each acknowledgement.
 */
export async function raiseHttpEdge(
  app: NestFastifyApplication,
  config: AppConfig,
  logger: LoggerService,
  openFirst: (instance: FastifyInstance) => Promise<void>,
): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  const routes = RouteTable.of(fastify);
  const logFirst = logsEverything(config.logLevel);
  if (logFirst) registerAccessLog(fastify, config.logLevel, logger);
  await openFirst(fastify);
  if (!logFirst) registerAccessLog(fastify, config.logLevel, logger);
  registerSecurityHeaders(fastify);
  enableCors(app, config);
  registerJsonBodies(fastify);
  registerMethodCheck(fastify, routes);
}

function registerSecurityHeaders(fastify: FastifyInstance): void {
  fastify.addHook('onRoute', (route) => {
    if (DOCS_ROUTE.test(route.url)) route.helmet = { contentSecurityPolicy: DOCS_POLICY };
  });
  // Not awaited: after `after()`, a second wait for one plugin never ends (avvio); it is loaded before the application listens.
  void fastify.register(helmet, HELMET_OPTIONS);
  fastify.addHook('onRequest', (_request, reply, done) => {
    void reply.header('cache-control', 'no-store');
    done();
  });
}

/** Exactly the origins of the configuration; without any there is no CORS at all. Credentials are headers, never cookies. */
function enableCors(app: NestFastifyApplication, { http }: AppConfig): void {
  if (http.allowedOrigins.length === 0) return;
  app.enableCors({
    origin: [...http.allowedOrigins],
    methods: ['GET', 'HEAD', 'POST', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'x-publishable-api-key', 'x-request-id'],
    exposedHeaders: ['x-request-id', 'retry-after'],
    maxAge: PREFLIGHT_MAX_AGE_SECONDS,
    strictPreflight: false,
  });
}
