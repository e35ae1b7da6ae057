import type { IncomingMessage, ServerResponse } from 'node:http';
import type { LoggerService } from '@nestjs/common';
import { requestIdOf } from '../common/request-context.js';
import { AnswerTally } from './answer.tally.js';

/** A request on Node's own objects, its body still unread. */
export interface BareRequest {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  /** The correlation id; goes into the answer's `x-request-id`. */
  readonly requestId: string;
  /** What stands behind the `?`; empty without one. */
  readonly query: string;
  /** Where the answer's status is added. */
  readonly answers: AnswerTally;
}

export type BareHandler = (bare: BareRequest) => void;

interface BareRoute {
  readonly tally: AnswerTally;
  readonly handler: BareHandler;
}

declare module 'fastify' {
  interface FastifyInstance {
    bareRoutes: BareRoutes;
  }
}

/**
 * POST routes that are answered on Node's own server, before Fastify hears of them: for the door of the webhooks, whose
 * acknowledgement needs nothing that a framework does for a request. What is not among them goes on to Fastify, which has to
 * know their paths too: other methods, unknown gateways and the OpenAPI document are its business.
 */
export class BareRoutes {
  private readonly routes = new Map<string, BareRoute>();
  private readonly byTemplate = new Map<string, AnswerTally>();
  private log: ((line: Record<string, unknown>) => void) | null = null;

  /**
   * @param path the whole path, without parameters.
   * @param template as metrics and log lines name it: `/webhooks/:provider`.
   */
  post(path: string, template: string, handler: BareHandler): void {
    const tally = this.byTemplate.get(template) ?? new AnswerTally(template);
    this.byTemplate.set(template, tally);
    this.routes.set(path, { tally, handler });
  }

  /** One per template. */
  tallies(): Iterable<AnswerTally> {
    return this.byTemplate.values();
  }

  /** From now on each answer is a line for those who look for something. */
  logTo(logger: LoggerService): void {
    this.log = (line) => void logger.debug?.(line, 'request', 'Http');
  }

  /** Hands the request to its route; false when it has none here. */
  take(request: IncomingMessage, response: ServerResponse): boolean {
    if (request.method !== 'POST') return false;
    const url = request.url ?? '';
    const end = url.indexOf('?');
    const route = this.routes.get(end < 0 ? url : url.slice(0, end));
    if (route === undefined) return false;
    const requestId = requestIdOf(request);
    if (this.log !== null) this.logWhenAnswered(response, route.tally.template, requestId);
    const answers = route.tally;
    route.handler({ request, response, requestId, query: end < 0 ? '' : url.slice(end + 1), answers });
    return true;
  }

  private logWhenAnswered(response: ServerResponse, route: string, requestId: string): void {
    const startedAt = performance.now();
    response.once('finish', () => {
      const durationMs = Math.round((performance.now() - startedAt) * 10) / 10;
      this.log?.({ method: 'POST', route, status: response.statusCode, durationMs, requestId });
    });
  }
}
