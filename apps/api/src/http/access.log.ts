import type { LoggerService } from '@nestjs/common';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { AppConfig } from '../config/app-config.js';

/** What comes so often, or is counted so well elsewhere, that a line for each is for those who look for something. */
const QUIET_ROUTE = /^\/(webhooks\/|health(\/|$)|store\/webhook\/|api\/v1\/payments\/webhook$|metrics(\/|$))/;

const LOGS_REQUESTS: readonly AppConfig['logLevel'][] = ['info', 'debug', 'trace'];
const LOGS_QUIET_ONES: readonly AppConfig['logLevel'][] = ['debug', 'trace'];

/** True when even the quiet routes are to be logged: the hook must then be there before those are registered. */
export function logsEverything(level: AppConfig['logLevel']): boolean {
  return LOGS_QUIET_ONES.includes(level);
}

/**
 * One line per answered request: the route's template (never the URL, which may hold what people sent), no headers, no
 * address. At a level that would not show it no hook is there to cost anything.
 */
export function registerAccessLog(
  instance: FastifyInstance,
  level: AppConfig['logLevel'],
  logger: LoggerService,
): void {
  if (!LOGS_REQUESTS.includes(level)) return;
  const everything = logsEverything(level);
  instance.addHook('onResponse', (request, reply, done) => {
    const route = request.is404 ? null : (request.routeOptions.url ?? null);
    const quiet = route !== null && QUIET_ROUTE.test(route);
    if (!quiet) logger.log(line(request, reply, route), 'request', 'Http');
    else if (everything) logger.debug?.(line(request, reply, route), 'request', 'Http');
    done();
  });
}

function line(request: FastifyRequest, reply: FastifyReply, route: string | null): Record<string, unknown> {
  return {
    method: request.method,
    route,
    status: reply.statusCode,
    durationMs: Math.round(reply.elapsedTime * 10) / 10,
    requestId: request.id,
  };
}
