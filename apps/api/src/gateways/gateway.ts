import type { PaymentEvent } from '../payments/payment-event.js';
import type { PaymentOperator } from './gateway.operations.js';
import type { PaymentStarter } from './gateway.payments.js';
import type { PaymentRecovery } from './gateway.recovery.js';
import type { PersonalKeys } from './personal.data.js';

/** One POST of a gateway, as it arrived. Header names are lower case; a repeated header or query key is refused before. */
export interface Delivery {
  /** The bytes as received: what is signed, verified, stored and parsed. */
  readonly rawBody: Buffer;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly query: Readonly<Record<string, string | undefined>>;
}

/** Why a delivery is not authentic. Goes into a metric's label and a count, never into the answer. */
export const REJECTION_REASONS = [
  'missing_signature',
  'malformed_signature',
  'signature_mismatch',
  'stale_timestamp',
  'future_timestamp',
  'unsigned_fields',
  /** It says that it is of the gateway's other world (its sandbox, or production), and no secret of this one signed it. */
  'wrong_environment',
] as const;
export type RejectionReason = (typeof REJECTION_REASONS)[number];

/** The door's judgement of a delivery. It is made once; later stages parse and never verify again. */
export type Verdict =
  | {
      readonly kind: 'accepted';
      /**
       * Names this event among all of this gateway: the same for a redelivery, different for every real change, and not
       * to be had by a forged copy. Unique per (tenant, gateway) in the inbox. At most 200 characters.
       */
      readonly eventKey: string;
      /** The gateway's own id of the event, or the nearest thing it has: for people to search by. */
      readonly webhookId: string;
      /** The gateway's own word for what happened. */
      readonly type: string;
      /** The payment it speaks of, as far as the body says; unproven until normalized. */
      readonly transactionId: string | null;
      readonly reference: string | null;
    }
  /** Known noise that is answered 200 and leaves no trace but a counter (MercadoPago's unverifiable IPN twin). */
  | { readonly kind: 'ignored'; readonly reason: string }
  | { readonly kind: 'rejected'; readonly reason: RejectionReason }
  /** Authentic or not, it is not JSON or lacks what identifies an event: 400. */
  | { readonly kind: 'malformed'; readonly reason: string };

/** A stored event, as the processor hands it to the gateway that it came from. */
export interface StoredEvent {
  readonly id: string;
  readonly type: string;
  readonly transactionId: string | null;
  readonly rawBody: Buffer;
}

/** Why an event that is authentic is not applied: it is of the gateway's other world, where no money is real, or all of it. */
export const WRONG_ENVIRONMENT = 'wrong_environment';

/** What a stored event means: a payment event to apply, or nothing (with the reason, which ends the event as a success). */
export type Normalized =
  { readonly kind: 'payment'; readonly event: PaymentEvent } | { readonly kind: 'ignored'; readonly reason: string };

/**
 * Everything Pasarela knows of one gateway. An implementation holds no state but its configuration, touches no database
 * and no queue, and names no other gateway.
 */
export interface Gateway {
  /** In the URL (`/webhooks/<name>`), the queue's name (`<name>-webhooks`), rows and metrics. */
  readonly name: string;
  /** Other names of its door. */
  readonly aliases: readonly string[];
  /** The few headers worth keeping with the event, lower case; no secret, no personal data among them. */
  readonly keptHeaders: readonly string[];
  /** What its payloads hold of people: masked when staff look at an event. */
  readonly personalKeys: PersonalKeys;
  /** True when `normalize` asks the gateway's API: its events are then worked in small batches behind the breaker. */
  readonly asksApi: boolean;
  /** How it begins payments. */
  readonly payments: PaymentStarter;
  /** How it captures, refunds and voids. */
  readonly operations: PaymentOperator;
  /** How it is asked for what no webhook told. */
  readonly recovery: PaymentRecovery;

  /** Judges a delivery. Pure, synchronous, in constant time where secrets are compared; never throws for hostile input. */
  verify(delivery: Delivery, now: Date): Verdict;

  /**
   * Turns a stored event into what it means, asking the gateway's API where the event is only a hint or leaves fields unsigned.
   * @throws PermanentError for data that no retry mends, TransientError for what another attempt may mend,
   * GatewayUnavailableError when the API is away.
   */
  normalize(event: StoredEvent): Promise<Normalized>;

  /**
   * Every payment the gateway knows under a reference of ours; empty when it knows none.
   * @throws like `normalize`.
   */
  findByReference(reference: string): Promise<readonly PaymentEvent[]>;
}
