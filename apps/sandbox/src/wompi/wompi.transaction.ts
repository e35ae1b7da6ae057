import { randomToken } from '../gateway/random.ids.js';
import type { NewTransaction } from '../gateway/gateway.contract.js';
import type { Json, JsonObject } from '../gateway/json.types.js';
import { SandboxError } from '../gateway/sandbox.error.js';

export const WOMPI_STATUSES = ['PENDING', 'APPROVED', 'DECLINED', 'VOIDED', 'ERROR'] as const;
export type WompiStatus = (typeof WOMPI_STATUSES)[number];

/** The resource of `GET /transactions/:id`, which is also `data.transaction` of an event. */
export interface WompiTransaction extends JsonObject {
  id: string;
  reference: string;
  status: WompiStatus;
  /** COP has two decimals: the same number as Pasarela's minor unit. */
  amount_in_cents: number;
  currency: string;
  created_at: string;
}

export const STATUS_MESSAGES: Readonly<Record<WompiStatus, string | null>> = {
  PENDING: null,
  APPROVED: null,
  DECLINED: 'La transacción fue rechazada (Sandbox)',
  VOIDED: null,
  ERROR: 'Transacción con ERROR en Sandbox',
};

/** @throws SandboxError when Wompi knows no such status. */
export function wompiStatus(status: string): WompiStatus {
  const known = WOMPI_STATUSES.find((candidate) => candidate === status);
  if (known) return known;
  throw new SandboxError(422, 'unknown_status', `Wompi's statuses are ${WOMPI_STATUSES.join(', ')}`);
}

/** A transaction as Wompi shows it, of a made-up shopper. Only COP, as Wompi Colombia. */
export function newWompiTransaction(id: string, input: NewTransaction, now: Date): WompiTransaction {
  if (input.currency !== 'COP') throw new SandboxError(422, 'currency_not_supported', 'Wompi takes COP only');
  const status = wompiStatus(input.status);
  const type = (input.method ?? 'CARD').toUpperCase();
  const transaction: WompiTransaction = {
    id,
    created_at: now.toISOString(),
    finalized_at: null,
    amount_in_cents: Number(input.amountMinor),
    reference: input.reference ?? input.cartId ?? input.orderId ?? `sandbox-${randomToken(10)}`,
    customer_email: 'comprador@example.com',
    currency: input.currency,
    payment_method_type: type,
    payment_method: paymentMethod(type, status),
    status,
    status_message: null,
    shipping_address: null,
    redirect_url: null,
    payment_source_id: null,
    payment_link_id: null,
    customer_data: {
      device_id: '0'.repeat(32),
      full_name: 'Comprador De Prueba',
      phone_number: '+573001112233',
    },
    billing_data: null,
    origin: null,
  };
  return withWompiStatus(transaction, status, input.failure, now);
}

/** The same transaction in another status. */
export function withWompiStatus(
  transaction: WompiTransaction,
  status: WompiStatus,
  failure: string | null,
  now: Date,
): WompiTransaction {
  const finalizedAt = status === 'PENDING' ? null : now.toISOString();
  return { ...transaction, status, status_message: failure ?? STATUS_MESSAGES[status], finalized_at: finalizedAt };
}

function paymentMethod(type: string, status: WompiStatus): Json {
  if (type === 'CARD') return { type, extra: cardExtra(status), token: `tok_test_${randomToken(32)}`, installments: 1 };
  const extra: JsonObject = { is_three_ds: false, three_ds_auth_type: null, external_identifier: randomToken(12) };
  if (type === 'NEQUI') return { type, extra, phone_number: status === 'DECLINED' ? '3992222222' : '3991111111' };
  if (type !== 'PSE') return { type, extra };
  return {
    type,
    extra: { ...extra, async_payment_url: 'https://sandbox.example.com/pse' },
    user_type: 0,
    user_legal_id_type: 'CC',
    user_legal_id: '123456789',
    payment_description: 'Pago de prueba',
    financial_institution_code: status === 'DECLINED' ? '2' : '1',
  };
}

function cardExtra(status: WompiStatus): JsonObject {
  const lastFour = status === 'DECLINED' ? '1111' : '4242';
  return {
    bin: lastFour === '4242' ? '424242' : '411111',
    name: `VISA-${lastFour}`,
    brand: 'VISA',
    card_type: 'CREDIT',
    last_four: lastFour,
    card_holder: 'COMPRADOR DE PRUEBA',
    is_three_ds: false,
    three_ds_auth_type: null,
    external_identifier: randomToken(10),
    processor_response_code: status === 'DECLINED' ? '51' : '00',
  };
}
