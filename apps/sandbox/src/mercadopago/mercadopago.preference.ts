import { randomUUID } from 'node:crypto';
import { isJsonObject, plainText, textField, type Json, type JsonObject } from '../gateway/json.types.js';
import { mercadoPagoDate } from './mercadopago.payment.js';
import { badPreference } from './mercadopago.problem.js';
import { snakeCased } from './mercadopago.request.js';

/** Checkout Pro's preference. */
export interface Preference extends JsonObject {
  id: string;
  items: JsonObject[];
  external_reference: string | null;
  back_urls: JsonObject;
  metadata: JsonObject;
}

/** The preference of `POST /checkout/preferences`. @throws GatewayProblem 400 with MercadoPago's word for what is wrong. */
export function newPreference(body: JsonObject, collectorId: number, url: string, now: Date): Preference {
  const id = `${collectorId}-${randomUUID()}`;
  const page = `${url}/checkout/v1/redirect?pref_id=${id}`;
  return preferenceOf(
    { id, init_point: page, sandbox_init_point: page, collector_id: collectorId, date_created: mercadoPagoDate(now) },
    body,
  );
}

/** The preference after `PUT /checkout/preferences/:id`. @throws GatewayProblem 400. */
export function updatedPreference(preference: Preference, body: JsonObject): Preference {
  const { id, init_point, sandbox_init_point, collector_id, date_created } = preference;
  const own: JsonObject & { id: string } = {
    id,
    init_point: init_point ?? null,
    sandbox_init_point: sandbox_init_point ?? null,
    collector_id: collector_id ?? null,
    date_created: date_created ?? null,
  };
  return preferenceOf(own, { ...preference, ...body });
}

function preferenceOf(own: JsonObject & { id: string }, body: JsonObject): Preference {
  return {
    ...own,
    items: itemsOf(body['items']),
    payer: isJsonObject(body['payer']) ? body['payer'] : {},
    ...returnOf(body),
    external_reference: plainText(body['external_reference']),
    notification_url: textField(body, 'notification_url'),
    metadata: snakeCased(isJsonObject(body['metadata']) ? body['metadata'] : {}),
    payment_methods: isJsonObject(body['payment_methods']) ? body['payment_methods'] : {},
    binary_mode: body['binary_mode'] === true,
    expires: body['expires'] === true,
    expiration_date_from: textField(body, 'expiration_date_from'),
    expiration_date_to: textField(body, 'expiration_date_to'),
    date_of_expiration: textField(body, 'date_of_expiration'),
    statement_descriptor: textField(body, 'statement_descriptor'),
    additional_info: textField(body, 'additional_info') ?? '',
    marketplace: 'NONE',
    operation_type: 'regular_payment',
    site_id: 'MCO',
  };
}

/** Where the shopper comes back to. */
function returnOf(body: JsonObject): { back_urls: JsonObject; auto_return: string } {
  const given = isJsonObject(body['back_urls']) ? body['back_urls'] : {};
  const autoReturn = textField(body, 'auto_return') ?? '';
  const success = textField(given, 'success') ?? '';
  if (autoReturn !== '' && success === '') {
    throw badPreference('invalid_auto_return', 'auto_return invalid. back_url.success must be defined');
  }
  const [pending, failure] = [textField(given, 'pending') ?? '', textField(given, 'failure') ?? ''];
  return { back_urls: { success, pending, failure }, auto_return: autoReturn };
}

function itemsOf(items: Json | undefined): JsonObject[] {
  if (!Array.isArray(items) || items.length === 0) throw badPreference('invalid_items', 'items needed');
  return items.map(itemOf);
}

function itemOf(item: Json): JsonObject {
  if (!isJsonObject(item)) throw badPreference('invalid_items', 'items invalid');
  const { quantity, unit_price: price, currency_id: currency } = item;
  const rules: [string, boolean][] = [
    ['title needed', textField(item, 'title') !== null],
    ['quantity invalid', Number.isInteger(quantity) && Number(quantity) >= 1],
    ['unit_price invalid', typeof price === 'number' && price > 0],
    ['Prices in COP currency must be expressed with integer values', Number.isInteger(price)],
    ['currency_id invalid', currency === undefined || currency === 'COP'],
  ];
  const wrong = rules.find(([, good]) => !good);
  if (wrong !== undefined) throw badPreference('invalid_items', wrong[0]);
  return { ...item, currency_id: 'COP' };
}

/** What the shopper pays, in whole pesos. */
export function preferenceTotal(preference: Preference): number {
  return preference.items.reduce((sum, item) => sum + Number(item['quantity']) * Number(item['unit_price']), 0);
}
