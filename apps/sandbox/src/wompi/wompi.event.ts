import type { OutgoingEvent } from '../gateway/gateway.contract.js';
import { isJsonObject, type JsonObject } from '../gateway/json.types.js';
import { SandboxError } from '../gateway/sandbox.error.js';
import { WOMPI_SCHEDULE } from '../delivery/delivery.schedule.js';
import { eventChecksum, SIGNED_PROPERTIES } from './wompi.signature.js';
import type { WompiTransaction } from './wompi.transaction.js';

export interface WompiEventSettings {
  readonly eventsSecret: string;
  readonly environment: 'test' | 'prod';
}

/** `transaction.updated` as Wompi words it, in its order of keys. `timestamp` is the second of `sent_at`. */
export function transactionUpdated(
  transaction: WompiTransaction,
  settings: WompiEventSettings,
  now: Date,
): OutgoingEvent {
  const timestamp = Math.floor(now.getTime() / 1000);
  return signedEvent(
    {
      event: 'transaction.updated',
      data: { transaction: structuredClone(transaction) },
      sent_at: now.toISOString(),
      timestamp,
      signature: { checksum: '', properties: [...SIGNED_PROPERTIES] },
      environment: settings.environment,
    },
    settings.eventsSecret,
  );
}

/**
 * Signs an event of the caller's: keeps everything in it but `signature.checksum`; the list of signed properties and the
 * timestamp are filled in when they lack.
 * @throws SandboxError when it has no `data` to sign.
 */
export function wompiEventFrom(body: JsonObject | string, settings: WompiEventSettings): OutgoingEvent {
  if (typeof body === 'string')
    throw new SandboxError(422, 'unsignable', 'Wompi signs fields: `body` must be an object');
  const now = new Date();
  const defaults = { sent_at: now.toISOString(), timestamp: Math.floor(now.getTime() / 1000) };
  return signedEvent({ ...defaults, ...body }, settings.eventsSecret);
}

function signedEvent(body: JsonObject, secret: string): OutgoingEvent {
  const { data, timestamp } = body;
  if (!isJsonObject(data) || typeof timestamp !== 'number') {
    throw new SandboxError(
      422,
      'unsignable',
      'a Wompi event needs `data`, an object, and `timestamp`, the UNIX time in seconds',
    );
  }
  const given = isJsonObject(body['signature']) ? body['signature']['properties'] : undefined;
  const properties = Array.isArray(given) ? given.map(String) : [...SIGNED_PROPERTIES];
  const checksum = eventChecksum(data, properties, timestamp, secret);
  const text = JSON.stringify({ ...body, signature: { checksum, properties } });
  const transaction = isJsonObject(data['transaction']) ? data['transaction'] : {};
  return {
    gateway: 'wompi',
    eventId: checksum,
    type: typeof body['event'] === 'string' ? body['event'] : 'transaction.updated',
    transactionId: typeof transaction['id'] === 'string' ? transaction['id'] : null,
    schedule: WOMPI_SCHEDULE,
    // `sent_at` is the date of the first notification, so a retry is the same bytes.
    sign: () => ({
      query: {},
      headers: { 'content-type': 'application/json', 'user-agent': 'Faraday v0.15.4', 'x-event-checksum': checksum },
      body: text,
    }),
  };
}
