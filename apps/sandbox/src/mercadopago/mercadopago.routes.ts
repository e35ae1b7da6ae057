import type { FastifyInstance, FastifyRequest } from 'fastify';
import { acceptJson, bodyObject } from '../gateway/body.parsers.js';
import { answerProblems, GatewayProblem } from '../gateway/gateway.problem.js';
import { isJsonObject, plainText, type Query } from '../gateway/json.types.js';
import type { GatewayHost } from '../gateway/gateway.contract.js';
import type { MercadoPagoSecrets } from '../sandbox.options.js';
import { cardTokenBody } from './mercadopago.card.js';
import type { MercadoPagoCashier } from './mercadopago.cashier.js';
import type { MercadoPagoLedger } from './mercadopago.ledger.js';
import { PAYMENT_METHODS } from './mercadopago.methods.js';
import { newPreference, updatedPreference, type Preference } from './mercadopago.preference.js';
import { badRequest, errorBody, unauthorized } from './mercadopago.problem.js';
import type { ReplayedKeys } from './mercadopago.replay.js';
import { searchPayments } from './mercadopago.search.js';

interface ById {
  Params: { id: string };
}

export interface MercadoPagoBackend {
  readonly secrets: MercadoPagoSecrets;
  readonly ledger: MercadoPagoLedger;
  readonly cashier: MercadoPagoCashier;
  readonly keys: ReplayedKeys;
  readonly host: GatewayHost;
}

/** MercadoPago's API: payments, refunds, preferences, card tokens, methods. The access token opens all of it. */
export function registerMercadoPagoRoutes(app: FastifyInstance, backend: MercadoPagoBackend): void {
  acceptJson(app);
  answerProblems(app, (status, message) => errorBody(status, 'bad_request', message, []));
  app.setNotFoundHandler((_request, reply) =>
    reply.code(404).send(errorBody(404, 'not_found', 'resource not found', [])),
  );
  app.addHook('preHandler', async (request) => requireToken(request, backend.secrets));
  registerPayments(app, backend);
  registerRefunds(app, backend);
  registerPreferences(app, backend);
  app.get('/v1/payment_methods', (_request, reply) => reply.send(PAYMENT_METHODS));
  app.post('/v1/card_tokens', (request, reply) =>
    reply.code(201).send(cardTokenBody(backend.cashier.tokenize(bodyObject(request.body)), new Date())),
  );
}

function registerPayments(app: FastifyInstance, { ledger, cashier, keys }: MercadoPagoBackend): void {
  app.get<{ Querystring: Query }>('/v1/payments/search', (request, reply) => {
    const found = searchPayments(ledger.list(), request.query);
    if ('problem' in found) throw badRequest(found.code, found.problem);
    return reply.send(found);
  });

  app.get<ById>('/v1/payments/:id', (request, reply) => reply.send(cashier.existing(request.params.id, request.id)));

  app.post('/v1/payments', (request, reply) =>
    keys.once(
      request,
      reply,
      () => cashier.create(bodyObject(request.body)),
      // The payment as it is now, not as it was.
      (first) => (isJsonObject(first) ? (ledger.find(plainText(first['id']) ?? '') ?? first) : first),
    ),
  );

  app.put<ById>('/v1/payments/:id', (request, reply) =>
    reply.send(cashier.update(cashier.existing(request.params.id, request.id), bodyObject(request.body))),
  );
}

function registerRefunds(app: FastifyInstance, { cashier, keys }: MercadoPagoBackend): void {
  app.post<ById>('/v1/payments/:id/refunds', (request, reply) => {
    const payment = cashier.existing(request.params.id, request.id);
    const refund = (): ReturnType<typeof cashier.refund> => cashier.refund(payment, bodyObject(request.body));
    // A replayed key was measured to answer 200 with nothing in it.
    return keys.once(request, reply, refund, () => null);
  });

  app.get<ById>('/v1/payments/:id/refunds', (request, reply) =>
    reply.send(cashier.existing(request.params.id, request.id).refunds),
  );

  app.get<{ Params: { id: string; refund: string } }>('/v1/payments/:id/refunds/:refund', (request, reply) => {
    const { refunds } = cashier.existing(request.params.id, request.id);
    const found = refunds.filter(isJsonObject).find((one) => plainText(one['id']) === request.params.refund);
    if (found) return reply.send(found);
    throw new GatewayProblem(404, errorBody(404, 'not_found', 'Refund not found', [{ code: 2024 }]));
  });
}

function registerPreferences(app: FastifyInstance, { ledger, host }: MercadoPagoBackend): void {
  const existing = (id: string): Preference => {
    const preference = ledger.preference(id);
    if (preference) return preference;
    const message = `The preference with identifier ${id} was not found`;
    throw new GatewayProblem(404, errorBody(404, 'not_found', message, null));
  };
  app.post('/checkout/preferences', (request, reply) => {
    const preference = newPreference(bodyObject(request.body), ledger.collectorId, host.url, new Date());
    ledger.keepPreference(preference);
    return reply.code(201).send(preference);
  });
  app.get<ById>('/checkout/preferences/:id', (request, reply) => reply.send(existing(request.params.id)));
  app.put<ById>('/checkout/preferences/:id', (request, reply) => {
    const preference = updatedPreference(existing(request.params.id), bodyObject(request.body));
    ledger.keepPreference(preference);
    return reply.send(preference);
  });
}

/** A browser makes card tokens with the public key in the query. */
function requireToken(request: FastifyRequest, secrets: MercadoPagoSecrets): void {
  const query = isJsonObject(request.query) ? request.query : {};
  if (request.url.startsWith('/mercadopago/v1/card_tokens') && query['public_key'] === secrets.publicKey) return;
  const token = /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw unauthorized('authorization value not present');
  if (token !== secrets.accessToken) throw unauthorized('invalid access token');
}
