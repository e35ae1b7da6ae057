/** What becomes of the goods. Pinned by a test. */
export type OrderStatus = 'pending' | 'completed' | 'canceled' | 'requires_review';

/** What became of the money. Pinned by a test. */
export type OrderPaymentStatus =
  | 'awaiting_payment'
  | 'authorized'
  | 'captured'
  | 'failed'
  | 'canceled'
  | 'partially_refunded'
  | 'refunded'
  | 'disputed';

/** Why a human must look. */
export type ReviewReason = 'amount_mismatch' | 'currency_mismatch' | 'paid_twice' | 'paid_after_cancel';

export interface OrderState {
  readonly status: OrderStatus;
  readonly paymentStatus: OrderPaymentStatus;
  readonly reviewReason: ReviewReason | null;
  readonly amountMinor: bigint;
  readonly currency: string;
  /** The payments about which a person has decided what the order is. */
  readonly reviewedPayments?: readonly string[];
}

/** As much of a payment as an order needs to know (`payments/` knows the rest). */
export interface OrderPayment {
  readonly id: string;
  readonly phase: string;
  readonly status: string;
  readonly amountMinor: bigint | null;
  readonly capturedMinor: bigint;
  readonly currency: string | null;
}
