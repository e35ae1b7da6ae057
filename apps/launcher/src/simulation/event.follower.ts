import { setTimeout as wait } from 'node:timers/promises';
import { fieldsOf, textOf, type JsonRecord } from '../http.client.js';
import type { ApiClient } from './api.client.js';
import type { Provider } from './simulation.types.js';

/** What became of an event, in Spanish, and whether it came to a bad end. */
export interface EventFate {
  readonly text: string;
  readonly failed: boolean;
}

const LIMIT_MS = 10_000;
const POLL_MS = 200;

/** Watches an event until it is worked or ten seconds have passed. */
export async function followEvent(api: ApiClient, provider: Provider, eventId: string): Promise<EventFate> {
  if (!api.hasSecretKey)
    return told('Sin API_SECRET_KEY no se puede ver qué fue de él: búsquelo en /api/webhook-events.');
  for (const limit = Date.now() + LIMIT_MS; ; await wait(POLL_MS)) {
    const { status, body } = await api.merchant(`/webhook-events/${eventId}`);
    if (status !== 200) return told(`No se pudo ver qué fue de él: la API respondió ${status}.`);
    const event = fieldsOf(fieldsOf(body)['data']);
    if (event['status'] === 'success') return told(await effectOf(api, provider, event));
    if (event['status'] === 'failed') return { text: `Falló: ${errorOf(event)}.`, failed: true };
    if (Date.now() >= limit) return told(stillWaiting(event));
  }
}

function told(text: string): EventFate {
  return { text, failed: false };
}

function stillWaiting(event: JsonRecord): string {
  const retry = textOf(event['next_retry_at']);
  const when = retry === null ? '' : `; próximo intento: ${retry}`;
  return textOf(event['last_error']) === null
    ? `Sigue en espera (${String(event['status'])}): ¿hay un worker en marcha?`
    : `Sigue en espera tras un error: ${errorOf(event)}${when}.`;
}

function errorOf(event: JsonRecord): string {
  return textOf(event['last_error']) ?? 'sin motivo anotado';
}

async function effectOf(api: ApiClient, provider: Provider, event: JsonRecord): Promise<string> {
  const [kind = 'applied', reason = ''] = (textOf(event['outcome']) ?? 'applied').split(':');
  const { reference, transaction_id: transactionId } = event;
  if (typeof reference !== 'string' || typeof transactionId !== 'string') return `Procesado sin efecto (${reason}).`;
  const payment = await api.payment(provider, reference, transactionId);
  const state = await stateOf(api, payment, reference);
  if (kind === 'ignored') return `Procesado sin cambios (${reason}). ${state}`;
  if (kind === 'conflict') return `No se aplicó: contradice lo que ya se sabía (${reason}). ${state}`;
  return `Aplicado. ${state}`;
}

async function stateOf(api: ApiClient, payment: JsonRecord | null, reference: string): Promise<string> {
  if (payment === null) return '';
  const paid = `Pago ${String(payment['id'])}: ${String(payment['status'])}.`;
  const orderId = textOf(payment['order_id']);
  const order = orderId === null ? null : await api.order(orderId);
  if (order === null) return `${paid} Aún no hay pedido para ${reference}: se aplicará cuando se cree.`;
  const attention = order['status'] === 'requires_review' ? ' ¡Requiere revisión!' : '';
  const name = `Pedido ${String(order['display_id'])} (${String(order['id'])})`;
  return `${paid} ${name}: ${String(order['payment_status'])}, ${String(order['status'])}.${attention}`;
}
