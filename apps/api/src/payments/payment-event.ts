import type { Money } from '../common/money.js';

/**
 * What became of the payment itself, leaving refunds and disputes aside. The order is that of authority: a later word
 * never takes back an earlier one of higher rank (see payment.machine.ts).
 */
export type PaymentPhase = 'pending' | 'failed' | 'authorized' | 'canceled' | 'captured' | 'voided';

/** `rejected`: the gateway or the bank said no. `failed`: something broke on the way. */
export type FailureOutcome = 'rejected' | 'failed';

export interface PaymentFailure {
  readonly outcome: FailureOutcome;
  /** The gateway's own code ("cc_rejected_insufficient_amount"); never free text of a person. */
  readonly code: string | null;
  /** The gateway's own message for people, without personal data. */
  readonly message: string | null;
}

/**
 * One thing a gateway said of a payment. Facts are cumulative or carry the gateway's id of the refund or dispute, so
 * that applying one twice, or in any order, ends in the same state.
 */
export type PaymentFact =
  | {
      readonly kind: 'phase';
      readonly phase: PaymentPhase;
      /** What was really captured, when `phase` is `captured`; null: the payment's whole amount. */
      readonly capturedMinor?: bigint | null;
      readonly failure?: PaymentFailure;
    }
  /** All that has been refunded of the payment until `occurredAt`, in total. */
  | { readonly kind: 'refunded_total'; readonly totalMinor: bigint }
  /** One refund, by the gateway's id. `failed` also stands for canceled: the money is (back) with the merchant. */
  | {
      readonly kind: 'refund';
      readonly refundId: string;
      readonly amountMinor: bigint;
      readonly status: 'pending' | 'succeeded' | 'failed';
    }
  /** One dispute or chargeback, by the gateway's id. `won`: the money is back with the merchant. */
  | {
      readonly kind: 'dispute';
      readonly disputeId: string;
      readonly amountMinor: bigint;
      readonly status: 'open' | 'won' | 'lost';
    };

/** What any gateway's event, poll or replay is turned into before money moves: the only input of the money path. */
export interface PaymentEvent {
  /** The gateway's name, as data: nothing below `gateways/` decides by it. */
  readonly provider: string;
  /** The gateway's id of the payment; with `provider` it names one payment. */
  readonly transactionId: string;
  /** The merchant's name for what is being paid: a cart's id, an order's id, or their own. Null when this event does not say. */
  readonly reference: string | null;
  /** What the payment is for. Null when this event does not say (a refund, a dispute). */
  readonly amount: Money | null;
  /** The gateway's word for the means of payment ("CARD", "pse"), lower-cased by nobody. */
  readonly method: string | null;
  /** When it happened by the gateway's clock; settles which of two contradicting facts is the later. */
  readonly occurredAt: Date;
  readonly facts: readonly PaymentFact[];
}
