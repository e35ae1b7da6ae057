import type { FastifyInstance } from 'fastify';
import type { JsonObject } from './json.types.js';

/** A refusal of an imitated gateway's API, in that gateway's own words; thrown by what serves its routes. */
export class GatewayProblem extends Error {
  constructor(
    readonly status: number,
    readonly body: JsonObject,
  ) {
    super(`the gateway refuses with ${status}`);
    this.name = 'GatewayProblem';
  }
}

/**
 * Answers what the routes of this scope throw. `malformed` words a request that could not be read at all (bad JSON, too
 * large); `broken` words a mistake of the sandbox itself, which no gateway would show.
 */
export function answerProblems(app: FastifyInstance, malformed: (status: number, message: string) => JsonObject): void {
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof GatewayProblem) return reply.code(error.status).send(error.body);
    const status = error.statusCode ?? 500;
    return reply.code(status).send(malformed(status, error.message));
  });
}
