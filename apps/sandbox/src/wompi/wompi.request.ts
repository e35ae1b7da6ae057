import { createHash } from 'node:crypto';
import { isJsonObject, textField, type JsonObject } from '../gateway/json.types.js';
import { methodMessages } from './wompi.method.js';
import { invalidFields } from './wompi.problem.js';
import type { WompiTransaction } from './wompi.transaction.js';

/** Wompi's largest amount. */
const MAX_CENTS = 1e12;
/** COP 1 500: the aggregator plan's smallest amount. */
const MIN_CENTS = 150_000;
const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;

/** The body of `POST /transactions`, checked for its form. */
export interface TransactionRequest {
  readonly reference: string;
  readonly amountInCents: number;
  readonly currency: 'COP';
  readonly customerEmail: string;
  readonly method: JsonObject;
  readonly customer: JsonObject;
  readonly shipping: JsonObject | null;
  readonly redirectUrl: string | null;
  readonly acceptanceToken: string;
  readonly signature: string;
  /** The very text that was signed. */
  readonly expirationTime: string | null;
}

/** @throws GatewayProblem 422 that names every field that is wrong. */
export function transactionRequest(body: JsonObject): TransactionRequest {
  const method = isJsonObject(body['payment_method']) ? body['payment_method'] : {};
  const customer = isJsonObject(body['customer_data']) ? body['customer_data'] : {};
  const messages = { ...fieldMessages(body), ...methodMessages(method, customer) };
  if (Object.keys(messages).length > 0) throw invalidFields(messages);
  return {
    reference: textField(body, 'reference') ?? '',
    amountInCents: Number(body['amount_in_cents']),
    currency: 'COP',
    customerEmail: textField(body, 'customer_email') ?? '',
    method,
    customer,
    shipping: isJsonObject(body['shipping_address']) ? body['shipping_address'] : null,
    redirectUrl: textField(body, 'redirect_url'),
    acceptanceToken: textField(body, 'acceptance_token') ?? '',
    signature: textField(body, 'signature') ?? '',
    expirationTime: textField(body, 'expiration_time'),
  };
}

function fieldMessages(body: JsonObject): Record<string, string[]> {
  const { amount_in_cents: amount, expiration_time: expiration, redirect_url: redirect } = body;
  const reference = textField(body, 'reference') ?? '';
  const isAmount = typeof amount === 'number' && Number.isInteger(amount) && amount >= MIN_CENTS && amount <= MAX_CENTS;
  const rules: [string, string, boolean][] = [
    ['acceptance_token', 'No está presente', textField(body, 'acceptance_token') !== null],
    ['amount_in_cents', `Debe ser un entero de ${MIN_CENTS} a ${MAX_CENTS}`, isAmount],
    ['currency', 'Debe ser COP', body['currency'] === 'COP'],
    ['customer_email', 'No es un correo válido', EMAIL.test(textField(body, 'customer_email') ?? '')],
    ['reference', 'Debe tener de 1 a 255 caracteres', reference.length > 0 && reference.length <= 255],
    ['signature', 'No está presente', textField(body, 'signature') !== null],
    ['expiration_time', 'No es una fecha válida', expiration === undefined || isMoment(expiration)],
    ['redirect_url', 'No es una URL válida', redirect === undefined || redirect === null || isUrl(redirect)],
  ];
  return Object.fromEntries(rules.filter(([, , good]) => !good).map(([field, text]) => [field, [text]]));
}

/** The integrity signature: lower-case hex, no separators, the expiration as the very text that is sent. */
export function integritySignature(
  request: Pick<TransactionRequest, 'reference' | 'amountInCents' | 'expirationTime'>,
  secret: string,
): string {
  const signed = `${request.reference}${request.amountInCents}COP${request.expirationTime ?? ''}${secret}`;
  return createHash('sha256').update(signed).digest('hex');
}

/** The transaction that a request makes: pending, as Wompi's always are. */
export function requestedTransaction(
  id: string,
  request: TransactionRequest,
  method: JsonObject,
  now: Date,
): WompiTransaction {
  return {
    id,
    created_at: now.toISOString(),
    finalized_at: null,
    amount_in_cents: request.amountInCents,
    reference: request.reference,
    customer_email: request.customerEmail,
    currency: request.currency,
    payment_method_type: method['type'] ?? null,
    payment_method: method,
    status: 'PENDING',
    status_message: null,
    shipping_address: request.shipping,
    redirect_url: request.redirectUrl,
    payment_source_id: null,
    payment_link_id: null,
    customer_data: Object.keys(request.customer).length === 0 ? null : request.customer,
    billing_data: null,
    origin: null,
  };
}

function isMoment(value: unknown): boolean {
  return typeof value === 'string' && !Number.isNaN(Date.parse(value));
}

function isUrl(value: unknown): boolean {
  return typeof value === 'string' && URL.canParse(value) && /^https?:$/.test(new URL(value).protocol);
}
