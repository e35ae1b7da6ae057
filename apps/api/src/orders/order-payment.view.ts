import { ApiProperty } from '@nestjs/swagger';
import { minorToJson } from '../common/money.js';

/** Pinned by a test: the same words as `PaymentStatus` in payments/, which orders do not import. */
export const PAYMENT_STATUSES = [
  'pending',
  'authorized',
  'captured',
  'failed',
  'canceled',
  'voided',
  'partially_refunded',
  'refunded',
  'disputed',
] as const;

/** A payment in a list or with its order. */
export interface ListedPayment {
  readonly id: string;
  readonly provider: string;
  readonly transactionId: string;
  readonly reference: string | null;
  readonly orderId: string | null;
  readonly status: string;
  readonly amountMinor: bigint | null;
  readonly refundedMinor: bigint;
  readonly currency: string | null;
  readonly method: string | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What Prisma selects for it. */
export const LISTED_PAYMENT = {
  id: true,
  provider: true,
  transactionId: true,
  reference: true,
  orderId: true,
  status: true,
  amountMinor: true,
  refundedMinor: true,
  currency: true,
  method: true,
  createdAt: true,
  updatedAt: true,
} as const;

export class PaymentView {
  @ApiProperty({ example: 'pay_01kb3v7m9q0123456789abcdef' }) id: string;
  @ApiProperty({ description: 'The gateway, by its name' }) provider: string;
  @ApiProperty({ description: "The gateway's id" }) transaction_id: string;
  @ApiProperty({ type: String, nullable: true }) reference: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Null: money (or an attempt) without an order' }) order_id:
    string | null;
  @ApiProperty({ enum: PAYMENT_STATUSES }) status: string;
  @ApiProperty({ type: 'integer', nullable: true, description: 'Minor units; null until the gateway names it' })
  amount: number | null;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) refunded_amount: number;
  @ApiProperty({ type: String, nullable: true, example: 'COP' }) currency: string | null;
  @ApiProperty({ type: String, nullable: true, example: 'CARD' }) method: string | null;
  @ApiProperty({ format: 'date-time' }) created_at: string;
  @ApiProperty({ format: 'date-time' }) updated_at: string;
}

export function paymentView(payment: ListedPayment): PaymentView {
  return {
    id: payment.id,
    provider: payment.provider,
    transaction_id: payment.transactionId,
    reference: payment.reference,
    order_id: payment.orderId,
    status: payment.status,
    amount: payment.amountMinor === null ? null : minorToJson(payment.amountMinor),
    refunded_amount: minorToJson(payment.refundedMinor),
    currency: payment.currency,
    method: payment.method,
    created_at: payment.createdAt.toISOString(),
    updated_at: payment.updatedAt.toISOString(),
  };
}
