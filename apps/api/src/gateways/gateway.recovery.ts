import type { PaymentEvent } from '../payments/payment-event.js';

/** What a list of the gateway says of a payment. Lists lag behind: `read` tells the truth before money moves by it. */
export interface SightedPayment {
  readonly kind: 'payment';
  readonly event: PaymentEvent;
}

/**
 * An event that the gateway sent, or meant to send, named as its door names it: whoever stores it first, it is stored once.
 * What it means is for `Gateway.normalize` to say.
 */
export interface RecoveredEvent {
  readonly kind: 'event';
  readonly eventKey: string;
  readonly webhookId: string;
  readonly type: string;
  readonly transactionId: string | null;
  readonly reference: string | null;
  readonly rawBody: Buffer;
}

export type RecoveredFact = SightedPayment | RecoveredEvent;

/** How a gateway is asked for what it never told, or told and nobody heard. */
export interface PaymentRecovery {
  /** False: `recent` knows only payments that were made in the window, not those that changed in it. */
  readonly listsChanges: boolean;

  /**
   * What happened to payments in a window of time, a page per call to the gateway; in no promised order, and the same thing
   * perhaps twice.
   * @throws like `Gateway.normalize`, also half way, and PermanentError `window_too_large` after the last page that is read.
   */
  recent(since: Date, until: Date): AsyncIterable<readonly RecoveredFact[]>;

  /**
   * One payment as the gateway knows it now; null when it knows none by this id.
   * @throws like `Gateway.normalize`.
   */
  read(transactionId: string): Promise<PaymentEvent | null>;
}
