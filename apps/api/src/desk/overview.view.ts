import { ApiProperty } from '@nestjs/swagger';
import { QueueView } from './queues.view.js';
import { MoneyView } from './statistics.view.js';

/** What the first page of the desk shows: these fields and no others. */

/** Why money is stuck: one word for each kind of thing that waits for somebody. */
export const STUCK_REASONS = [
  'events_waiting',
  'events_failed',
  'payments_without_order',
  'orders_overdue',
  'orders_in_review',
  'operations_waiting',
] as const;

const SECONDS = { type: Number, nullable: true } as const;
const TIME = { type: String, format: 'date-time', nullable: true } as const;

export class ProviderEventsView {
  @ApiProperty() provider: string;
  @ApiProperty({ type: 'integer' }) pending: number;
  @ApiProperty(SECONDS) oldest_pending_seconds: number | null;
  @ApiProperty({ type: 'integer' }) processing: number;
  @ApiProperty({ type: 'integer' }) failed: number;
}

export class OverviewEventsView {
  @ApiProperty({ type: 'integer' }) pending: number;
  @ApiProperty(SECONDS) oldest_pending_seconds: number | null;
  @ApiProperty({ type: 'integer' }) processing: number;
  @ApiProperty({ type: 'integer' }) failed: number;
  @ApiProperty({ type: [ProviderEventsView] }) by_provider: ProviderEventsView[];
}

export class OverviewPaymentsView {
  @ApiProperty({ type: 'integer', description: 'Money that the merchant holds and no order asked for' })
  orphan: number;
}

export class OverviewOrdersView {
  @ApiProperty({ type: 'integer' }) awaiting: number;
  @ApiProperty({ type: 'integer', description: 'Of those, longer than ORDER_PAYMENT_TIMEOUT' }) overdue: number;
  @ApiProperty({ type: 'integer' }) requires_review: number;
}

export class OverviewOperationsView {
  @ApiProperty({ type: 'integer' }) open: number;
  @ApiProperty(SECONDS) oldest_open_seconds: number | null;
}

export class OverviewGatewayView {
  @ApiProperty() provider: string;
  @ApiProperty({ enum: ['closed', 'open', 'half_open'] }) breaker: string;
  @ApiProperty({ type: String, nullable: true }) breaker_reason: string | null;
  @ApiProperty(TIME) open_until: string | null;
  @ApiProperty({ description: 'Checkouts are open at it and it has told nothing for GATEWAY_SILENCE_ALERT' })
  silent: boolean;
  @ApiProperty({ ...TIME, description: 'When its last authentic webhook came, to within a few seconds' })
  last_event_at: string | null;
  @ApiProperty({ type: 'integer', description: 'With `last_event_at` of before them, the secret was rotated' })
  signature_failures_1h: number;
  @ApiProperty(TIME) last_signature_failure_at: string | null;
  @ApiProperty({ type: Number, nullable: true, description: '0 to 1; null: nothing ended' }) success_rate_24h:
    number | null;
}

export class OverviewBackupView {
  @ApiProperty(TIME) last_completed_at: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Of the newest; null: there is none' }) status:
    string | null;
}

export class OverviewReconciliationView {
  @ApiProperty(TIME) last_completed_at: string | null;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Differences that it found' }) drift: number | null;
}

export class DayView {
  @ApiProperty({ type: 'integer' }) orders: number;
  @ApiProperty({ type: [MoneyView] }) captured: MoneyView[];
  @ApiProperty({ type: 'integer' }) failed_payments: number;
}

export class OverviewView {
  @ApiProperty({ description: 'Something waits for somebody' }) stuck: boolean;
  @ApiProperty({ enum: STUCK_REASONS, isArray: true }) stuck_reasons: string[];
  @ApiProperty() events: OverviewEventsView;
  @ApiProperty() payments: OverviewPaymentsView;
  @ApiProperty() orders: OverviewOrdersView;
  @ApiProperty() operations: OverviewOperationsView;
  @ApiProperty({ type: [OverviewGatewayView] }) gateways: OverviewGatewayView[];
  @ApiProperty({ type: [QueueView] }) queues: QueueView[];
  @ApiProperty() backup: OverviewBackupView;
  @ApiProperty() reconciliation: OverviewReconciliationView;
  @ApiProperty() today: DayView;
  @ApiProperty({ description: 'The same day a week ago until the same time' }) last_week_same_time: DayView;
}

export class OverviewAnswer {
  @ApiProperty() data: OverviewView;
}

export class RejectionView {
  @ApiProperty({ format: 'date-time', description: 'The beginning of its step' }) at: string;
  @ApiProperty() provider: string;
  @ApiProperty({ example: 'signature_mismatch' }) reason: string;
  @ApiProperty({ type: 'integer' }) count: number;
}

export class RejectionsAnswer {
  @ApiProperty({ type: [RejectionView], description: 'Oldest first; steps without any are left out' })
  data: RejectionView[];
}
