import { TransientError } from '../common/errors.js';
import type { ChannelName, OutgoingNotification } from './notification.js';

/** A way to tell somebody. */
export interface Channel {
  readonly name: ChannelName;
  /**
   * Tells it, within seconds, and resolves to what the receiver answered, in a few words. May be called again for the same
   * notification; its id tells the receiver so.
   * @throws DeliveryError when it was not told, or nobody knows.
   */
  send(notification: OutgoingNotification): Promise<string>;
}

/** The whole exchange with a receiver. */
export const DELIVERY_TIMEOUT_MS = 15_000;

/** It could not be told for now. Code and message are words of ours: no address, no token, nothing that was sent or answered. */
export class DeliveryError extends TransientError {}
