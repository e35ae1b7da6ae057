import type { PasarelaClient } from '../../../../packages/client/src/index.js';
import { checkoutPath, orderPath } from '../page.address.js';

/** Two seconds, then eight of questions: what is known of most payments by then. Longer ones the order's page waits for. */
const WAIT_MS = 10_000;

/**
 * What to do with a shopper who is back from the gateway: the order if there is one; else wait a moment for the result; paid or
 * still unknown, make the order, which then waits for its payment; refused, choose again.
 * @returns the path of the page to go to.
 */
export async function settleReturn(client: PasarelaClient, cartId: string, signal: AbortSignal): Promise<string> {
  // A note for the shop; whether it arrives is nothing to the shopper.
  void client.noteReturn(cartId).catch(() => undefined);
  const existing = await client.orderOfCart(cartId, signal);
  if (existing !== null) return orderPath(existing.id);
  const { kind, order } = await client.waitForPayment(cartId, { signal, timeoutMs: WAIT_MS });
  if (order !== null) return orderPath(order.id);
  if (kind === 'refused') return checkoutPath(cartId);
  return orderPath((await client.completeCart(cartId)).id);
}
