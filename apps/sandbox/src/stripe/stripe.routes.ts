import type { FastifyInstance } from 'fastify';
import { acceptForms, bodyObject } from '../gateway/body.parsers.js';
import { answerProblems } from '../gateway/gateway.problem.js';
import { plainText, type JsonObject } from '../gateway/json.types.js';
import { randomToken } from '../gateway/random.ids.js';
import type { StripeSecrets } from '../sandbox.options.js';
import { requireKey } from './stripe.access.js';
import { unixNow, type StripeCashier } from './stripe.cashier.js';
import type { StripeCheckout } from './stripe.checkout.js';
import { STRIPE_API_VERSION } from './stripe.event.js';
import { expanded, expandOf } from './stripe.expand.js';
import { registerIntentRoutes } from './stripe.intent.routes.js';
import type { IdempotencyKeys } from './stripe.keys.js';
import type { StripeLedger } from './stripe.ledger.js';
import { arrayParameter, eventPage, listPage, type StripeQuery } from './stripe.list.js';
import { cardMethod, testMethod } from './stripe.method.js';
import { StripeParams } from './stripe.params.js';
import { invalidRequest, missingParam, noSuch } from './stripe.problem.js';
import { createRefund } from './stripe.refunds.js';

export interface ById {
  Params: { id: string };
  Querystring: StripeQuery;
}

export interface StripeBackend {
  readonly secrets: StripeSecrets;
  readonly ledger: StripeLedger;
  readonly cashier: StripeCashier;
  readonly checkout: StripeCheckout;
  readonly keys: IdempotencyKeys;
}

/**
 * Stripe's API, relative to `/v1`: intents, Checkout Sessions, refunds, charges, payment methods, events, balance. Bearer or
 * Basic with the secret key; a page may read and confirm an intent with the publishable key and the intent's client secret.
 */
export function registerStripeRoutes(app: FastifyInstance, backend: StripeBackend): void {
  acceptForms(app);
  answerProblems(app, (status, message) => invalidRequest(message, {}, status).body);
  app.setNotFoundHandler((request) => {
    throw invalidRequest(`Unrecognized request URL (${request.method}: ${request.url.split('?')[0]}).`, {}, 404);
  });
  app.addHook('preHandler', async (request, reply) => {
    reply.header('request-id', `req_${randomToken(14)}`);
    reply.header('stripe-version', request.headers['stripe-version'] ?? STRIPE_API_VERSION);
    requireKey(request, reply, backend);
  });
  registerIntentRoutes(app, backend);
  registerSessions(app, backend);
  registerRefunds(app, backend);
  registerEvents(app, backend.ledger);
  registerMethods(app, backend);
  app.get<ById>('/charges/:id', (request, reply) => {
    const charge = backend.ledger.charge(request.params.id);
    if (!charge) throw noSuch('charge', request.params.id, 'id');
    return reply.send(expanded(charge, arrayParameter(request.query, 'expand'), backend.ledger));
  });
  app.get('/balance', (_request, reply) => reply.send(balance(backend.ledger)));
}

function registerSessions(app: FastifyInstance, { ledger, checkout, keys }: StripeBackend): void {
  app.post('/checkout/sessions', (request, reply) =>
    keys.run(request, reply, () => {
      const session = checkout.create(bodyObject(request.body));
      return expanded(session, expandOf(request.body), ledger);
    }),
  );
  app.post<ById>('/checkout/sessions/:id/expire', (request, reply) =>
    keys.run(request, reply, (cause) => checkout.expire(request.params.id, cause)),
  );
  app.get<ById>('/checkout/sessions/:id', (request, reply) => {
    const { session } = checkout.existing(request.params.id);
    return reply.send(expanded(session, arrayParameter(request.query, 'expand'), ledger));
  });
  app.get<ById>('/checkout/sessions/:id/line_items', (request, reply) => {
    const { session } = checkout.existing(request.params.id);
    return reply.send(expanded(session, ['line_items'], ledger)['line_items']);
  });
  app.get<{ Querystring: StripeQuery }>('/checkout/sessions', (request, reply) => {
    const { payment_intent: intent, status } = request.query;
    const sessions = ledger.listSessions().map(({ session }) => ({ ...session, created: Number(session['created']) }));
    const page = listPage('/v1/checkout/sessions', sessions, request.query, (session: JsonObject) => {
      const isOfIntent = intent === undefined || session['payment_intent'] === intent;
      return isOfIntent && (status === undefined || session['status'] === status);
    });
    return reply.send(expanded(page, arrayParameter(request.query, 'expand'), ledger));
  });
}

function registerRefunds(app: FastifyInstance, { ledger, cashier, keys }: StripeBackend): void {
  app.post('/refunds', (request, reply) =>
    keys.run(request, reply, (cause) => {
      const refund = createRefund(bodyObject(request.body), ledger, cashier, cause);
      return expanded(refund, expandOf(request.body), ledger);
    }),
  );
  app.get<{ Querystring: StripeQuery }>('/refunds', (request, reply) => {
    const { payment_intent: intent, charge } = request.query;
    const page = listPage('/v1/refunds', ledger.refunds(), request.query, (refund) => {
      return (intent ?? refund.payment_intent) === refund.payment_intent && (charge ?? refund.charge) === refund.charge;
    });
    return reply.send(expanded(page, arrayParameter(request.query, 'expand'), ledger));
  });
  app.get<ById>('/refunds/:id', (request, reply) => {
    const refund = ledger.refunds().find(({ id }) => id === request.params.id);
    if (!refund) throw noSuch('refund', request.params.id, 'id');
    return reply.send(expanded(refund, arrayParameter(request.query, 'expand'), ledger));
  });
}

function registerEvents(app: FastifyInstance, ledger: StripeLedger): void {
  app.get<{ Querystring: StripeQuery }>('/events', (request, reply) =>
    reply.send(eventPage(ledger.listEvents(), request.query)),
  );
  app.get<ById>('/events/:id', (request, reply) => {
    const event = ledger.listEvents().find(({ id }) => id === request.params.id);
    if (!event) throw noSuch('event', request.params.id, 'id');
    return reply.send(event);
  });
}

function registerMethods(app: FastifyInstance, { ledger, keys }: StripeBackend): void {
  app.post('/payment_methods', (request, reply) =>
    keys.run(request, reply, () => {
      const params = new StripeParams(bodyObject(request.body), [
        'type',
        'card',
        'billing_details',
        'metadata',
        'expand',
      ]);
      if (params.choice('type', ['card']) === null) throw missingParam('type');
      const card = params.object('card');
      const token = typeof card['token'] === 'string' ? testMethod(card['token'], unixNow()) : null;
      const method = token ?? cardMethod(card, unixNow());
      ledger.putMethod(method);
      return method.resource;
    }),
  );
  app.get<ById>('/payment_methods/:id', (request, reply) => {
    const method = ledger.method(request.params.id, unixNow());
    if (!method) throw noSuch('PaymentMethod', request.params.id, 'payment_method');
    return reply.send(method.resource);
  });
}

function balance(ledger: StripeLedger): JsonObject {
  const totals = new Map<string, number>();
  for (const { charge } of ledger.list()) {
    const currency = plainText(charge?.['currency']) ?? 'cop';
    const net = charge === null ? 0 : charge.amount_captured - charge.amount_refunded;
    totals.set(currency, (totals.get(currency) ?? 0) + net);
  }
  const available = [...totals].map(([currency, amount]) => ({ amount, currency, source_types: { card: amount } }));
  return { object: 'balance', available, livemode: false, pending: [] };
}
