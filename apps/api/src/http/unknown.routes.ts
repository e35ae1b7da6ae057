import type { FastifyReply, FastifyRequest } from 'fastify';
import { ProblemError } from '../common/problem.errors.js';
import type { RouteTable } from './route.table.js';

/**
 * What the router did not find, but knows under other methods: 405 and `allow`, or for OPTIONS the plain answer to what it
 * asks. Everything else goes on to be answered 404. TRACE is never a route, so it is never echoed.
 * @returns true when it was answered.
 * @throws ProblemError 405.
 */
export function checkMethod(routes: RouteTable, request: FastifyRequest, reply: FastifyReply): boolean {
  const methods = routes.methodsOf(request.url.split('?', 1)[0] ?? '');
  if (methods.length === 0) return false;
  const allow = [...methods, 'OPTIONS'].join(', ');
  if (request.method === 'OPTIONS') {
    void reply.code(204).header('allow', allow).send();
    return true;
  }
  throw new ProblemError('method_not_allowed', 'This method is not allowed here.', { status: 405, headers: { allow } });
}
