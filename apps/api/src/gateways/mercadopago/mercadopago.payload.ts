import type { Delivery } from '../gateway.js';
import { dateFrom, isIdentifier, isLabel } from '../gateway.text.js';
import { JsonError } from '../json.parser.js';
import type { JsonReader } from '../json.reader.js';

/** The id that the panel's simulator sends, of which the API knows nothing. */
export const SIMULATOR_ID = '123456';

/** What a payment's id looks like: it goes into a URL. */
export const PAYMENT_ID = /^[0-9]{1,20}$/;

/** A webhook notification: a hint of what to ask the API for. */
export interface MercadoPagoNotification {
  /** The notification's own id; null when it has none. */
  readonly id: string | null;
  /** `payment`, `topic_chargebacks_wh`, … */
  readonly topic: string;
  /** `payment.updated`; null for topics without. */
  readonly action: string | null;
  /** What it is about: the signed id of the query before the body's. */
  readonly resourceId: string | null;
  /** The payment that it names, if it names one. */
  readonly paymentId: string | null;
}

/**
 * True for a legacy IPN request by its query: `id` and `topic`, without what webhooks have. It carries a signature that
 * no secret of ours verifies.
 */
export function isIpnQuery(query: Delivery['query']): boolean {
  const { topic } = query;
  return topic !== undefined && !topic.endsWith('_wh') && query['data.id'] === undefined && query.type === undefined;
}

/** True for a legacy IPN request by its body: `{resource, topic}`. */
export function isIpnBody(reader: JsonReader): boolean {
  return reader.at('resource') !== undefined && reader.at('topic') !== undefined && reader.at('type') === undefined;
}

/** @throws JsonError when neither body nor query say what it is about. */
export function readNotification(reader: JsonReader, query: Delivery['query']): MercadoPagoNotification {
  const topic = reader.optionalString('type') ?? query.type ?? query.topic;
  const action = reader.optionalString('action');
  const id = identifierOf('id', reader.optionalId('id'));
  const resourceId = identifierOf('data.id', query['data.id'] ?? reader.optionalId('data.id'));
  if (!isLabel(topic)) throw new JsonError('missing_field', 'type');
  if (action !== null && !isLabel(action)) throw new JsonError('wrong_type', 'action');
  if (resourceId === null && id === null) throw new JsonError('missing_field', 'data.id');
  return { id, topic, action, resourceId, paymentId: paymentOf(topic, resourceId, reader) };
}

function identifierOf(field: string, id: string | null): string | null {
  if (id !== null && !isIdentifier(id)) throw new JsonError('wrong_type', field);
  return id;
}

/** A chargeback names its payment beside its own id, which is above 2^53. */
function paymentOf(topic: string, resourceId: string | null, reader: JsonReader): string | null {
  if (topic === 'payment') return resourceId;
  if (topic !== 'topic_chargebacks_wh') return null;
  const paymentId = reader.optionalId('data.payment_id');
  return isIdentifier(paymentId) ? paymentId : null;
}

export interface MercadoPagoRefund {
  readonly id: string;
  /** As it was written, in major units. */
  readonly amount: string;
  readonly status: string;
  readonly createdAt: Date | null;
}

/** A payment, as `GET /v1/payments/:id` and the search answer it. Amounts are decimals in major units, as written. */
export interface MercadoPagoPayment {
  readonly id: string;
  readonly status: string;
  readonly statusDetail: string | null;
  readonly currency: string;
  readonly amount: string;
  readonly amountRefunded: string | null;
  readonly reference: string | null;
  readonly method: string | null;
  readonly occurredAt: Date | null;
  readonly refunds: readonly MercadoPagoRefund[];
}

/** @throws JsonError when a field that money depends on is missing or of another type. */
export function readPayment(reader: JsonReader): MercadoPagoPayment {
  const id = reader.optionalId('id');
  const currency = reader.string('currency_id');
  if (!isIdentifier(id)) throw new JsonError('wrong_type', 'id');
  if (!/^[A-Z]{3}$/.test(currency)) throw new JsonError('wrong_type', 'currency_id');
  return {
    id,
    status: reader.string('status'),
    statusDetail: reader.optionalString('status_detail'),
    currency,
    amount: reader.numberText('transaction_amount'),
    amountRefunded: reader.optionalNumberText('transaction_amount_refunded'),
    reference: reader.optionalString('external_reference'),
    method: reader.optionalString('payment_method_id'),
    occurredAt: latestDate(reader),
    refunds: reader.optionalList('refunds').map(readRefund),
  };
}

function latestDate(reader: JsonReader): Date | null {
  const dates = ['date_last_updated', 'date_approved', 'date_created'].map((path) => reader.optionalString(path));
  return dateFrom(dates.find((date) => date !== null));
}

/** @throws JsonError when a field that money depends on is missing or of another type. */
export function readRefund(reader: JsonReader): MercadoPagoRefund {
  const id = reader.optionalId('id');
  if (!isIdentifier(id)) throw new JsonError('wrong_type', 'id');
  const createdAt = dateFrom(reader.optionalString('date_created'));
  return { id, amount: reader.numberText('amount'), status: reader.string('status'), createdAt };
}
