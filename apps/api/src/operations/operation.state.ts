import type { OperationKind } from '../gateways/gateway.operations.js';

/** `pending`: not known to be at the gateway. `submitted`: there, and not decided. Pinned by a test. */
export const OPERATION_STATUSES = ['pending', 'submitted', 'succeeded', 'failed'] as const;
export type OperationStatus = (typeof OPERATION_STATUSES)[number];

/** An operation as it is in the database. */
export interface StoredOperation {
  readonly id: string;
  readonly tenantId: string;
  readonly paymentId: string;
  readonly kind: OperationKind;
  readonly status: OperationStatus;
  readonly currency: string;
  readonly amountMinor: bigint;
  readonly reason: string | null;
  /** The gateway's id of the refund, where there is one. */
  readonly gatewayId: string | null;
  readonly errorCode: string | null;
  readonly error: string | null;
  readonly requestKey: string | null;
  /** How often the gateway was asked; being told that it is away does not count. */
  readonly attempts: number;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}
