import { isJsonObject, plainText, textField, type JsonObject } from '../gateway/json.types.js';
import { randomDigits } from '../gateway/random.ids.js';
import { cardOfPayment, type MercadoPagoCard, type MercadoPagoVerdict } from './mercadopago.card.js';
import { CARD_METHODS, PSE_BANKS } from './mercadopago.methods.js';
import { mercadoPagoDate, withMercadoPagoStatus, type MercadoPagoPayment } from './mercadopago.payment.js';
import { badRequest } from './mercadopago.problem.js';

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const PAYMENT_DAYS: Readonly<Record<string, number>> = { pse: 1, efecty: 3 };

/** The body of `POST /v1/payments`, checked for its form. */
export interface PaymentRequest {
  readonly amount: number;
  readonly method: string;
  readonly type: 'credit_card' | 'debit_card' | 'bank_transfer' | 'ticket';
  readonly token: string | null;
  readonly body: JsonObject;
}

/** @throws GatewayProblem 400 with MercadoPago's number of the first thing that is wrong. */
export function paymentRequest(body: JsonObject): PaymentRequest {
  const amount = amountOf(body);
  const method = textField(body, 'payment_method_id');
  const payer = isJsonObject(body['payer']) ? body['payer'] : {};
  if (!EMAIL.test(textField(payer, 'email') ?? '')) throw badRequest(4050, 'payer.email must be a valid email');
  const type = method === null ? null : typeOf(method);
  if (method === null || type === null) throw badRequest(4051, 'payment_method_id is required and must be known');
  if (type === 'bank_transfer') checkPse(body, payer);
  const token = textField(body, 'token');
  if (type.endsWith('_card') && token === null) throw badRequest(4020, 'token attribute is required');
  return { amount, method, type, token, body };
}

/** Whole pesos, as MercadoPago takes COP. */
function amountOf(body: JsonObject): number {
  const amount = body['transaction_amount'];
  if (typeof amount !== 'number' || !(amount > 0)) throw badRequest(4037, 'Invalid transaction_amount');
  if (Number.isInteger(amount)) return amount;
  throw badRequest(4037, 'Prices in COP currency must be expressed with integer values');
}

function typeOf(method: string): PaymentRequest['type'] | null {
  if (method === 'pse') return 'bank_transfer';
  if (method === 'efecty') return 'ticket';
  if (!CARD_METHODS.some((card) => card === method)) return null;
  return method.startsWith('deb') ? 'debit_card' : 'credit_card';
}

function checkPse(body: JsonObject, payer: JsonObject): void {
  const details = isJsonObject(body['transaction_details']) ? body['transaction_details'] : {};
  const info = isJsonObject(body['additional_info']) ? body['additional_info'] : {};
  const identification = isJsonObject(payer['identification']) ? payer['identification'] : {};
  const bank = plainText(details['financial_institution']);
  if (!PSE_BANKS.some(({ id }) => id === bank))
    throw badRequest(1, 'Invalid transaction_details.financial_institution');
  if (!['individual', 'association'].includes(plainText(payer['entity_type']) ?? '')) {
    throw badRequest(2067, 'Invalid payer.entity_type');
  }
  if (plainText(identification['number']) === null) throw badRequest(2062, 'Invalid payer.identification.number');
  if (textField(info, 'ip_address') === null) throw badRequest(1, 'additional_info.ip_address is required');
  if (textField(body, 'callback_url') === null) throw badRequest(1, 'callback_url is required');
}

/** The payment that a request makes. `url` is the sandbox's own, for the pages. */
export function requestedPayment(
  id: number,
  request: PaymentRequest,
  card: MercadoPagoCard | null,
  verdict: MercadoPagoVerdict,
  context: { readonly collectorId: number; readonly url: string; readonly now: Date },
): MercadoPagoPayment {
  const { amount, method, type, body } = request;
  const date = mercadoPagoDate(context.now);
  const days = PAYMENT_DAYS[method];
  const base: MercadoPagoPayment = {
    id,
    date_created: date,
    date_approved: null,
    date_last_updated: date,
    date_of_expiration: textField(body, 'date_of_expiration') ?? daysLater(context.now, days),
    money_release_date: null,
    operation_type: 'regular_payment',
    payment_method_id: method,
    payment_type_id: type,
    payment_method: { id: method, type, ...(card === null ? {} : { issuer_id: '204' }) },
    status: 'pending',
    status_detail: 'pending',
    currency_id: 'COP',
    description: textField(body, 'description'),
    live_mode: true,
    payer: payerOf(body),
    collector_id: context.collectorId,
    metadata: snakeCased(isJsonObject(body['metadata']) ? body['metadata'] : {}),
    additional_info: additionalInfo(body),
    order: {},
    external_reference: plainText(body['external_reference']),
    transaction_amount: amount,
    transaction_amount_refunded: 0,
    coupon_amount: 0,
    taxes_amount: 0,
    shipping_amount: 0,
    installments: Number(body['installments'] ?? 1),
    transaction_details: transactionDetails(id, request, context.url),
    fee_details: [],
    charges_details: [],
    captured: true,
    binary_mode: body['binary_mode'] === true,
    statement_descriptor: textField(body, 'statement_descriptor'),
    callback_url: textField(body, 'callback_url'),
    card: card === null ? {} : cardOfPayment(card, context.now),
    notification_url: textField(body, 'notification_url'),
    refunds: [],
    processing_mode: 'aggregator',
    point_of_interaction: { type: 'UNSPECIFIED', business_info: { unit: 'online_payments', sub_unit: 'default' } },
  };
  return withMercadoPagoStatus(base, verdict.status, verdict.detail, context.now);
}

function transactionDetails(id: number, { amount, method, body }: PaymentRequest, url: string): JsonObject {
  const asked = isJsonObject(body['transaction_details']) ? body['transaction_details'] : {};
  const isOffline = method === 'efecty';
  return {
    payment_method_reference_id: isOffline ? randomDigits(10) : null,
    verification_code: isOffline ? randomDigits(10) : null,
    net_received_amount: 0,
    total_paid_amount: amount,
    overpaid_amount: 0,
    external_resource_url: ['pse', 'efecty'].includes(method) ? `${url}/mercadopago/${method}/${id}` : null,
    installment_amount: amount,
    financial_institution: plainText(asked['financial_institution']),
    payable_deferral_period: null,
    acquirer_reference: null,
    bank_transfer_id: method === 'pse' ? Number(randomDigits(8)) : null,
    transaction_id: method === 'pse' ? randomDigits(12) : null,
  };
}

function payerOf(body: JsonObject): JsonObject {
  const payer = isJsonObject(body['payer']) ? body['payer'] : {};
  return {
    type: null,
    id: null,
    email: textField(payer, 'email'),
    identification: isJsonObject(payer['identification']) ? payer['identification'] : { type: null, number: null },
    phone: { area_code: null, number: null, extension: null },
    first_name: textField(payer, 'first_name'),
    last_name: textField(payer, 'last_name'),
    entity_type: textField(payer, 'entity_type'),
  };
}

/** Quantities and prices come back as text although they were sent as numbers. */
function additionalInfo(body: JsonObject): JsonObject {
  const info = isJsonObject(body['additional_info']) ? body['additional_info'] : {};
  const items = Array.isArray(info['items']) ? info['items'] : [];
  const asText = items.filter(isJsonObject).map((item) => ({
    ...item,
    quantity: plainText(item['quantity']),
    unit_price: plainText(item['unit_price']),
  }));
  return { ...info, ...(asText.length === 0 ? {} : { items: asText }) };
}

/** Keys of metadata come back in snake_case. */
export function snakeCased(metadata: JsonObject): JsonObject {
  const snake = (key: string): string => key.replace(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return Object.fromEntries(Object.entries(metadata).map(([key, value]) => [snake(key), value]));
}

function daysLater(now: Date, days: number | undefined): string | null {
  return days === undefined ? null : mercadoPagoDate(new Date(now.getTime() + days * 86_400_000));
}
