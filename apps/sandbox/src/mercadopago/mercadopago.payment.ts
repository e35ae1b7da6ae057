import type { NewTransaction } from '../gateway/gateway.contract.js';
import type { Json, JsonObject } from '../gateway/json.types.js';
import { mercadoPagoAmount } from '../gateway/money.units.js';
import { randomDigits } from '../gateway/random.ids.js';
import { SandboxError } from '../gateway/sandbox.error.js';

/** The statuses of a payment, each with the detail it has when nothing more is said. */
export const STATUS_DETAILS = {
  pending: 'pending_waiting_payment',
  in_process: 'pending_contingency',
  authorized: 'pending_capture',
  approved: 'accredited',
  rejected: 'cc_rejected_other_reason',
  cancelled: 'by_collector',
  refunded: 'refunded',
  in_mediation: 'pending',
  charged_back: 'in_process',
} as const;
export type MercadoPagoStatus = keyof typeof STATUS_DETAILS;

/** The resource of `GET /v1/payments/:id`. Amounts are decimals in major units, whole for COP. */
export interface MercadoPagoPayment extends JsonObject {
  id: number;
  status: MercadoPagoStatus;
  status_detail: string;
  external_reference: string | null;
  transaction_amount: number;
  transaction_amount_refunded: number;
  currency_id: string;
  date_created: string;
  date_approved: string | null;
  date_last_updated: string;
  refunds: Json[];
}

const METHOD_TYPES: Readonly<Record<string, string>> = {
  visa: 'credit_card',
  master: 'credit_card',
  amex: 'credit_card',
  debvisa: 'debit_card',
  pse: 'bank_transfer',
  efecty: 'ticket',
  account_money: 'account_money',
};

/** @throws SandboxError when MercadoPago knows no such status. */
export function mercadoPagoStatus(status: string): MercadoPagoStatus {
  const known = (Object.keys(STATUS_DETAILS) as MercadoPagoStatus[]).find((candidate) => candidate === status);
  if (known) return known;
  throw new SandboxError(422, 'unknown_status', `MercadoPago's statuses are ${Object.keys(STATUS_DETAILS).join(', ')}`);
}

/** ISO 8601 with milliseconds at the fixed offset -04:00, as MercadoPago writes dates. */
export function mercadoPagoDate(time: Date): string {
  return new Date(time.getTime() - 4 * 3_600_000).toISOString().replace('Z', '-04:00');
}

/** A payment as MercadoPago shows it, of a made-up shopper. */
export function newMercadoPagoPayment(id: number, input: NewTransaction, now: Date): MercadoPagoPayment {
  const method = (input.method ?? 'visa').toLowerCase();
  const amount = mercadoPagoAmount(input.amountMinor, input.currency);
  const type = METHOD_TYPES[method] ?? 'credit_card';
  const date = mercadoPagoDate(now);
  const payment: MercadoPagoPayment = {
    id,
    date_created: date,
    date_approved: null,
    date_last_updated: date,
    date_of_expiration: null,
    money_release_date: null,
    operation_type: 'regular_payment',
    payment_method_id: method,
    payment_type_id: type,
    payment_method: { id: method, issuer_id: '204', type },
    status: 'pending',
    status_detail: 'pending',
    currency_id: input.currency,
    description: 'Pedido de prueba',
    live_mode: true,
    payer: payer(),
    collector_id: Number(randomDigits(9)),
    metadata: metadataOf(input),
    additional_info: {
      items: [{ id: 'SKU-1', title: 'Producto de prueba', quantity: '1', unit_price: String(amount) }],
    },
    order: {},
    external_reference: input.reference ?? input.cartId ?? input.orderId,
    transaction_amount: amount,
    transaction_amount_refunded: 0,
    coupon_amount: 0,
    taxes_amount: 0,
    shipping_amount: 0,
    installments: 1,
    transaction_details: transactionDetails(amount, method),
    fee_details: [],
    charges_details: [],
    captured: true,
    binary_mode: false,
    statement_descriptor: 'MERPAGO*TIENDA',
    card: type.endsWith('_card') ? card(date) : {},
    notification_url: null,
    refunds: [],
    processing_mode: 'aggregator',
    point_of_interaction: { type: 'CHECKOUT', business_info: { unit: 'online_payments', sub_unit: 'checkout_pro' } },
  };
  return withMercadoPagoStatus(payment, mercadoPagoStatus(input.status), input.failure, now);
}

/** The same payment in another status; `detail` in MercadoPago's words, or the status's usual one. */
export function withMercadoPagoStatus(
  payment: MercadoPagoPayment,
  status: MercadoPagoStatus,
  detail: string | null,
  now: Date,
): MercadoPagoPayment {
  const approved = status === 'approved';
  const waitsForTransfer = status === 'pending' && payment['payment_method_id'] === 'pse';
  const usual = waitsForTransfer ? 'pending_waiting_transfer' : STATUS_DETAILS[status];
  return {
    ...payment,
    status,
    status_detail: detail ?? usual,
    captured: status !== 'authorized',
    date_approved: approved ? (payment.date_approved ?? mercadoPagoDate(now)) : payment.date_approved,
    date_last_updated: mercadoPagoDate(now),
    transaction_amount_refunded:
      status === 'refunded' ? payment.transaction_amount : payment.transaction_amount_refunded,
  };
}

function metadataOf(input: NewTransaction): JsonObject {
  return {
    ...(input.cartId === null ? {} : { cart_id: input.cartId }),
    ...(input.orderId === null ? {} : { order_id: input.orderId }),
  };
}

function payer(): JsonObject {
  return {
    type: 'guest',
    id: '987654321',
    email: 'test_user_1700000000@testuser.com',
    identification: { type: 'CC', number: '123456789' },
    phone: { area_code: null, number: null, extension: null },
    first_name: null,
    last_name: null,
    entity_type: null,
  };
}

function transactionDetails(amount: number, method: string): JsonObject {
  return {
    payment_method_reference_id: method === 'efecty' ? randomDigits(10) : null,
    net_received_amount: amount,
    total_paid_amount: amount,
    overpaid_amount: 0,
    external_resource_url: ['pse', 'efecty'].includes(method) ? `https://sandbox.example.com/${method}` : null,
    installment_amount: amount,
    financial_institution: method === 'pse' ? '1007' : null,
  };
}

function card(date: string): JsonObject {
  return {
    id: null,
    first_six_digits: '401354',
    last_four_digits: '6260',
    expiration_month: 11,
    expiration_year: 2030,
    date_created: date,
    date_last_updated: date,
    cardholder: { name: 'APRO', identification: { number: '123456789', type: 'CC' } },
  };
}
