import type { FastifyInstance, FastifyRequest } from 'fastify';
import { isJsonObject } from '../gateway/json.types.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import { guide } from './control.guide.js';
import { CONTROL_OPERATIONS } from './control.operations.js';
import type { ControlService } from './control.service.js';

/**
 * The control endpoint under `/sandbox/control`: JSON in, JSON out, one route per operation of `CONTROL_OPERATIONS`, and the
 * guide to them at its root. Errors are `{"error":{"code","message"}}`. It has no login: the sandbox is for a developer's
 * own machine, and pages of other origins are turned away.
 */
export function registerControlRoutes(app: FastifyInstance, control: ControlService): void {
  acceptAnyBody(app);
  app.addHook('onRequest', async (request) => refuseForeignPages(request));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send({ error: { code: 'unknown_operation', message: 'GET /sandbox/control lists what there is' } }),
  );
  app.setErrorHandler((error: Error & { statusCode?: number }, _request, reply) => {
    if (error instanceof SandboxError) return reply.code(error.status).send(problem(error.code, error.message));
    const status = error.statusCode ?? 500;
    return reply.code(status).send(problem(status < 500 ? 'bad_request' : 'internal_error', error.message));
  });
  app.get('/', (_request, reply) => reply.send(guide()));
  for (const operation of CONTROL_OPERATIONS) {
    app.route({
      method: operation.method,
      url: operation.path,
      handler: async (request) => operation.run(control, inputOf(request)),
    });
  }
}

/** One object from the path, the query and the body; the path wins, so that a body cannot point elsewhere. */
function inputOf(request: FastifyRequest): unknown {
  const { body, params, query } = request;
  if (body !== null && body !== undefined && !isJsonObject(body))
    throw new SandboxError(400, 'bad_input', 'the body must be a JSON object');
  return {
    ...(isJsonObject(query) ? query : {}),
    ...(isJsonObject(body) ? body : {}),
    ...(isJsonObject(params) ? params : {}),
  };
}

/** `curl -d '{…}'` says it sends a form; it is read as JSON all the same. No body is an empty one. */
function acceptAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'string' }, (_request, text, done) => {
    try {
      done(null, text.length === 0 ? {} : JSON.parse(text.toString()));
    } catch {
      done(new SandboxError(400, 'bad_input', 'the body is not JSON'));
    }
  });
}

function refuseForeignPages(request: FastifyRequest): void {
  const { origin, host } = request.headers;
  if (origin === undefined || (URL.canParse(origin) && new URL(origin).host === host)) return;
  throw new SandboxError(403, 'foreign_origin', 'pages of other origins may not control the sandbox');
}

function problem(code: string, message: string): { error: { code: string; message: string } } {
  return { error: { code, message } };
}
