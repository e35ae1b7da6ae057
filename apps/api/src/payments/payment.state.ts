import type { PaymentFailure, PaymentPhase } from './payment-event.js';

/** What a payment is for the merchant: its phase, and once captured what became of the money. Pinned by a test. */
export type PaymentStatus =
  | 'pending'
  | 'authorized'
  | 'captured'
  | 'failed'
  | 'canceled'
  | 'voided'
  | 'partially_refunded'
  | 'refunded'
  | 'disputed';

export interface RefundState {
  readonly refundId: string;
  readonly amountMinor: bigint;
  readonly status: 'pending' | 'succeeded' | 'failed';
  readonly occurredAt: Date;
}

export interface DisputeState {
  readonly disputeId: string;
  readonly amountMinor: bigint;
  readonly status: 'open' | 'won' | 'lost';
  readonly occurredAt: Date;
}

/**
 * All that is known of one payment. The facts (phase, amounts as told, refunds, disputes) are what events write; `status`,
 * `refundedMinor` and `disputedMinor` are derived from them and never set on their own.
 */
export interface PaymentState {
  readonly phase: PaymentPhase;
  /** Null until an event says what the payment is for. */
  readonly amountMinor: bigint | null;
  readonly currency: string | null;
  readonly capturedMinor: bigint;
  readonly refundedTotal: { readonly amountMinor: bigint; readonly occurredAt: Date } | null;
  readonly refunds: readonly RefundState[];
  readonly disputes: readonly DisputeState[];
  readonly failure: PaymentFailure | null;
  readonly reference: string | null;
  readonly method: string | null;
  /** The gateway's clock, of the newest event that spoke of this phase. */
  readonly occurredAt: Date;
  readonly status: PaymentStatus;
  readonly refundedMinor: bigint;
  readonly disputedMinor: bigint;
}
