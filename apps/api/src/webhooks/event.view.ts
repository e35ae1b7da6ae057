import { ApiProperty } from '@nestjs/swagger';
import type { EventAttempt, EventDetail, ListedEvent } from './event-listing.repository.js';
import { EVENT_STATUSES } from './events.dto.js';

/** What staff are shown of events: these fields and no others. */

export class EventView {
  @ApiProperty({ example: 'evt_01kb3v7m9q0123456789abcdef' }) id: string;
  @ApiProperty({ description: "The gateway's own id of the event, or the nearest thing it has" }) webhook_id: string;
  @ApiProperty({ example: 'wompi' }) provider: string;
  @ApiProperty({ example: 'transaction.updated' }) type: string;
  @ApiProperty({ enum: EVENT_STATUSES }) status: string;
  @ApiProperty({ type: 'integer', description: 'Those that counted since it was received or retried by hand' })
  attempts: number;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) next_retry_at: string | null;
  @ApiProperty({ type: String, nullable: true }) last_error: string | null;
  @ApiProperty({ format: 'date-time' }) received_at: string;
  @ApiProperty({ type: String, format: 'date-time', nullable: true }) processed_at: string | null;
  @ApiProperty({ type: String, nullable: true }) reference: string | null;
  @ApiProperty({ type: String, nullable: true }) transaction_id: string | null;
}

export class EventAttemptView {
  @ApiProperty({ type: 'integer', description: 'One that was parked repeats the number that it did not use up' })
  attempt: number;
  @ApiProperty({ enum: ['success', 'retry', 'failed', 'parked', 'interrupted'] }) result: string;
  @ApiProperty({ type: String, nullable: true }) error_code: string | null;
  @ApiProperty({ type: String, nullable: true }) error: string | null;
  @ApiProperty({ format: 'date-time' }) started_at: string;
  @ApiProperty({ format: 'date-time' }) finished_at: string;
}

const TEXTS = { type: 'object', additionalProperties: { type: 'string' } } as const;

export class EventDetailView extends EventView {
  @ApiProperty({ type: String, nullable: true, description: 'What came of it: `applied`, or `ignored:<reason>`' })
  outcome: string | null;
  @ApiProperty({ type: String, nullable: true }) last_error_code: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The `x-request-id` of the delivery, as the logs have it' })
  request_id: string | null;
  @ApiProperty({ ...TEXTS, description: 'The headers that were kept' }) headers: Record<string, string>;
  @ApiProperty({ ...TEXTS, description: 'The query of the delivery' }) query: Record<string, string>;
  @ApiProperty({ description: 'The body as it was received' }) raw_payload: string;
  @ApiProperty({ enum: ['utf-8', 'base64'], description: '`base64` when the body is not UTF-8' })
  raw_payload_encoding: string;
  @ApiProperty({ type: [EventAttemptView], description: 'The attempts, oldest first; of very many, the newest' })
  history: EventAttemptView[];
}

export class EventListAnswer {
  @ApiProperty({ type: [EventView] }) data: EventView[];
  @ApiProperty({ type: String, nullable: true }) next_cursor: string | null;
}

export class EventAnswer {
  @ApiProperty() data: EventDetailView;
}

export class QueuedAnswer {
  @ApiProperty({ type: 'integer', description: 'How many events will be worked again' }) queued: number;
}

export function eventView(event: ListedEvent): EventView {
  return {
    id: event.id,
    webhook_id: event.webhookId,
    provider: event.provider,
    type: event.type,
    status: event.status,
    attempts: event.attempts,
    next_retry_at: event.nextRetryAt?.toISOString() ?? null,
    last_error: event.lastError,
    received_at: event.receivedAt.toISOString(),
    processed_at: event.processedAt?.toISOString() ?? null,
    reference: event.reference,
    transaction_id: event.transactionId,
  };
}

export function eventDetailView(event: EventDetail): EventDetailView {
  const { headers, query } = JSON.parse(event.delivery) as Pick<EventDetailView, 'headers' | 'query'>;
  return {
    ...eventView(event),
    outcome: event.outcome,
    last_error_code: event.lastErrorCode,
    request_id: event.requestId,
    headers,
    query,
    ...payloadView(event.rawPayload),
    history: event.history.map(attemptView),
  };
}

function attemptView(attempt: EventAttempt): EventAttemptView {
  return {
    attempt: attempt.attempt,
    result: attempt.result,
    error_code: attempt.errorCode,
    error: attempt.error,
    started_at: attempt.startedAt.toISOString(),
    finished_at: attempt.finishedAt.toISOString(),
  };
}

/** Byte for byte: a text only where encoding it again gives the same bytes (hence the byte order mark is kept). */
function payloadView(bytes: Uint8Array): Pick<EventDetailView, 'raw_payload' | 'raw_payload_encoding'> {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { raw_payload: text, raw_payload_encoding: 'utf-8' };
  } catch {
    return { raw_payload: Buffer.from(bytes).toString('base64'), raw_payload_encoding: 'base64' };
  }
}
