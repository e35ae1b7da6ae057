import type { FastifyRequest } from 'fastify';

/** Where a request comes from. */
export interface Client {
  readonly address: string;
  readonly userAgent: string | undefined;
  readonly requestId: string;
}

export function clientOf(request: FastifyRequest): Client {
  return { address: request.ip, userAgent: request.headers['user-agent'], requestId: request.id };
}
