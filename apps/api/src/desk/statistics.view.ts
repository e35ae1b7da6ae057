import { ApiProperty } from '@nestjs/swagger';
import { minorToJson } from '../common/money.js';
import { captureSeconds, type PaymentSum, successRate } from './payment.sum.js';

/** What staff are shown of how it goes: these fields and no others. */

export class MoneyView {
  @ApiProperty({ example: 'COP' }) currency: string;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) amount: number;
}

export class TotalsView {
  @ApiProperty({ type: 'integer', description: 'Payments first heard of' }) attempts: number;
  @ApiProperty({ type: 'integer' }) approved: number;
  @ApiProperty({ type: 'integer' }) declined: number;
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'Approved of those approved or declined, 0 to 1; null: none',
  })
  success_rate: number | null;
  @ApiProperty({ type: [MoneyView] }) captured: MoneyView[];
  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'From the webhook to the captured payment, estimated; null: no capture came by webhook',
  })
  capture_seconds_p50: number | null;
  @ApiProperty({ type: Number, nullable: true }) capture_seconds_p95: number | null;
  @ApiProperty({ type: 'integer', description: 'Authentic webhooks received, to within a few seconds' })
  webhooks: number;
}

export class BucketView extends TotalsView {
  @ApiProperty({ format: 'date-time', description: 'Its beginning' }) at: string;
  @ApiProperty() provider: string;
}

export class MethodShareView {
  @ApiProperty() provider: string;
  @ApiProperty({ type: String, nullable: true, example: 'CARD' }) method: string | null;
  @ApiProperty({ type: 'integer', description: 'Approved payments' }) count: number;
  @ApiProperty({ type: Number, description: 'Of the approved payments of its gateway, 0 to 1' }) share: number;
}

export class StatisticsView {
  @ApiProperty({ format: 'date-time' }) since: string;
  @ApiProperty({ format: 'date-time' }) until: string;
  @ApiProperty({ enum: ['hour', 'day'] }) step: string;
  @ApiProperty({ type: [BucketView], description: 'One for each step and gateway, oldest first' })
  buckets: BucketView[];
  @ApiProperty({ type: [MethodShareView] }) methods: MethodShareView[];
  @ApiProperty() totals: TotalsView;
  @ApiProperty({ description: 'The same a week earlier' }) previous: TotalsView;
}

export class StatisticsAnswer {
  @ApiProperty() data: StatisticsView;
}

export function moneyViews(captured: PaymentSum['captured']): MoneyView[] {
  return captured.map(({ currency, amountMinor }) => ({ currency, amount: minorToJson(amountMinor) }));
}

export function totalsView(sum: PaymentSum, webhooks: number): TotalsView {
  const { p50, p95 } = captureSeconds(sum);
  return {
    attempts: sum.attempts,
    approved: sum.approved,
    declined: sum.declined,
    success_rate: successRate(sum),
    captured: moneyViews(sum.captured),
    capture_seconds_p50: p50,
    capture_seconds_p95: p95,
    webhooks,
  };
}
