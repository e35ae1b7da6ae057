import type { GatewayName, SignedRequest } from '../gateway/gateway.contract.js';
import type { Answer } from './delivery.sender.js';

/**
 * `scheduled` (not tried yet) → `sending` → `delivered`, or `waiting` for the next attempt, or `exhausted` when the gateway
 * gives up. `dropped`: never sent, see `drop_reason`. `cancelled`: the sandbox was reset or closed.
 */
export const DELIVERY_STATES = [
  'scheduled',
  'sending',
  'waiting',
  'delivered',
  'exhausted',
  'dropped',
  'cancelled',
] as const;
export type DeliveryState = (typeof DELIVERY_STATES)[number];

export interface DeliveryAttempt {
  readonly number: number;
  readonly started_at: string;
  readonly duration_ms: number;
  /** Exactly what was sent. */
  readonly request: SignedRequest & { readonly url: string };
  readonly answer: Answer;
  /** Whether the gateway takes the answer for an acknowledgement. */
  readonly acknowledged: boolean;
}

/** One event on its way to the merchant, with all that happened to it. In-process it is live: it goes on changing. */
export interface Delivery {
  readonly id: string;
  readonly gateway: GatewayName;
  readonly event_id: string;
  readonly event_type: string;
  readonly transaction_id: string | null;
  readonly state: DeliveryState;
  /** `silent`, `every_nth`, `chance`, or `no_target`. */
  readonly drop_reason: string | null;
  readonly created_at: string;
  readonly next_attempt_at: string | null;
  readonly attempts: readonly DeliveryAttempt[];
}
