import type { FastifyInstance } from 'fastify';
import { bodyObject } from '../gateway/body.parsers.js';
import type { JsonObject } from '../gateway/json.types.js';
import type { CausingRequest } from './stripe.event.js';
import { expanded, expandOf } from './stripe.expand.js';
import type { StripeLedger } from './stripe.ledger.js';
import { arrayParameter, listPage, pageLimit, type StripeQuery } from './stripe.list.js';
import { invalidRequest, missingParam } from './stripe.problem.js';
import type { ById, StripeBackend } from './stripe.routes.js';
import { intentQuery } from './stripe.search.js';

/** PaymentIntents: create, read, list, search, and what brings them forward. */
export function registerIntentRoutes(app: FastifyInstance, { ledger, cashier, keys }: StripeBackend): void {
  registerIntentReads(app, ledger);
  app.get<ById>('/payment_intents/:id', (request, reply) => {
    const { intent } = cashier.existing(request.params.id);
    return reply.send(expanded(intent, arrayParameter(request.query, 'expand'), ledger));
  });

  type Verb = (id: string, body: JsonObject, cause: CausingRequest) => JsonObject;
  const verbs: Readonly<Record<string, Verb>> = {
    '': (id, body) => cashier.update(id, body),
    '/confirm': (id, body, cause) => cashier.confirm(id, body, cause),
    '/capture': (id, body, cause) => cashier.capture(id, body, cause),
    '/cancel': (id, body, cause) => cashier.cancel(id, body, cause),
  };
  for (const [path, verb] of Object.entries(verbs)) {
    app.post<ById>(`/payment_intents/:id${path}`, (request, reply) =>
      keys.run(request, reply, (cause) => {
        const intent = verb(request.params.id, bodyObject(request.body), cause);
        return expanded(intent, expandOf(request.body), ledger);
      }),
    );
  }
  app.post('/payment_intents', (request, reply) =>
    keys.run(request, reply, (cause) =>
      expanded(cashier.create(bodyObject(request.body), cause), expandOf(request.body), ledger),
    ),
  );
}

function registerIntentReads(app: FastifyInstance, ledger: StripeLedger): void {
  app.get<{ Querystring: StripeQuery }>('/payment_intents', (request, reply) => {
    const intents = ledger.list().map(({ intent }) => intent);
    const page = listPage('/v1/payment_intents', intents, request.query, (intent) => {
      const { customer } = request.query;
      return customer === undefined || intent['customer'] === customer;
    });
    return reply.send(expanded(page, arrayParameter(request.query, 'expand'), ledger));
  });

  app.get<{ Querystring: StripeQuery }>('/payment_intents/search', (request, reply) => {
    const { query: text, page } = request.query;
    if (typeof text !== 'string') throw missingParam('query');
    const limit = pageLimit(request.query);
    const query = intentQuery(text);
    if ('problem' in query) throw invalidRequest(query.problem, { param: 'query' });
    const found = ledger.list().flatMap(({ intent }) => (query.matches(intent) ? [intent] : []));
    const start = page === undefined ? 0 : Number(Buffer.from(String(page), 'base64url').toString());
    const hasMore = found.length > start + limit;
    const result: JsonObject = {
      object: 'search_result',
      url: '/v1/payment_intents/search',
      has_more: hasMore,
      data: found.slice(start, start + limit),
      next_page: hasMore ? Buffer.from(String(start + limit)).toString('base64url') : null,
    };
    return reply.send(expanded(result, arrayParameter(request.query, 'expand'), ledger));
  });
}
