import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { bodyObject } from '../gateway/body.parsers.js';
import { isJsonObject, plainText, textField, type JsonObject } from '../gateway/json.types.js';
import { cardFields } from '../page/card.form.js';
import { html } from '../page/html.js';
import { sendPage } from '../page/page.js';
import type { WompiSecrets } from '../sandbox.options.js';
import type { WompiCashier } from './wompi.cashier.js';
import { methodForms } from './wompi.checkout.forms.js';
import { facts, merchantUrl } from './wompi.facts.js';
import type { WompiLedger } from './wompi.ledger.js';
import { extraOf, methodMessages } from './wompi.method.js';
import { invalidFields } from './wompi.problem.js';
import type { TransactionRequest } from './wompi.request.js';
import type { WompiTransaction } from './wompi.transaction.js';
import { frameScript } from './wompi.widget.js';

/** What a merchant's link to the checkout asks for. */
interface CheckoutLink {
  readonly request: Omit<TransactionRequest, 'method'>;
  /** The link's own parameters, to come back to it. */
  readonly query: string;
  /** In the widget's frame, which is told the result instead of being sent away. */
  readonly isFramed: boolean;
}

/** Wompi's Web Checkout: `GET /p/` under the real parameters' names. One reference may be tried several times. */
export function registerWompiCheckout(
  app: FastifyInstance,
  secrets: WompiSecrets,
  ledger: WompiLedger,
  cashier: WompiCashier,
): void {
  const linkOf = (request: FastifyRequest): CheckoutLink => checkoutLink(request, secrets, cashier);

  app.get('/p/', (request, reply) => {
    const link = linkOf(request);
    const paid = ledger.ofReference(link.request.reference).find(({ status }) => status === 'APPROVED');
    if (paid) return reply.redirect(`/p/pago/${paid.id}?${link.query}`, 303);
    return sendPage(reply, { gateway: 'Wompi', title: 'Elija cómo pagar', body: methodForms(link.request) });
  });

  app.post('/p/', (request, reply) => {
    const link = linkOf(request);
    const paid = ledger.ofReference(link.request.reference).find(({ status }) => status === 'APPROVED');
    const transaction = paid ?? attempt(bodyObject(request.body), link, cashier);
    return reply.redirect(`/p/pago/${transaction.id}?${link.query}`, 303);
  });

  app.get<{ Params: { id: string } }>('/p/pago/:id', (request, reply) =>
    resultPage(cashier.existing(request.params.id), linkOf(request), reply),
  );
}

function attempt(form: JsonObject, { request }: CheckoutLink, cashier: WompiCashier): WompiTransaction {
  const type = textField(form, 'method') ?? '';
  const card = type === 'CARD' ? cashier.tokenize(cardBody(form)) : null;
  const method = { ...methodFields(form, type), ...(card === null ? {} : { token: card.token, installments: 1 }) };
  const messages = methodMessages(method, request.customer);
  if (Object.keys(messages).length > 0) throw invalidFields(messages);
  return cashier.begin({ ...request, method }, card);
}

function cardBody(form: JsonObject): JsonObject {
  const { number, holder, month, year, cvc } = cardFields(form);
  return { number, cvc, exp_month: month, exp_year: year, card_holder: holder };
}

function methodFields(form: JsonObject, type: string): JsonObject {
  const payment_description = 'Pago en el checkout';
  switch (type) {
    case 'NEQUI':
      return { type, phone_number: plainText(form['test_phone']) ?? plainText(form['phone_number']) };
    case 'PSE':
      return {
        ...{ type, payment_description, user_type: 0, user_legal_id_type: 'CC' },
        user_legal_id: textField(form, 'user_legal_id'),
        financial_institution_code: textField(form, 'financial_institution_code'),
      };
    case 'DAVIPLATA':
      return {
        ...{ type, payment_description, user_legal_id_type: 'CC' },
        user_legal_id: textField(form, 'user_legal_id'),
      };
    case 'BANCOLOMBIA_TRANSFER':
      return { type, payment_description, user_type: 'PERSON' };
    case 'BANCOLOMBIA_QR':
      return { type, payment_description };
    default:
      return { type };
  }
}

/** @throws GatewayProblem 422 that names what is wrong with the link. */
function checkoutLink(request: FastifyRequest, secrets: WompiSecrets, cashier: WompiCashier): CheckoutLink {
  const query = isJsonObject(request.query) ? request.query : {};
  const amount = Number(textField(query, 'amount-in-cents'));
  const rules: [string, string, boolean][] = [
    ['public-key', 'No corresponde a un comercio de este sandbox', query['public-key'] === secrets.publicKey],
    ['currency', 'Debe ser COP', query['currency'] === 'COP'],
    ['amount-in-cents', 'Debe ser un entero mayor que 0', Number.isSafeInteger(amount) && amount > 0],
    ['reference', 'No está presente', (textField(query, 'reference') ?? '').length > 0],
    ['signature:integrity', 'No está presente', textField(query, 'signature:integrity') !== null],
    ['customer-data:phone-number-prefix', 'No está presente', hasBoth(query, 'phone-number', 'phone-number-prefix')],
    ['customer-data:legal-id-type', 'No está presente', hasBoth(query, 'legal-id', 'legal-id-type')],
  ];
  const wrong = rules.filter(([, , good]) => !good).map(([field, text]): [string, string[]] => [field, [text]]);
  if (wrong.length > 0) throw invalidFields(Object.fromEntries(wrong));
  const link = linkedRequest(query, amount);
  cashier.checkSignature(link);
  return { request: link, query: request.url.split('?')[1] ?? '', isFramed: query['widget'] === '1' };
}

function hasBoth(query: JsonObject, name: string, needed: string): boolean {
  return query[`customer-data:${name}`] === undefined || query[`customer-data:${needed}`] !== undefined;
}

function linkedRequest(query: JsonObject, amountInCents: number): Omit<TransactionRequest, 'method'> {
  const customer = (name: string): string | null => textField(query, `customer-data:${name}`);
  return {
    reference: textField(query, 'reference') ?? '',
    amountInCents,
    currency: 'COP',
    customerEmail: customer('email') ?? 'comprador@example.com',
    customer: {
      full_name: customer('full-name') ?? 'Comprador De Prueba',
      phone_number: `${customer('phone-number-prefix') ?? '+57'}${customer('phone-number') ?? '3001112233'}`,
      legal_id: customer('legal-id'),
      legal_id_type: customer('legal-id-type'),
    },
    shipping: null,
    redirectUrl: textField(query, 'redirect-url'),
    acceptanceToken: '',
    signature: textField(query, 'signature:integrity') ?? '',
    expirationTime: textField(query, 'expiration-time'),
  };
}

/** Where an attempt stands: on to the bank, back to the merchant, or the choice to try again. */
function resultPage(transaction: WompiTransaction, link: CheckoutLink, reply: FastifyReply): FastifyReply {
  const back = merchantUrl(transaction);
  if (transaction.status === 'PENDING') return pendingPage(transaction, link, reply);
  const isPaid = transaction.status === 'APPROVED';
  if (isPaid && back !== null && !link.isFramed) return reply.redirect(back, 303);
  const script = link.isFramed ? frameScript(transaction) : undefined;
  const body = html`${facts(transaction)} ${isPaid ? null : retryLink(link)} ${backLink(back)}`;
  return sendPage(reply, { gateway: 'Wompi', title: isPaid ? 'Pago aprobado' : 'El pago no se aprobó', body, script });
}

function pendingPage(transaction: WompiTransaction, link: CheckoutLink, reply: FastifyReply): FastifyReply {
  const from = encodeURIComponent(`/p/pago/${transaction.id}?${link.query}`);
  const extra = extraOf(transaction['payment_method']);
  const elsewhere = textField(extra, 'async_payment_url') ?? textField(extra, 'url');
  if (elsewhere !== null) return reply.redirect(`${elsewhere}?from=${from}`, 303);
  const body = html`${facts(transaction)}
    <p role="status">Procesando el pago…</p>
    <p><a class="button quiet" href="/wompi/pay/${transaction.id}?from=${from}">Simular la respuesta del banco</a></p>
    ${backLink(merchantUrl(transaction))}`;
  return sendPage(reply, { gateway: 'Wompi', title: 'Procesando', body, refreshSeconds: 1 });
}

function retryLink(link: CheckoutLink): ReturnType<typeof html> {
  return html`<p><a class="button" href="/p/?${link.query}">Intentar de nuevo</a></p>`;
}

function backLink(url: string | null): ReturnType<typeof html> {
  return url === null ? html`` : html`<p><a class="button quiet" href="${url}">Volver al comercio</a></p>`;
}
