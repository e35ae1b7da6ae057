import type { FastifyReply, FastifyRequest } from 'fastify';
import { GatewayProblem } from '../gateway/gateway.problem.js';
import type { JsonObject } from '../gateway/json.types.js';
import { randomToken } from '../gateway/random.ids.js';
import type { CausingRequest } from './stripe.event.js';
import { keyInUse, keyReused } from './stripe.problem.js';

interface Known {
  readonly fingerprint: string;
  readonly requestId: string;
  /** Null while the first request with the key has not been answered. */
  answer: { readonly status: number; readonly body: JsonObject } | null;
  isAnswered: boolean;
}

/**
 * `Idempotency-Key`: the same key with the same parameters gives the first answer again (`idempotent-replayed: true`), a
 * refused card too; with others it is an error, and so it is while the first request is under way. What failed its checks
 * began nothing and is forgotten.
 */
export class IdempotencyKeys {
  private readonly known = new Map<string, Known>();

  /** Runs `work` under the request's key and answers with what it gives. */
  run(request: FastifyRequest, reply: FastifyReply, work: (cause: CausingRequest) => JsonObject): FastifyReply {
    const header = request.headers['idempotency-key'];
    const key = typeof header === 'string' && header !== '' ? header : null;
    const cause = { id: `req_${randomToken(14)}`, idempotencyKey: key };
    reply.header('request-id', cause.id);
    if (key === null) return reply.send(work(cause));
    reply.header('idempotency-key', key);
    const fingerprint = `${request.url.split('?')[0]} ${JSON.stringify(request.body ?? {})}`;
    const before = this.known.get(key);
    if (before !== undefined) return replay(before, key, fingerprint, reply);
    const entry: Known = { fingerprint, requestId: cause.id, answer: null, isAnswered: false };
    this.known.set(key, entry);
    reply.raw.once('close', () => {
      entry.isAnswered = true;
    });
    return this.first(entry, key, () => work(cause), reply);
  }

  reset(): void {
    this.known.clear();
  }

  private first(entry: Known, key: string, work: () => JsonObject, reply: FastifyReply): FastifyReply {
    try {
      const body = work();
      entry.answer = { status: 200, body };
      return reply.send(body);
    } catch (error) {
      if (error instanceof GatewayProblem && error.status === 402) entry.answer = error;
      else this.known.delete(key);
      throw error;
    }
  }
}

function replay(before: Known, key: string, fingerprint: string, reply: FastifyReply): FastifyReply {
  if (before.fingerprint !== fingerprint) throw keyReused(key);
  if (before.answer === null || !before.isAnswered) throw keyInUse();
  reply.header('idempotent-replayed', 'true').header('original-request', before.requestId);
  return reply.code(before.answer.status).send(before.answer.body);
}
