import { textField, type JsonObject } from '../gateway/json.types.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import { mercadoPagoDate, mercadoPagoStatus, type MercadoPagoPayment } from './mercadopago.payment.js';

/** A payment resource of the caller's, as it is. @throws SandboxError when it lacks what identifies it. */
export function adoptedMercadoPagoPayment(resource: JsonObject, now: Date): MercadoPagoPayment {
  const { id, transaction_amount: amount, refunds } = resource;
  const currency = textField(resource, 'currency_id');
  if (typeof id !== 'number' || !Number.isSafeInteger(id)) throw incomplete('`id`, a number');
  if (typeof amount !== 'number' || currency === null) {
    throw incomplete('`transaction_amount`, a number, and `currency_id`');
  }
  return {
    ...structuredClone(resource),
    id,
    status: mercadoPagoStatus(textField(resource, 'status') ?? 'absent'),
    status_detail: textField(resource, 'status_detail') ?? '',
    external_reference: textField(resource, 'external_reference'),
    transaction_amount: amount,
    transaction_amount_refunded: Number(resource['transaction_amount_refunded'] ?? 0),
    currency_id: currency,
    ...datesOf(resource, mercadoPagoDate(now)),
    refunds: Array.isArray(refunds) ? structuredClone(refunds) : [],
  };
}

type PaymentDates = Pick<MercadoPagoPayment, 'date_created' | 'date_approved' | 'date_last_updated'>;

function datesOf(resource: JsonObject, now: string): PaymentDates {
  return {
    date_created: textField(resource, 'date_created') ?? now,
    date_approved: textField(resource, 'date_approved'),
    date_last_updated: textField(resource, 'date_last_updated') ?? now,
  };
}

function incomplete(needed: string): SandboxError {
  return new SandboxError(422, 'incomplete_resource', `a MercadoPago payment needs ${needed}`);
}
