import type { LoggerService } from '@nestjs/common';
import type { FastifyReply, FastifyRequest, onResponseHookHandler } from 'fastify';
import type { AppConfig } from '../config/app-config.js';

type Level = AppConfig['logLevel'];

const SHOWS_INFO: readonly Level[] = ['info', 'debug', 'trace'];
const SHOWS_DEBUG: readonly Level[] = ['debug', 'trace'];

/** Whether what is quiet (see below) is shown. */
export function showsDebug(level: Level): boolean {
  return SHOWS_DEBUG.includes(level);
}

/** What comes so often, or is counted so well elsewhere, that a line for each is for those who look for something. */
const QUIET_ROUTE = /^\/(webhooks\/|store\/webhook\/|api\/v1\/payments\/webhook$|health(\/|$)|metrics(\/|$))/;

/**
 * The hook that writes one line per answered request of a route (null: of what is no route). The line has the route's template,
 * never the URL, which may hold what people sent; no headers, no address. Null when the level would not show the line: then
 * there is no hook, and nothing to pay for.
 */
export function accessLogOf(route: string | null, level: Level, logger: LoggerService): onResponseHookHandler | null {
  const quiet = route !== null && QUIET_ROUTE.test(route);
  if (!(quiet ? SHOWS_DEBUG : SHOWS_INFO).includes(level)) return null;
  const write = (request: FastifyRequest, reply: FastifyReply): void => {
    const line = {
      method: request.method,
      route,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      requestId: request.id,
    };
    if (quiet) logger.debug?.(line, 'request', 'Http');
    else logger.log(line, 'request', 'Http');
  };
  return (request, reply, done) => {
    write(request, reply);
    done();
  };
}
