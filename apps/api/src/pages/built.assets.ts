import { join } from 'node:path';
import type { FastifyStaticOptions } from '@fastify/static';
import type { FastifyReply } from 'fastify';
import { toProblem } from '../common/problem.js';

/** How the files of a built site are served. Their names hold a hash of their content: a browser need never ask again. */
export function assetsOf(folder: string, prefix: string): FastifyStaticOptions {
  return {
    root: join(folder, 'assets'),
    prefix,
    index: false,
    decorateReply: false,
    immutable: true,
    maxAge: '365d',
    preCompressed: true,
  };
}

/** Outside Nest's routes errors are answered here, as the same problem documents. */
export function sendProblem(error: unknown, requestId: string, reply: FastifyReply): FastifyReply {
  const { status, headers, body } = toProblem(error, requestId);
  return reply.code(status).headers(headers).send(JSON.stringify(body));
}
