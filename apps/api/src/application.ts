import type { LoggerService } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from './app.module.js';
import { TransientError } from './common/errors.js';
import { JsonLogger } from './common/json.logger.js';
import { ProblemFilter } from './common/problem.filter.js';
import { createValidationPipe } from './common/problem.validation.js';
import type { AppConfig } from './config/app-config.js';
import { isDatabaseTrouble } from './database/database.errors.js';
import { GatewayRegistry } from './gateways/gateway.registry.js';
import { countAnswers } from './http.meter.js';
import { createHttpAdapter } from './http/http.adapter.js';
import { raiseHttpEdge } from './http/http.edge.js';
import { MetricsService } from './metrics/metrics.service.js';
import { serveDocs } from './openapi/openapi.docs.js';
import { DashboardDoor } from './pages/dashboard.door.js';
import { PagesDoor } from './pages/pages.door.js';
import { WebhookDoor } from './webhooks/webhook.door.js';

/** Makes the application, ready to listen. Nothing of the outside is needed yet but PostgreSQL's and the queue's addresses. */
export async function createApplication(
  config: AppConfig,
  logger: LoggerService = new JsonLogger(config.logLevel),
): Promise<NestFastifyApplication> {
  const options = { logger, bodyParser: false };
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.forRoot(config),
    createHttpAdapter(config),
    options,
  );
  const metrics = app.get(MetricsService);
  raiseHttpEdge(app, config, logger, {
    onCardData: () => metrics.cardDataRefused.inc(),
    onAnswer: countAnswers(app.getHttpAdapter().getInstance(), metrics),
  });
  metrics.beginAtZero(
    app
      .get(GatewayRegistry)
      .all()
      .map(({ name }) => name),
  );
  app.useGlobalPipes(createValidationPipe());
  app.useGlobalFilters(new ProblemFilter(orUnavailable));
  app.enableShutdownHooks(undefined, { useProcessExit: true });
  if (config.role === 'worker') return app;
  app.get(WebhookDoor).register(app.getHttpAdapter().getInstance());
  await app.get(PagesDoor).register(app.getHttpAdapter().getInstance());
  await app.get(DashboardDoor).register(app.getHttpAdapter().getInstance());
  if (config.environment !== 'production') serveDocs(app);
  return app;
}

/** Whose fault it is decides what the caller is told: a database that is away is worth another try. */
function orUnavailable(error: unknown): unknown {
  if (!isDatabaseTrouble(error)) return error;
  return new TransientError('database_unavailable', 'The database does not answer; try again', { cause: error });
}
