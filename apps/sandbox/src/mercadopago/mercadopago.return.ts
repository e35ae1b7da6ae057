import { isJsonObject, plainText, textField, type Json, type JsonObject } from '../gateway/json.types.js';
import { urlWith } from '../page/page.js';
import type { MercadoPagoPayment } from './mercadopago.payment.js';
import type { Preference } from './mercadopago.preference.js';

const DOORS = { approved: 'success', authorized: 'success', rejected: 'failure', cancelled: 'failure' } as const;

/** The preference's `back_urls` address for how the payment stands, with what MercadoPago adds; null when it has none. */
export function backUrl(preference: Preference, payment: MercadoPagoPayment | null): string | null {
  const status = payment?.status ?? 'rejected';
  const door = Object.entries(DOORS).find(([name]) => name === status)?.[1] ?? 'pending';
  return urlWith(textField(preference.back_urls, door), returnParameters(preference, payment));
}

/** Where a transfer of the API comes back to. */
export function callbackUrl(payment: MercadoPagoPayment): string | null {
  return urlWith(textField(payment, 'callback_url'), returnParameters(null, payment));
}

/** MercadoPago writes what it does not know as the text `null`. */
function returnParameters(preference: Preference | null, payment: MercadoPagoPayment | null): Record<string, string> {
  const { id, status, external_reference: own, payment_type_id: type, order }: JsonObject = payment ?? {};
  const known: Record<string, Json | undefined> = {
    collection_id: id,
    collection_status: status,
    payment_id: id,
    status,
    external_reference: own ?? preference?.external_reference,
    payment_type: type,
    merchant_order_id: isJsonObject(order) ? order['id'] : null,
    preference_id: preference?.id,
    site_id: 'MCO',
    processing_mode: 'aggregator',
    merchant_account_id: null,
  };
  return Object.fromEntries(Object.entries(known).map(([name, value]) => [name, plainText(value) ?? 'null']));
}
