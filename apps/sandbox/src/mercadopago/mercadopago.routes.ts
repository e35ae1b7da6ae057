import type { FastifyInstance, FastifyReply } from 'fastify';
import type { JsonObject, Query } from '../gateway/json.types.js';
import type { MercadoPagoSecrets } from '../sandbox.options.js';
import type { MercadoPagoPayment } from './mercadopago.payment.js';
import { searchPayments } from './mercadopago.search.js';

/** What the routes read. */
export interface MercadoPagoStore {
  find(id: string): MercadoPagoPayment | null;
  /** Oldest first. */
  list(): readonly MercadoPagoPayment[];
}

/** MercadoPago's API: one payment, and the search. */
export function registerMercadoPagoRoutes(
  app: FastifyInstance,
  secrets: MercadoPagoSecrets,
  store: MercadoPagoStore,
): void {
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody(404, 'not_found', 'resource not found', [])),
  );

  app.addHook('preHandler', async (request, reply) => {
    const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) return refuse(reply, 'authorization value not present');
    return token === secrets.accessToken ? undefined : refuse(reply, 'invalid access token');
  });

  app.get<{ Querystring: Query }>('/v1/payments/search', (request, reply) => {
    const found = searchPayments(store.list(), request.query);
    if ('problem' in found) return reply.code(400).send(badRequest(found.code, found.problem));
    return reply.send(found);
  });

  app.get<{ Params: { id: string } }>('/v1/payments/:id', (request, reply) => {
    const payment = store.find(request.params.id);
    if (payment) return reply.send(payment);
    const cause = { code: 2000, description: 'Payment not found', data: `${new Date().toUTCString()};${request.id}` };
    return reply.code(404).send(errorBody(404, 'not_found', 'Payment not found', [cause]));
  });
}

function refuse(reply: FastifyReply, message: string): FastifyReply {
  return reply.code(401).send(errorBody(401, 'unauthorized', message, []));
}

function badRequest(code: number, description: string): JsonObject {
  return errorBody(400, 'bad_request', description, [{ code, description, data: null }]);
}

function errorBody(status: number, error: string, message: string, cause: JsonObject[]): JsonObject {
  return { message, error, status, cause };
}
