import type { FastifyInstance } from 'fastify';
import type { Answered } from './http/http.edge.js';
import type { MetricsService } from './metrics/metrics.service.js';

/** What was asked for and is no route: its path is what somebody sent. */
const UNKNOWN = 'unknown';

/**
 * Counts what is answered, by the templates of the routes. The doors of the webhooks, which Fastify does not see, keep tallies
 * of their own; they are added when somebody reads.
 */
export function countAnswers(
  { bareRoutes }: FastifyInstance,
  { httpRequests, httpSeconds, beforeRequestsAreRead }: MetricsService,
): (answered: Answered) => void {
  beforeRequestsAreRead(() => {
    for (const tally of bareRoutes.tallies()) {
      const route = tally.template;
      tally.drain((status, count) => httpRequests.inc({ method: 'POST', route, status }, count));
    }
  });
  return ({ method, route, status, seconds }) => {
    httpRequests.inc({ method, route: route ?? UNKNOWN, status });
    if (seconds !== null) httpSeconds.observe({ route: route ?? UNKNOWN }, seconds);
  };
}
