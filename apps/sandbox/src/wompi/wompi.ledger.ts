import type { Changed } from '../gateway/gateway.contract.js';
import type { JsonObject } from '../gateway/json.types.js';
import { randomDigits } from '../gateway/random.ids.js';
import { transactionUpdated, type WompiEventSettings } from './wompi.event.js';
import type { WompiTransaction } from './wompi.transaction.js';

/** A refund of `POST /refunds`. */
export interface WompiRefund extends JsonObject {
  id: number;
  transaction_id: string;
  amount_in_cents: number;
  status: 'APPROVED';
}

/** The transactions of the merchant and what was given back of them. */
export class WompiLedger {
  readonly merchantId = randomDigits(7);
  private transactions = new Map<string, WompiTransaction>();
  private refunds: WompiRefund[] = [];
  private lastRefundId = Number(randomDigits(5));

  constructor(private readonly events: WompiEventSettings) {}

  newId(now: Date): string {
    return `${this.merchantId}-${Math.floor(now.getTime() / 1000)}-${randomDigits(5)}`;
  }

  find(id: string): WompiTransaction | null {
    return this.transactions.get(id) ?? null;
  }

  /** Newest first. */
  list(): readonly WompiTransaction[] {
    return [...this.transactions.values()].reverse();
  }

  ofReference(reference: string): readonly WompiTransaction[] {
    return this.list().filter((transaction) => transaction.reference === reference);
  }

  /** Keeps a state that Wompi tells nobody of. */
  put(transaction: WompiTransaction): void {
    this.transactions.set(transaction.id, transaction);
  }

  /** Keeps a state and words what Wompi tells of it. */
  keep(transaction: WompiTransaction, now: Date): Changed {
    this.put(transaction);
    const events = [transactionUpdated(transaction, this.events, now)];
    // Events are said to come with a final status; no PENDING one was ever seen.
    return { id: transaction.id, events, untold: transaction.status === 'PENDING' };
  }

  addRefund(transaction: WompiTransaction, amountInCents: number, words: JsonObject, now: Date): WompiRefund {
    const refund: WompiRefund = {
      id: (this.lastRefundId += 1),
      created_at: now.toISOString(),
      transaction_id: transaction.id,
      amount_in_cents: amountInCents,
      status: 'APPROVED',
      ...words,
    };
    this.refunds.push(refund);
    return refund;
  }

  refund(id: string): WompiRefund | null {
    return this.refunds.find((refund) => String(refund.id) === id) ?? null;
  }

  refundsOf(transactionId: string): readonly WompiRefund[] {
    return this.refunds.filter((refund) => refund.transaction_id === transactionId);
  }

  refundedCents(transactionId: string): number {
    return this.refundsOf(transactionId).reduce((sum, refund) => sum + refund.amount_in_cents, 0);
  }

  reset(): void {
    this.transactions = new Map();
    this.refunds = [];
  }
}
