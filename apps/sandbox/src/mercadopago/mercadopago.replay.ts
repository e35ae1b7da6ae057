import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Json } from '../gateway/json.types.js';
import { badRequest } from './mercadopago.problem.js';

/**
 * `X-Idempotency-Key`, which every POST of money must have. A key is known per path: the same one again does nothing and
 * answers 200 with what `replay` says, whatever the body is. Only what was done is remembered.
 */
export class ReplayedKeys {
  private readonly answers = new Map<string, Json>();

  /** Runs `work` once per key. `replay` turns the first answer into the later ones; null: an empty body. */
  once(
    request: FastifyRequest,
    reply: FastifyReply,
    work: () => Json,
    replay: (first: Json) => Json | null,
  ): FastifyReply {
    const key = request.headers['x-idempotency-key'];
    if (typeof key !== 'string' || key === '') throw badRequest(4292, "Header X-Idempotency-Key can't be null");
    const place = `${request.url.split('?')[0]} ${key}`;
    const first = this.answers.get(place);
    if (first === undefined) {
      const answer = work();
      this.answers.set(place, answer);
      return reply.code(201).send(answer);
    }
    const again = replay(first);
    return again === null ? reply.code(200).send() : reply.code(200).send(again);
  }

  reset(): void {
    this.answers.clear();
  }
}
