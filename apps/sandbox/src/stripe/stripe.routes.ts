import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { JsonObject } from '../gateway/json.types.js';
import { randomToken } from '../gateway/random.ids.js';
import type { StripeSecrets } from '../sandbox.options.js';
import type { StripeCharge } from './stripe.charge.js';
import { STRIPE_API_VERSION, type StripeEvent } from './stripe.event.js';
import type { StripeIntent } from './stripe.intent.js';
import { arrayParameter, eventPage, pageLimit, type StripeQuery } from './stripe.list.js';
import { intentQuery } from './stripe.search.js';

/** What the routes read. */
export interface StripeStore {
  intent(id: string): StripeIntent | null;
  /** Newest first. */
  intents(): readonly StripeIntent[];
  charge(id: string): StripeCharge | null;
  /** Newest first. */
  events(): readonly StripeEvent[];
}

interface ById {
  Params: { id: string };
  Querystring: StripeQuery;
}

/** Stripe's API, relative to `/v1`: intents (one, search), events (one, list), charges. Bearer or Basic with the secret key. */
export function registerStripeRoutes(app: FastifyInstance, secrets: StripeSecrets, store: StripeStore): void {
  app.setNotFoundHandler((request, reply) => {
    const message = `Unrecognized request URL (${request.method}: ${request.url.split('?')[0]}).`;
    return problem(reply, 404, { message });
  });
  app.addHook('preHandler', async (request, reply) => {
    reply.header('request-id', `req_${randomToken(14)}`);
    reply.header('stripe-version', request.headers['stripe-version'] ?? STRIPE_API_VERSION);
    return authorize(request, reply, secrets.secretKey);
  });
  registerIntentRoutes(app, store);
  registerEventRoutes(app, store);
  app.get<ById>('/charges/:id', (request, reply) => {
    const charge = store.charge(request.params.id);
    return charge ? reply.send(charge) : missing(reply, 'charge', request.params.id, 'id');
  });
}

function registerIntentRoutes(app: FastifyInstance, store: StripeStore): void {
  app.get<{ Querystring: StripeQuery }>('/payment_intents/search', (request, reply) => {
    const { query: text, page } = request.query;
    if (typeof text !== 'string')
      return problem(reply, 400, { message: 'Missing required param: query.', param: 'query' });
    const limit = pageLimit(request.query);
    if (typeof limit !== 'number') return problem(reply, 400, { ...limit });
    const query = intentQuery(text);
    if ('problem' in query) return problem(reply, 400, { message: query.problem, param: 'query' });
    const found = store.intents().filter((intent) => query.matches(intent));
    const start = page === undefined ? 0 : Number(Buffer.from(String(page), 'base64url').toString());
    const hasMore = found.length > start + limit;
    return reply.send({
      object: 'search_result',
      url: '/v1/payment_intents/search',
      has_more: hasMore,
      data: found.slice(start, start + limit).map((intent) => expanded(intent, request.query, store, 'data.')),
      next_page: hasMore ? Buffer.from(String(start + limit)).toString('base64url') : null,
    });
  });

  app.get<ById>('/payment_intents/:id', (request, reply) => {
    const intent = store.intent(request.params.id);
    if (!intent) return missing(reply, 'payment_intent', request.params.id, 'intent');
    return reply.send(expanded(intent, request.query, store, ''));
  });
}

function registerEventRoutes(app: FastifyInstance, store: StripeStore): void {
  app.get<{ Querystring: StripeQuery }>('/events', (request, reply) => {
    const page = eventPage(store.events(), request.query);
    if ('message' in page) return problem(reply, 400, { ...page });
    return reply.send({ object: 'list', url: '/v1/events', has_more: page.hasMore, data: page.data });
  });

  app.get<ById>('/events/:id', (request, reply) => {
    const event = store.events().find(({ id }) => id === request.params.id);
    return event ? reply.send(event) : missing(reply, 'event', request.params.id, 'id');
  });
}

/** The intent, with its charge in place of the charge's id when `expand[]=latest_charge` asks for it. */
function expanded(intent: StripeIntent, query: StripeQuery, store: StripeStore, prefix: string): JsonObject {
  const charge = intent.latest_charge === null ? null : store.charge(intent.latest_charge);
  const asked = arrayParameter(query, 'expand').includes(`${prefix}latest_charge`);
  return asked && charge !== null ? { ...intent, latest_charge: charge } : intent;
}

async function authorize(
  request: FastifyRequest,
  reply: FastifyReply,
  secretKey: string,
): Promise<FastifyReply | undefined> {
  const key = presentedKey(request.headers.authorization ?? '');
  if (key === secretKey) return undefined;
  reply.header('www-authenticate', 'Basic realm="Stripe"');
  if (key === null) {
    return problem(reply, 401, { message: 'You did not provide an API key. Provide it in the Authorization header.' });
  }
  // Stripe shows the first and last characters of the key; a log of this one needs none of it.
  return problem(reply, 401, { message: 'Invalid API Key provided: ****' });
}

function presentedKey(authorization: string): string | null {
  const [, scheme, value] = /^(Bearer|Basic) (\S+)$/i.exec(authorization) ?? [];
  if (scheme === undefined || value === undefined) return null;
  if (scheme.toLowerCase() === 'bearer') return value;
  return Buffer.from(value, 'base64').toString().split(':')[0] ?? null;
}

function missing(reply: FastifyReply, kind: string, id: string, param: string): FastifyReply {
  return problem(reply, 404, {
    code: 'resource_missing',
    doc_url: 'https://docs.stripe.com/error-codes/resource-missing',
    message: `No such ${kind}: '${id}'`,
    param,
  });
}

function problem(reply: FastifyReply, status: number, error: JsonObject): FastifyReply {
  return reply.code(status).send({ error: { ...error, type: 'invalid_request_error' } });
}
