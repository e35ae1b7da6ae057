import type { Money } from '../common/money.js';
import type { PaymentEvent, PaymentPhase } from '../payments/payment-event.js';

export const OPERATION_KINDS = ['capture', 'refund', 'void'] as const;
export type OperationKind = (typeof OPERATION_KINDS)[number];

/** A refund of the same payment that is not the one that is asked for. */
export interface KnownRefund {
  /** Null where the gateway named none. */
  readonly gatewayId: string | null;
  readonly amountMinor: bigint;
  readonly at: Date;
}

/** Something that a gateway is asked to do with one of its payments. */
export interface OperationRequest {
  /** The same for every try: gateways that take an idempotency key are given it. */
  readonly operationId: string;
  readonly kind: OperationKind;
  readonly transactionId: string;
  /** The payment's reference, where it has one. */
  readonly reference: string | null;
  /** The gateway's word for the means of payment. */
  readonly method: string | null;
  /** How much of it; for a void, all of it. */
  readonly amount: Money;
  /** What the payment is for: tells a whole refund from a part. */
  readonly paymentAmount: Money;
  readonly reason: string | null;
  /** When the operation was asked of us: what happened at the gateway before was not it. */
  readonly requestedAt: Date;
  /** The gateway's id of it, once it is known. */
  readonly gatewayId: string | null;
  /** Refunds that must not be taken for this one when it is looked for: ours, and those the gateway told of before. */
  readonly knownRefunds: readonly KnownRefund[];
}

/** What a gateway said of an operation. */
export interface OperationAnswer {
  /** `submitted`: it is on its way, a webhook or a later look tells the end. `refused`: for good. */
  readonly outcome: 'submitted' | 'succeeded' | 'refused';
  /** The gateway's code, for a refusal. */
  readonly code?: string | null;
  /** A text of ours; never the gateway's own. */
  readonly message?: string | null;
  /** The gateway's id of the refund, where there is one. */
  readonly gatewayId: string | null;
  /** The gateway's own word on the payment afterwards, to be applied like any; null where its answer is none. */
  readonly payment: PaymentEvent | null;
}

/**
 * How a gateway captures, refunds and voids. Each call may be repeated with the same operation: it is done once, by the
 * gateway's idempotency where it has one, else because `find` is asked first. Throws GatewayUnavailableError when it is not
 * known whether it was done.
 */
export interface PaymentOperator {
  /** Whether the gateway can do this with such a payment at all. */
  supports(kind: OperationKind, method: string | null): boolean;
  /** In which phases a payment can be voided: while it is authorized, or (Wompi) once it is captured. */
  readonly voidablePhases: readonly PaymentPhase[];
  capture(operation: OperationRequest): Promise<OperationAnswer>;
  refund(operation: OperationRequest): Promise<OperationAnswer>;
  void(operation: OperationRequest): Promise<OperationAnswer>;
  /** Looks whether an operation, whose answer was lost or is still to come, was done; null: the gateway does not know it. */
  find(operation: OperationRequest): Promise<OperationAnswer | null>;
}
