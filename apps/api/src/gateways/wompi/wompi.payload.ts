import { dateFrom, isIdentifier, isLabel } from '../gateway.text.js';
import { isList, JsonError, JsonNumber } from '../json.parser.js';
import type { JsonReader } from '../json.reader.js';

/** An event's envelope, as it arrived: nothing of it is proven before the checksum is. */
export interface WompiEvent {
  readonly event: string;
  /** "test" or "prod". Only payouts, another product with other secrets, come without it. */
  readonly environment: string;
  readonly data: JsonReader;
  /** The top-level timestamp as it was written; null when it is no number. */
  readonly timestamp: string | null;
  readonly checksum: string | null;
  /** The dotted paths into `data` that the checksum covers; null when it is no list of texts. */
  readonly properties: readonly string[] | null;
}

/** @throws JsonError when what identifies an event is missing. */
export function readWompiEvent(reader: JsonReader): WompiEvent {
  const event = reader.string('event');
  const environment = reader.string('environment');
  if (!isLabel(event)) throw new JsonError('wrong_type', 'event');
  if (!isLabel(environment)) throw new JsonError('wrong_type', 'environment');
  const timestamp = reader.at('timestamp');
  return {
    event,
    environment,
    data: reader.object('data'),
    timestamp: timestamp instanceof JsonNumber ? timestamp.text : null,
    checksum: reader.optionalString('signature.checksum'),
    properties: readProperties(reader),
  };
}

function readProperties(reader: JsonReader): readonly string[] | null {
  const value = reader.at('signature.properties');
  if (!isList(value)) return null;
  const paths = value.filter((path) => typeof path === 'string');
  return paths.length === value.length ? paths : null;
}

/** A transaction, as `GET /transactions/:id` and the search answer it. */
export interface WompiTransaction {
  readonly id: string;
  readonly status: string;
  readonly amountInCents: bigint;
  readonly currency: string;
  readonly reference: string | null;
  readonly method: string | null;
  readonly statusMessage: string | null;
  readonly processorCode: string | null;
  readonly occurredAt: Date | null;
  /** The refunds that were made of it. */
  readonly refunds: readonly WompiRefund[];
}

/** A refund, as `/refunds` answers it, or (without an id) as its transaction holds it. */
export interface WompiRefund {
  readonly id: string | null;
  readonly amountInCents: bigint;
  readonly status: string;
  readonly at: Date | null;
}

/** @throws JsonError when a field that money depends on is missing or of another type. */
export function readTransaction(reader: JsonReader): WompiTransaction {
  const id = reader.string('id');
  const currency = reader.string('currency');
  const amountInCents = reader.integer('amount_in_cents');
  if (!isIdentifier(id)) throw new JsonError('wrong_type', 'id');
  if (!/^[A-Z]{3}$/.test(currency)) throw new JsonError('wrong_type', 'currency');
  if (amountInCents < 0n) throw new JsonError('wrong_type', 'amount_in_cents');
  return {
    id,
    status: reader.string('status'),
    amountInCents,
    currency,
    reference: reader.optionalString('reference'),
    method: reader.optionalString('payment_method_type'),
    statusMessage: reader.optionalString('status_message'),
    processorCode: reader.optionalId('payment_method.extra.processor_response_code'),
    occurredAt: dateFrom(reader.optionalString('finalized_at')) ?? dateFrom(reader.optionalString('created_at')),
    refunds: reader.optionalList('refunds').map(readRefund),
  };
}

/** @throws JsonError when a field that money depends on is missing or of another type. */
export function readRefund(reader: JsonReader): WompiRefund {
  const id = reader.optionalId('id');
  const amountInCents = reader.integer('amount_in_cents');
  if (id !== null && !isIdentifier(id)) throw new JsonError('wrong_type', 'id');
  if (amountInCents < 0n) throw new JsonError('wrong_type', 'amount_in_cents');
  return { id, amountInCents, status: reader.string('status'), at: dateFrom(reader.optionalString('created_at')) };
}
