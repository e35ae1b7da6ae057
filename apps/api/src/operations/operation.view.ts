import { ApiProperty } from '@nestjs/swagger';
import { minorToJson } from '../common/money.js';
import { OPERATION_KINDS } from '../gateways/gateway.operations.js';
import { OPERATION_STATUSES, type StoredOperation } from './operation.state.js';
import type { ListedRefund } from './refund-listing.repository.js';

export class OperationErrorView {
  @ApiProperty({ description: "The gateway's own code, or ours" }) code: string;
  @ApiProperty({ type: String, nullable: true }) message: string | null;
}

/** What staff are shown of operations: these fields and no others. */
export class OperationView {
  @ApiProperty({ example: 'payop_01kb3v7m9q0123456789abcdef' }) id: string;
  @ApiProperty() payment_id: string;
  @ApiProperty({ enum: OPERATION_KINDS }) kind: string;
  @ApiProperty({
    enum: OPERATION_STATUSES,
    description: '`pending`: not known to be at the gateway; `submitted`: there, and not decided',
  })
  status: string;
  @ApiProperty({ type: 'integer', description: 'Minor units' }) amount: number;
  @ApiProperty({ example: 'COP' }) currency: string;
  @ApiProperty({ type: String, nullable: true }) reason: string | null;
  @ApiProperty({ type: String, nullable: true, description: "The gateway's id of the refund" }) gateway_id:
    string | null;
  @ApiProperty({
    type: OperationErrorView,
    nullable: true,
    description: 'Why it failed; while it is `pending`, what it waits for',
  })
  error: OperationErrorView | null;
  @ApiProperty({ format: 'date-time' }) created_at: string;
  @ApiProperty({ format: 'date-time' }) updated_at: string;
}

export class OperationAnswerView {
  @ApiProperty() data: OperationView;
}

export class RefundView extends OperationView {
  @ApiProperty({
    enum: ['pasarela', 'gateway'],
    description: '`gateway`: made there, in its panel perhaps; then `id` is the gateway’s',
  })
  origin: string;
}

export class RefundListAnswer {
  @ApiProperty({ type: [RefundView] }) data: RefundView[];
  @ApiProperty({ type: String, nullable: true }) next_cursor: string | null;
}

type ShownOperation = Omit<StoredOperation, 'tenantId' | 'requestKey' | 'attempts' | 'version'>;

export function operationView(operation: ShownOperation): OperationView {
  return {
    id: operation.id,
    payment_id: operation.paymentId,
    kind: operation.kind,
    status: operation.status,
    amount: minorToJson(operation.amountMinor),
    currency: operation.currency,
    reason: operation.reason,
    gateway_id: operation.gatewayId,
    error: operation.errorCode === null ? null : { code: operation.errorCode, message: operation.error },
    created_at: operation.createdAt.toISOString(),
    updated_at: operation.updatedAt.toISOString(),
  };
}

export function refundView(refund: ListedRefund): RefundView {
  return { ...operationView(refund), origin: refund.origin };
}
