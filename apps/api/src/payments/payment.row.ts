import type { PaymentPhase } from './payment-event.js';
import type { DisputeState, PaymentState, PaymentStatus, RefundState } from './payment.state.js';

/** A payment as it is in the database, or (version 0) as it is about to be. */
export interface StoredPayment extends PaymentState {
  readonly id: string;
  readonly provider: string;
  readonly transactionId: string;
  readonly cartId: string | null;
  readonly orderId: string | null;
  /** Counts the transitions; the compare-and-swap of every change. 0: not inserted yet. */
  readonly version: number;
}

/** A row of `payments` as PostgreSQL hands it over. */
export interface PaymentRow {
  id: string;
  provider: string;
  transaction_id: string;
  reference: string | null;
  cart_id: string | null;
  order_id: string | null;
  phase: PaymentPhase;
  status: PaymentStatus;
  currency: string | null;
  amount_minor: bigint | null;
  captured_minor: bigint;
  refunded_minor: bigint;
  disputed_minor: bigint;
  refunded_total_minor: bigint | null;
  refunded_total_at: Date | null;
  method: string | null;
  failure_outcome: 'rejected' | 'failed' | null;
  failure_code: string | null;
  failure_message: string | null;
  occurred_at: Date;
  version: number;
}

/** The columns of `payments` that the money path reads and writes, in the order of `toColumns`. */
export const PAYMENT_COLUMNS = `id, provider, transaction_id, reference, cart_id, order_id, phase, status, currency, amount_minor, captured_minor,
  refunded_minor, disputed_minor, refunded_total_minor, refunded_total_at, method, failure_outcome, failure_code,
  failure_message, occurred_at, version`;

/** The refunds and disputes of some payments. */
export interface Details {
  readonly refunds: readonly (RefundState & { paymentId: string })[];
  readonly disputes: readonly (DisputeState & { paymentId: string })[];
}

export const NO_DETAILS: Details = { refunds: [], disputes: [] };

/** A row with its details as a state. */
export function fromRow(row: PaymentRow, details: Details): StoredPayment {
  return {
    id: row.id,
    provider: row.provider,
    transactionId: row.transaction_id,
    reference: row.reference,
    cartId: row.cart_id,
    orderId: row.order_id,
    phase: row.phase,
    status: row.status,
    currency: row.currency,
    amountMinor: row.amount_minor,
    capturedMinor: row.captured_minor,
    refundedMinor: row.refunded_minor,
    disputedMinor: row.disputed_minor,
    refundedTotal:
      row.refunded_total_minor === null || row.refunded_total_at === null
        ? null
        : { amountMinor: row.refunded_total_minor, occurredAt: row.refunded_total_at },
    refunds: details.refunds
      .filter(({ paymentId }) => paymentId === row.id)
      .map(({ paymentId: _, ...refund }) => refund),
    disputes: details.disputes
      .filter(({ paymentId }) => paymentId === row.id)
      .map(({ paymentId: _, ...dispute }) => dispute),
    method: row.method,
    failure:
      row.failure_outcome === null
        ? null
        : { outcome: row.failure_outcome, code: row.failure_code, message: row.failure_message },
    occurredAt: row.occurred_at,
    version: row.version,
  };
}

/** States as arrays, a column each, in the order of PAYMENT_COLUMNS. */
export function toColumns(payments: readonly StoredPayment[]): unknown[][] {
  const column = <T>(pick: (payment: StoredPayment) => T): T[] => payments.map(pick);
  return [
    column(({ id }) => id),
    column(({ provider }) => provider),
    column(({ transactionId }) => transactionId),
    column(({ reference }) => reference),
    column(({ cartId }) => cartId),
    column(({ orderId }) => orderId),
    column(({ phase }) => phase),
    column(({ status }) => status),
    column(({ currency }) => currency),
    column(({ amountMinor }) => amountMinor),
    column(({ capturedMinor }) => capturedMinor),
    column(({ refundedMinor }) => refundedMinor),
    column(({ disputedMinor }) => disputedMinor),
    column(({ refundedTotal }) => refundedTotal?.amountMinor ?? null),
    column(({ refundedTotal }) => refundedTotal?.occurredAt ?? null),
    column(({ method }) => method),
    column(({ failure }) => failure?.outcome ?? null),
    column(({ failure }) => failure?.code ?? null),
    column(({ failure }) => failure?.message ?? null),
    column(({ occurredAt }) => occurredAt),
    column(({ version }) => version),
  ];
}
