import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { acceptJson, bodyObject } from '../gateway/body.parsers.js';
import { answerProblems } from '../gateway/gateway.problem.js';
import { plainText, type JsonObject, type Query } from '../gateway/json.types.js';
import type { WompiSecrets } from '../sandbox.options.js';
import { cardTokenData } from './wompi.card.js';
import type { WompiCashier } from './wompi.cashier.js';
import { daviplataOtp, type DaviplataOtp } from './wompi.daviplata.js';
import type { WompiLedger } from './wompi.ledger.js';
import { merchant } from './wompi.merchant.js';
import { PSE_BANKS } from './wompi.method.js';
import { invalidFields, notFound, unknownKey } from './wompi.problem.js';
import { transactionPage } from './wompi.search.js';
import type { WompiTransaction } from './wompi.transaction.js';

interface ById {
  Params: { id: string };
}

/** Wompi's API, relative to `/v1`. Private key for what reads or gives back; the public one also creates. */
export function registerWompiRoutes(
  app: FastifyInstance,
  secrets: WompiSecrets,
  ledger: WompiLedger,
  cashier: WompiCashier,
): void {
  acceptJson(app);
  answerProblems(app, (_status, message) => ({
    error: { type: 'INPUT_VALIDATION_ERROR', messages: { body: [message] } },
  }));
  app.setNotFoundHandler((_request, reply) => reply.code(404).send(notFound('La ruta solicitada no existe').body));
  const anyKey = [secrets.publicKey, secrets.privateKey];
  registerReads(app, secrets, ledger);
  registerMerchant(app, secrets, ledger.merchantId, cashier);

  app.post('/tokens/cards', (request, reply) => {
    requireKey(request, anyKey);
    const card = cashier.tokenize(bodyObject(request.body));
    return reply.code(201).send({ status: 'CREATED', data: cardTokenData(card, new Date()), meta: {} });
  });

  app.post('/transactions', (request, reply) => {
    const transaction = cashier.create(bodyObject(request.body), () => requireKey(request, anyKey));
    return reply.code(201).send({ data: transaction, meta: {} });
  });

  app.post<ById>('/transactions/:id/void', (request, reply) => {
    requireKey(request, [secrets.privateKey]);
    const transaction = cashier.void(request.params.id, bodyObject(request.body));
    // `status` is the void's own: it succeeded.
    return reply.code(201).send({ data: { status: 'APPROVED', status_message: null, transaction }, meta: {} });
  });

  app.post('/refunds', (request, reply) => {
    requireKey(request, [secrets.privateKey]);
    return reply.code(201).send({ data: cashier.refund(bodyObject(request.body)), meta: {} });
  });
  registerDaviplata(app, ledger, cashier);
}

function registerReads(app: FastifyInstance, secrets: WompiSecrets, ledger: WompiLedger): void {
  app.get<ById>('/transactions/:id', (request, reply) => {
    // Without a key the documentation says 404, as if the transaction were not there.
    if (bearer(request) === null) throw notFound();
    requireKey(request, [secrets.privateKey]);
    const transaction = ledger.find(request.params.id);
    if (!transaction) throw notFound();
    return reply.send({ data: withRefunds(transaction, ledger), meta: {} });
  });

  app.get<ById>('/refunds/:id', (request, reply) => {
    requireKey(request, [secrets.privateKey]);
    const refund = ledger.refund(request.params.id);
    if (!refund) throw notFound();
    return reply.send({ data: refund, meta: {} });
  });

  app.get<{ Querystring: Query }>('/transactions', (request, reply) => {
    requireKey(request, [secrets.privateKey]);
    return reply.send(transactionPage(ledger.list(), request.query));
  });

  app.get('/pse/financial_institutions', (request, reply) => {
    requireKey(request, [secrets.publicKey, secrets.privateKey]);
    return reply.send({ data: PSE_BANKS, meta: {} });
  });
}

/** A transaction holds its refunds, without their ids; a list of refunds Wompi has none. */
function withRefunds(transaction: WompiTransaction, ledger: WompiLedger): JsonObject {
  const refunds = ledger.refundsOf(transaction.id).map(({ id: _, ...refund }): JsonObject => refund);
  return refunds.length === 0 ? transaction : { ...transaction, refunds };
}

/** `/merchants/info` (the key in a header) and the older `/merchants/:public_key`. */
function registerMerchant(app: FastifyInstance, secrets: WompiSecrets, id: string, cashier: WompiCashier): void {
  const answer = (key: unknown, reply: FastifyReply): FastifyReply => {
    if (key !== secrets.publicKey) throw notFound('El comercio no existe');
    return reply.send({ data: merchant(id, secrets.publicKey, cashier.acceptance), meta: {} });
  };
  app.get('/merchants/info', (request, reply) => answer(request.headers['x-merchant-public-key'], reply));
  app.get<{ Params: { key: string } }>('/merchants/:key', (request, reply) => answer(request.params.key, reply));
}

/** Behind `extra.url_services`: each call needs the token that the one before gave, good once. */
function registerDaviplata(app: FastifyInstance, ledger: WompiLedger, cashier: WompiCashier): void {
  const serve = (step: (otp: DaviplataOtp, token: string, body: JsonObject) => JsonObject) => {
    return (request: FastifyRequest<ById>, reply: FastifyReply): FastifyReply => {
      const otp = daviplataOtp(request.params.id, ledger, cashier);
      return reply.send({ data: step(otp, bearer(request) ?? '', bodyObject(request.body)) });
    };
  };
  app.post<ById>(
    '/daviplata/:id/otp/send',
    serve((otp, token) => otp.send(token)),
  );
  app.post<ById>(
    '/daviplata/:id/otp/validate',
    serve((otp, token, body) => {
      const code = plainText(body['otp'] ?? body['code'] ?? body['code_otp']);
      if (code === null) throw invalidFields({ otp: ['No está presente'] });
      return otp.validate(token, code);
    }),
  );
}

function bearer(request: FastifyRequest): string | null {
  return /^Bearer (\S+)$/i.exec(request.headers.authorization ?? '')?.[1] ?? null;
}

function requireKey(request: FastifyRequest, keys: readonly string[]): void {
  if (!keys.includes(bearer(request) ?? '')) throw unknownKey();
}
