import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { JsonLogger } from './common/json.logger.js';
import { ProblemFilter } from './common/problem.filter.js';
import { createValidationPipe } from './common/problem.validation.js';
import { registerRequestContext, requestIdOptions } from './common/request-context.js';
import type { AppConfig } from './config/app-config.js';
import { WebhookDoor } from './webhooks/webhook.door.js';

/** JSON bodies of everything but webhooks, which have a limit of their own. */
const BODY_LIMIT_BYTES = 100 * 1024;

/** Node's own limits are minutes and unbounded; these are what a client of an API may need. */
const HTTP_LIMITS = {
  headersTimeout: 10_000,
  requestTimeout: 20_000,
  connectionsCheckingInterval: 1_000,
  maxHeaderSize: 8 * 1024,
} as const;
const MAX_CONNECTIONS = 2_000;

/** Makes the application, ready to listen. Nothing of the outside is needed yet but PostgreSQL's and the queue's addresses. */
export async function createApplication(
  config: AppConfig,
  logger: LoggerService = new JsonLogger(config.logLevel),
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    ...requestIdOptions,
    trustProxy: config.http.trustProxy as boolean,
    bodyLimit: BODY_LIMIT_BYTES,
    keepAliveTimeout: 65_000,
    requestTimeout: HTTP_LIMITS.requestTimeout,
    forceCloseConnections: 'idle',
    http: HTTP_LIMITS,
    routerOptions: { maxParamLength: 200 },
  });
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.forRoot(config), adapter, { logger });
  const fastify = adapter.getInstance();
  fastify.server.maxConnections = MAX_CONNECTIONS;
  fastify.server.maxHeadersCount = 100;
  registerRequestContext(fastify);
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemFilter());
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  if (config.role !== 'worker') app.get(WebhookDoor).register(fastify);
  return app;
}
