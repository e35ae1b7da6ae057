import type { FastifyInstance } from 'fastify';
import { ProblemError } from '../common/problem.errors.js';
import type { RouteTable } from './route.table.js';

/**
 * What the router did not find, but knows under other methods: 405 and `allow`, or for OPTIONS the plain answer to what it
 * asks. Everything else goes on to be answered 404. TRACE is never a route, so it is never echoed.
 */
export function registerMethodCheck(instance: FastifyInstance, routes: RouteTable): void {
  instance.addHook('onRequest', (request, reply, done) => {
    const methods = request.is404 ? routes.methodsOf(pathOf(request.url)) : [];
    if (methods.length === 0) {
      done();
      return;
    }
    const allow = [...new Set([...methods, 'OPTIONS'])].join(', ');
    if (request.method === 'OPTIONS') {
      void reply.code(204).header('allow', allow).send();
      return;
    }
    const detail = 'This method is not allowed here.';
    done(new ProblemError('method_not_allowed', detail, { status: 405, headers: { allow } }));
  });
}

function pathOf(url: string): string {
  const end = url.indexOf('?');
  return end === -1 ? url : url.slice(0, end);
}
