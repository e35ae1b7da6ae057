import { ApiProperty } from '@nestjs/swagger';
import { minorToJson } from '../common/money.js';
import { HIDDEN } from '../common/personal.mask.js';
import { maskPayload, type PersonalKeys } from '../gateways/personal.data.js';
import type { EventChanges, OrderChange, PaymentChange } from './event-changes.repository.js';
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
  @ApiProperty({ type: String, nullable: true }) last_error_code: string | null;
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

export class PaymentChangeView {
  @ApiProperty() payment_id: string;
  @ApiProperty({ type: String, nullable: true }) from_status: string | null;
  @ApiProperty() to_status: string;
  @ApiProperty() reason: string;
  @ApiProperty({ type: 'integer', description: 'Minor units that this step added' }) captured_delta: number;
  @ApiProperty({ type: 'integer', description: 'Minor units that this step added' }) refunded_delta: number;
  @ApiProperty({ type: 'integer', description: 'Minor units that this step added' }) disputed_delta: number;
  @ApiProperty({ type: String, nullable: true }) currency: string | null;
  @ApiProperty({ format: 'date-time' }) created_at: string;
}

export class OrderChangeView {
  @ApiProperty() order_id: string;
  @ApiProperty({ type: 'integer' }) display_id: number;
  @ApiProperty({ type: String, nullable: true }) from_status: string | null;
  @ApiProperty() to_status: string;
  @ApiProperty({ type: String, nullable: true }) from_payment_status: string | null;
  @ApiProperty() to_payment_status: string;
  @ApiProperty() reason: string;
  @ApiProperty({ format: 'date-time' }) created_at: string;
}

export class EventChangesView {
  @ApiProperty({ type: [PaymentChangeView] }) payments: PaymentChangeView[];
  @ApiProperty({ type: [OrderChangeView] }) orders: OrderChangeView[];
}

export class EventDetailView extends EventView {
  @ApiProperty({ type: String, nullable: true, description: 'What came of it: `applied`, or `ignored:<reason>`' })
  outcome: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'The `x-request-id` of the delivery, as the logs have it' })
  request_id: string | null;
  @ApiProperty({ ...TEXTS, description: 'The headers that were kept' }) headers: Record<string, string>;
  @ApiProperty({ ...TEXTS, description: 'The query of the delivery' }) query: Record<string, string>;
  @ApiProperty({ description: 'The body as it was received; masked, compact JSON, or `***` where it cannot be read' })
  raw_payload: string;
  @ApiProperty({ description: 'Whether what it holds of people was masked' }) raw_payload_masked: boolean;
  @ApiProperty({ enum: ['utf-8', 'base64'], description: '`base64` when the body is not UTF-8' })
  raw_payload_encoding: string;
  @ApiProperty({ type: [EventAttemptView], description: 'The attempts, oldest first; of very many, the newest' })
  history: EventAttemptView[];
  @ApiProperty({ description: 'The steps of payments and orders that this event caused' }) changes: EventChangesView;
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

export class RetryBegunAnswer extends QueuedAnswer {
  @ApiProperty({ example: 'rty_01kb3v7m9q0123456789abcdef', description: 'To follow how far it is' }) retry_id: string;
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
    last_error_code: event.lastErrorCode,
    received_at: event.receivedAt.toISOString(),
    processed_at: event.processedAt?.toISOString() ?? null,
    reference: event.reference,
    transaction_id: event.transactionId,
  };
}

/** @param mask what to mask of the payload; `all`: the whole of it; null: nothing. */
export function eventDetailView(
  event: EventDetail,
  changes: EventChanges,
  mask: PersonalKeys | 'all' | null,
): EventDetailView {
  const { headers, query } = JSON.parse(event.delivery) as Pick<EventDetailView, 'headers' | 'query'>;
  return {
    ...eventView(event),
    outcome: event.outcome,
    request_id: event.requestId,
    headers,
    query,
    ...(mask === null ? payloadView(event.rawPayload) : maskedView(event.rawPayload, mask)),
    raw_payload_masked: mask !== null,
    history: event.history.map(attemptView),
    changes: {
      payments: changes.payments.map(paymentChangeView),
      orders: changes.orders.map(orderChangeView),
    },
  };
}

function paymentChangeView(change: PaymentChange): PaymentChangeView {
  return {
    payment_id: change.paymentId,
    from_status: change.fromStatus,
    to_status: change.toStatus,
    reason: change.reason,
    captured_delta: minorToJson(change.capturedDeltaMinor),
    refunded_delta: minorToJson(change.refundedDeltaMinor),
    disputed_delta: minorToJson(change.disputedDeltaMinor),
    currency: change.currency,
    created_at: change.createdAt.toISOString(),
  };
}

function orderChangeView(change: OrderChange): OrderChangeView {
  return {
    order_id: change.orderId,
    display_id: change.displayId,
    from_status: change.fromStatus,
    to_status: change.toStatus,
    from_payment_status: change.fromPaymentStatus,
    to_payment_status: change.toPaymentStatus,
    reason: change.reason,
    created_at: change.createdAt.toISOString(),
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

type PayloadView = Pick<EventDetailView, 'raw_payload' | 'raw_payload_encoding'>;

function maskedView(bytes: Uint8Array, mask: PersonalKeys | 'all'): PayloadView {
  return { raw_payload: mask === 'all' ? HIDDEN : maskPayload(bytes, mask), raw_payload_encoding: 'utf-8' };
}

/** Byte for byte: a text only where encoding it again gives the same bytes (hence the byte order mark is kept). */
function payloadView(bytes: Uint8Array): PayloadView {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return { raw_payload: text, raw_payload_encoding: 'utf-8' };
  } catch {
    return { raw_payload: Buffer.from(bytes).toString('base64'), raw_payload_encoding: 'base64' };
  }
}
