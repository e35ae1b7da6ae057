import { ApiProperty } from '@nestjs/swagger';
import { minorToJson } from '../common/money.js';
import { PAYMENT_STATUSES, PaymentView, paymentView } from '../orders/order-payment.view.js';
import type {
  PaymentDetail,
  PaymentDispute,
  PaymentOperationRow,
  PaymentRefund,
  PaymentStep,
} from './payment-listing.repository.js';

/** What staff are shown of payments: these fields and no others. */

export class PaymentFailureView {
  @ApiProperty({ enum: ['rejected', 'failed'] }) outcome: string;
  @ApiProperty({ type: String, nullable: true, description: "The gateway's own code" }) code: string | null;
  @ApiProperty({ type: String, nullable: true }) message: string | null;
}

export class PaymentRefundView {
  @ApiProperty({ description: "The gateway's id" }) id: string;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) amount: number;
  @ApiProperty({ enum: ['pending', 'succeeded', 'failed'] }) status: string;
  @ApiProperty({ format: 'date-time' }) occurred_at: string;
}

export class PaymentDisputeView {
  @ApiProperty({ description: "The gateway's id" }) id: string;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) amount: number;
  @ApiProperty({ enum: ['open', 'won', 'lost'] }) status: string;
  @ApiProperty({ format: 'date-time' }) occurred_at: string;
}

/** Something that the gateway was asked to do with the payment. */
export class PaymentOperationView {
  @ApiProperty() id: string;
  @ApiProperty({ enum: ['capture', 'refund', 'void'] }) kind: string;
  @ApiProperty({ enum: ['pending', 'submitted', 'succeeded', 'failed'] }) status: string;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) amount: number;
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
  @ApiProperty({ type: String, nullable: true, description: "The gateway's id" }) gateway_id: string | null;
  @ApiProperty({ type: String, nullable: true, description: 'Why it failed, or what it waits for' }) error_code:
    string | null;
  @ApiProperty({ format: 'date-time' }) created_at: string;
  @ApiProperty({ format: 'date-time' }) updated_at: string;
}

export class PaymentTransitionView {
  @ApiProperty({ type: 'integer' }) version: number;
  @ApiProperty({ enum: PAYMENT_STATUSES, nullable: true, type: String }) from_status: string | null;
  @ApiProperty({ enum: PAYMENT_STATUSES }) to_status: string;
  @ApiProperty() reason: string;
  @ApiProperty({ type: 'integer', description: 'Minor units that this step added' }) captured_delta: number;
  @ApiProperty({ type: 'integer', description: 'Minor units that this step added' }) refunded_delta: number;
  @ApiProperty({ type: 'integer', description: 'Minor units that this step added' }) disputed_delta: number;
  @ApiProperty({ description: 'What caused it: `webhook:<event id>`, `reconciliation`, …' }) cause: string;
  @ApiProperty({ format: 'date-time', description: "The gateway's clock" }) occurred_at: string;
  @ApiProperty({ format: 'date-time' }) created_at: string;
}

export class PaymentDetailView extends PaymentView {
  @ApiProperty({ type: String, nullable: true }) cart_id: string | null;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) captured_amount: number;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) disputed_amount: number;
  @ApiProperty({ type: PaymentFailureView, nullable: true }) failure: PaymentFailureView | null;
  @ApiProperty({ format: 'date-time', description: "The gateway's clock" }) occurred_at: string;
  @ApiProperty({ type: [PaymentRefundView] }) refunds: PaymentRefundView[];
  @ApiProperty({ type: [PaymentDisputeView] }) disputes: PaymentDisputeView[];
  @ApiProperty({ type: [PaymentOperationView], description: 'Oldest first' }) operations: PaymentOperationView[];
  @ApiProperty({ type: [PaymentTransitionView], description: 'Oldest first' }) history: PaymentTransitionView[];
}

export class PaymentListAnswer {
  @ApiProperty({ type: [PaymentView] }) data: PaymentView[];
  @ApiProperty({ type: String, nullable: true }) next_cursor: string | null;
}

export class PaymentAnswer {
  @ApiProperty() data: PaymentDetailView;
}

export function paymentDetailView(payment: PaymentDetail): PaymentDetailView {
  return {
    ...paymentView(payment),
    cart_id: payment.cartId,
    captured_amount: minorToJson(payment.capturedMinor),
    disputed_amount: minorToJson(payment.disputedMinor),
    failure: failureView(payment),
    occurred_at: payment.occurredAt.toISOString(),
    refunds: payment.refunds.map((refund) => claimView(refund.refundId, refund)),
    disputes: payment.disputes.map((dispute) => claimView(dispute.disputeId, dispute)),
    operations: payment.operations.map(operationView),
    history: payment.history.map(transitionView),
  };
}

function failureView({ failureOutcome, failureCode, failureMessage }: PaymentDetail): PaymentFailureView | null {
  return failureOutcome === null ? null : { outcome: failureOutcome, code: failureCode, message: failureMessage };
}

function claimView(id: string, claim: PaymentRefund | PaymentDispute): PaymentRefundView & PaymentDisputeView {
  const { amountMinor, status, occurredAt } = claim;
  return { id, amount: minorToJson(amountMinor), status, occurred_at: occurredAt.toISOString() };
}

function operationView(operation: PaymentOperationRow): PaymentOperationView {
  const { id, kind, status, amountMinor, reason, gatewayId, errorCode, createdAt, updatedAt } = operation;
  return {
    id,
    kind,
    status,
    amount: minorToJson(amountMinor),
    reason,
    gateway_id: gatewayId,
    error_code: errorCode,
    created_at: createdAt.toISOString(),
    updated_at: updatedAt.toISOString(),
  };
}

function transitionView(step: PaymentStep): PaymentTransitionView {
  return {
    version: step.version,
    from_status: step.fromStatus,
    to_status: step.toStatus,
    reason: step.reason,
    captured_delta: minorToJson(step.capturedDeltaMinor),
    refunded_delta: minorToJson(step.refundedDeltaMinor),
    disputed_delta: minorToJson(step.disputedDeltaMinor),
    cause: step.cause,
    occurred_at: step.occurredAt.toISOString(),
    created_at: step.createdAt.toISOString(),
  };
}
