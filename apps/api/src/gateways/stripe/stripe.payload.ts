import { isLabel, referenceFrom } from '../gateway.text.js';
import { JsonError } from '../json.parser.js';
import type { JsonReader } from '../json.reader.js';
import { selectPaths } from '../json.selection.js';

const OBJECT_ID = /^[A-Za-z0-9_]{1,100}$/;

/** All that the door keeps of an event: the rest is checked, and read when the event is worked. */
export const ENVELOPE = selectPaths(
  'id',
  'type',
  'object',
  'data.object.id',
  'data.object.object',
  'data.object.payment_intent',
  'data.object.charge',
  'data.object.client_reference_id',
  'data.object.metadata.reference',
  'data.object.metadata.cart_id',
  'data.object.metadata.order_id',
);

export interface StripeEnvelope {
  readonly id: string;
  readonly type: string;
  readonly transactionId: string | null;
  readonly reference: string | null;
}

/** @throws JsonError when it is neither a snapshot nor a thin event. */
export function readEnvelope(reader: JsonReader): StripeEnvelope {
  const id = reader.string('id');
  const type = reader.string('type');
  const kind = reader.string('object');
  if (!OBJECT_ID.test(id)) throw new JsonError('wrong_type', 'id');
  if (!isLabel(type)) throw new JsonError('wrong_type', 'type');
  if (kind !== 'event' && kind !== 'v2.core.event') throw new JsonError('wrong_type', 'object');
  const subject = kind === 'event' ? reader.object('data').object('object') : null;
  return {
    id,
    type,
    transactionId: subject === null ? null : paymentIdOf(subject),
    reference: subject === null ? null : referenceOf(subject),
  };
}

/** What an event tells to whoever works it. */
export interface StripeEvent {
  readonly type: string;
  readonly createdAt: Date;
  readonly subject: JsonReader;
}

/** @throws JsonError when it is no snapshot event. */
export function readStripeEvent(reader: JsonReader): StripeEvent {
  const created = reader.integer('created');
  if (created < 0n || created > 99_999_999_999n) throw new JsonError('wrong_type', 'created');
  return {
    type: reader.string('type'),
    createdAt: new Date(Number(created) * 1000),
    subject: reader.object('data').object('object'),
  };
}

/** Payments are intents, or (older ones) charges. */
export function isIntentId(id: string): boolean {
  return id.startsWith('pi_');
}

/**
 * The id that all events of one payment share: the payment intent's, or the charge's where there is no intent.
 * Null when the object belongs to no payment.
 */
export function paymentIdOf(subject: JsonReader): string | null {
  const kind = subject.optionalString('object');
  const own = kind === 'payment_intent' || kind === 'charge' ? idAt(subject, 'id') : null;
  if (kind === 'payment_intent') return own;
  return idAt(subject, 'payment_intent') ?? own ?? idAt(subject, 'charge');
}

/** An id, or the id of the object that stands in its place when it was expanded. */
export function idAt(subject: JsonReader, path: string): string | null {
  const value = subject.at(path);
  const text = value instanceof Map ? subject.at(`${path}.id`) : value;
  return typeof text === 'string' && OBJECT_ID.test(text) ? text : null;
}

const REFERENCE_PATHS = ['metadata.reference', 'metadata.cart_id', 'client_reference_id', 'metadata.order_id'];

/** The merchant's reference, wherever they put it; the first place that holds one. */
export function referenceOf(subject: JsonReader): string | null {
  for (const path of REFERENCE_PATHS) {
    const value = subject.at(path);
    const reference = typeof value === 'string' ? referenceFrom(value) : null;
    if (reference !== null) return reference;
  }
  return null;
}
