import { createHmac, randomBytes, randomUUID } from 'node:crypto';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Json, JsonObject, Query } from '../gateway/json.types.js';
import type { WompiSecrets } from '../sandbox.options.js';
import type { WompiTransaction } from './wompi.transaction.js';

/** What the routes read. */
export interface WompiStore {
  find(id: string): WompiTransaction | null;
  /** Newest first. */
  list(): readonly WompiTransaction[];
  readonly merchantId: string;
}

const MAX_PAGE_SIZE = 200;
const ACCEPTANCE_SECONDS = 3600;

/** Wompi's API, relative to `/v1`: transactions by id and by filter, and the merchant with its acceptance tokens. */
export function registerWompiRoutes(app: FastifyInstance, secrets: WompiSecrets, store: WompiStore): void {
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(notFound('La ruta solicitada no existe')));

  app.get<{ Params: { id: string } }>('/transactions/:id', (request, reply) => {
    const key = bearer(request);
    // Without a key the documentation says 404, as if the transaction were not there.
    if (key === null) return reply.code(404).send(notFound('La entidad solicitada no existe'));
    if (key !== secrets.privateKey) return refuseKey(reply);
    const transaction = store.find(request.params.id);
    if (!transaction) return reply.code(404).send(notFound('La entidad solicitada no existe'));
    return reply.send({ data: transaction, meta: {} });
  });

  app.get<{ Querystring: Query }>('/transactions', (request, reply) => {
    if (bearer(request) !== secrets.privateKey) return refuseKey(reply);
    const query = transactionQuery(request.query);
    if ('messages' in query) {
      return reply.code(422).send({ error: { type: 'INPUT_VALIDATION_ERROR', messages: query.messages } });
    }
    const matches = store.list().filter((transaction) => query.matches(transaction));
    const start = (query.page - 1) * query.pageSize;
    const meta = { page: query.page, page_size: query.pageSize, total_results: matches.length };
    return reply.send({ data: matches.slice(start, start + query.pageSize), meta });
  });

  registerMerchantRoutes(app, secrets, store.merchantId);
}

/** `/merchants/info` (the key in a header) and the older `/merchants/:public_key`. */
function registerMerchantRoutes(app: FastifyInstance, secrets: WompiSecrets, merchantId: string): void {
  const tokenKey = randomBytes(32);
  const answer = (key: unknown, reply: FastifyReply): FastifyReply => {
    if (key !== secrets.publicKey) return reply.code(404).send(notFound('El comercio no existe'));
    return reply.send({ data: merchant(merchantId, secrets.publicKey, tokenKey), meta: {} });
  };
  app.get('/merchants/info', (request, reply) => answer(request.headers['x-merchant-public-key'], reply));
  app.get<{ Params: { key: string } }>('/merchants/:key', (request, reply) => answer(request.params.key, reply));
}

function merchant(merchantId: string, publicKey: string, tokenKey: Buffer): JsonObject {
  return {
    id: Number(merchantId),
    name: 'Comercio de prueba',
    email: 'comercio@example.com',
    legal_name: 'Comercio de prueba S.A.S.',
    public_key: publicKey,
    accepted_currencies: ['COP'],
    accepted_payment_methods: [
      'CARD',
      'NEQUI',
      'PSE',
      'BANCOLOMBIA_TRANSFER',
      'BANCOLOMBIA_QR',
      'BANCOLOMBIA_COLLECT',
      'DAVIPLATA',
    ],
    presigned_acceptance: {
      acceptance_token: acceptanceToken('END_USER_POLICY', tokenKey),
      permalink: 'https://sandbox.example.com/reglamento-usuarios.pdf',
      type: 'END_USER_POLICY',
    },
    presigned_personal_data_auth: {
      acceptance_token: acceptanceToken('PERSONAL_DATA_AUTH', tokenKey),
      permalink: 'https://sandbox.example.com/datos-personales.pdf',
      type: 'PERSONAL_DATA_AUTH',
    },
  };
}

/** A JWT that is good for an hour; each one differs, since Wompi's are used once. */
function acceptanceToken(type: string, key: Buffer): string {
  const encode = (value: Json): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const expiresAt = Math.floor(Date.now() / 1000) + ACCEPTANCE_SECONDS;
  const signed = `${encode({ alg: 'HS256' })}.${encode({ type, jti: randomUUID(), exp: expiresAt })}`;
  return `${signed}.${createHmac('sha256', key).update(signed).digest('base64url')}`;
}

interface TransactionQuery {
  readonly page: number;
  readonly pageSize: number;
  matches(transaction: WompiTransaction): boolean;
}

function transactionQuery(query: Query): TransactionQuery | { messages: JsonObject } {
  const page = wholeNumber(query['page'], 1);
  const pageSize = wholeNumber(query['page_size'], 50);
  const [from, until] = [
    dateBound(query['from_date'], 'T00:00:00.000Z'),
    dateBound(query['until_date'], 'T23:59:59.999Z'),
  ];
  const messages: JsonObject = {};
  if (page === null) messages['page'] = ['Debe ser un entero mayor que 0'];
  if (pageSize === null || pageSize > MAX_PAGE_SIZE)
    messages['page_size'] = [`Debe ser un entero entre 1 y ${MAX_PAGE_SIZE}`];
  if (Number.isNaN(from)) messages['from_date'] = ['No es una fecha válida'];
  if (Number.isNaN(until)) messages['until_date'] = ['No es una fecha válida'];
  if (page === null || pageSize === null || Object.keys(messages).length > 0) return { messages };
  const { reference, status } = query;
  return {
    page,
    pageSize,
    matches: (transaction) => {
      const createdAt = Date.parse(transaction.created_at);
      const named = (reference ?? transaction.reference) === transaction.reference;
      return named && (status ?? transaction.status) === transaction.status && within(createdAt, from, until);
    },
  };
}

function within(time: number, from: number | null, until: number | null): boolean {
  return (from === null || time >= from) && (until === null || time <= until);
}

function wholeNumber(value: unknown, fallback: number): number | null {
  if (value === undefined) return fallback;
  return typeof value === 'string' && /^[1-9]\d{0,5}$/.test(value) ? Number(value) : null;
}

/** A date or a date with time, in ms; a bare date gets `time`. */
function dateBound(value: Query[string], time: string): number | null {
  if (value === undefined) return null;
  return Date.parse(/^\d{4}-\d{2}-\d{2}$/.test(String(value)) ? `${String(value)}${time}` : String(value));
}

function bearer(request: FastifyRequest): string | null {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

function refuseKey(reply: FastifyReply): FastifyReply {
  return reply
    .code(401)
    .send({ error: { type: 'INVALID_ACCESS_TOKEN', reason: 'La llave proporcionada no corresponde a este ambiente' } });
}

function notFound(reason: string): JsonObject {
  return { error: { type: 'NOT_FOUND_ERROR', reason } };
}
