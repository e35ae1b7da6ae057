import type { PaymentEvent } from '../payments/payment-event.js';

/** Something that a gateway tells when it is asked what happened lately. */
export type RecoveredFact =
  /** What a payment is now, to be applied like any event. */
  | { readonly kind: 'payment'; readonly event: PaymentEvent }
  /** An event that the gateway sent, or meant to send; the inbox may lack it. Its fields are those of an accepted verdict. */
  | {
      readonly kind: 'event';
      readonly eventKey: string;
      readonly webhookId: string;
      readonly type: string;
      readonly transactionId: string | null;
      readonly reference: string | null;
      readonly occurredAt: Date;
      readonly rawBody: Buffer;
    };

/** How a gateway is asked for what no webhook told. */
export interface PaymentRecovery {
  /**
   * What happened between two moments, oldest first where the gateway can order it, in pages that are asked for as they are
   * read. The same fact may come twice.
   * @throws like `Gateway.normalize`, also half way.
   */
  recent(since: Date, until: Date): AsyncIterable<RecoveredFact>;
}
