import { randomBytes, randomUUID } from 'node:crypto';
import { MERCADOPAGO_SCHEDULE } from '../delivery/delivery.schedule.js';
import type { OutgoingEvent, SignedRequest } from '../gateway/gateway.contract.js';
import { isJsonObject, plainText, textField, type JsonObject } from '../gateway/json.types.js';
import { randomDigits } from '../gateway/random.ids.js';
import type { MercadoPagoPayment } from './mercadopago.payment.js';
import { signatureHeader } from './mercadopago.signature.js';

/** The IPN's header does not verify with the merchant's secret; this key is nobody's. */
const FOREIGN_KEY = randomBytes(32).toString('hex');

let lastNotificationId = Number(`1${randomDigits(11)}`);

function nextNotificationId(): number {
  lastNotificationId += 1;
  return lastNotificationId;
}

/**
 * The webhook of a payment that was made or changed, with its IPN as twin. Each attempt has a new notification id, a new
 * request id and a new signature.
 */
export function paymentNotification(
  payment: MercadoPagoPayment,
  action: string,
  secret: string,
  now: Date,
): OutgoingEvent {
  const id = String(payment.id);
  // Webhook and IPN of one trigger carry the same request id.
  const firstRequestId = randomUUID();
  const created = new Date(payment.date_created);
  const dateCreated = `${(Number.isNaN(created.getTime()) ? now : created).toISOString().slice(0, 19)}Z`;
  const envelope = { action, api_version: 'v1', data: { id }, date_created: dateCreated };
  const rest = { live_mode: true, type: 'payment', user_id: plainText(payment['collector_id']) ?? '123456789' };
  const common = { gateway: 'mercadopago', transactionId: id, schedule: MERCADOPAGO_SCHEDULE } as const;
  const requestId = (attempt: number): string => (attempt === 1 ? firstRequestId : randomUUID());
  return {
    ...common,
    eventId: randomUUID(),
    type: action,
    sign: (attempt, at) => {
      const body = JSON.stringify({ ...envelope, id: nextNotificationId(), ...rest });
      return webhookRequest({ 'data.id': id, type: 'payment' }, body, secret, requestId(attempt), attempt, at);
    },
    twin: {
      ...common,
      eventId: randomUUID(),
      type: 'ipn.payment',
      sign: (attempt, at) => ipnRequest(id, requestId(attempt), at),
    },
  };
}

/**
 * A webhook with a body of the caller's. The query follows from the body (`data.id`, else the root `id`, and `type`) and is
 * what gets signed; a text is sent as it stands under the query of a payment without an id.
 */
export function mercadoPagoEventFrom(body: JsonObject | string, secret: string): OutgoingEvent {
  const fields = typeof body === 'string' ? {} : body;
  const id = idOf(fields);
  const type = textField(fields, 'type') ?? 'payment';
  const query: Record<string, string> = id === '' ? { type } : { 'data.id': id, type };
  const text = typeof body === 'string' ? body : JSON.stringify(body);
  return {
    gateway: 'mercadopago',
    eventId: randomUUID(),
    type: textField(fields, 'action') ?? type,
    transactionId: type === 'payment' && id !== '' ? id : null,
    schedule: MERCADOPAGO_SCHEDULE,
    sign: (attempt, at) => webhookRequest(query, text, secret, randomUUID(), attempt, at),
  };
}

/** `data.id`, else the root `id` (a merchant order's), as text; empty when there is none. */
function idOf(body: JsonObject): string {
  const data = isJsonObject(body['data']) ? body['data'] : {};
  return plainText(data['id'] ?? body['id']) ?? '';
}

function webhookRequest(
  query: Record<string, string>,
  body: string,
  secret: string,
  requestId: string,
  attempt: number,
  at: Date,
): SignedRequest {
  const ts = String(Math.floor(at.getTime() / 1000));
  return {
    query,
    headers: {
      'content-type': 'application/json',
      'user-agent': `MercadoPago WebHook v1.0 ${query['type'] ?? 'payment'}`,
      'x-request-id': requestId,
      'x-retry': String(attempt - 1),
      'x-socket-timeout': '22000',
      'x-signature': signatureHeader({ dataId: query['data.id'] ?? null, requestId, ts }, secret),
    },
    body,
  };
}

function ipnRequest(id: string, requestId: string, at: Date): SignedRequest {
  const ts = String(Math.floor(at.getTime() / 1000));
  return {
    query: { id, topic: 'payment' },
    headers: {
      'content-type': 'application/json',
      'user-agent': 'MercadoPago Feed v2.0 payment',
      'x-request-id': requestId,
      'x-signature': signatureHeader({ dataId: id, requestId, ts }, FOREIGN_KEY),
    },
    body: JSON.stringify({ resource: id, topic: 'payment' }),
  };
}
