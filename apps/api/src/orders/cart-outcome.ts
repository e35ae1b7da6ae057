import type { OrderPayment } from './order.state.js';

/** What a shopper who has no order yet should hear of their payments. */
export type CartOutcome =
  | { readonly kind: 'approved'; readonly paymentId: string }
  | { readonly kind: 'declined'; readonly paymentId: string; readonly status: 'rejected' | 'failed' }
  | { readonly kind: 'none' };

/** A payment of a cart, with what made it fail. */
export interface CartPayment extends OrderPayment {
  readonly failureOutcome: string | null;
}

const HOLDS_MONEY = new Set(['authorized', 'captured', 'partially_refunded']);

/**
 * What to tell of a cart's payments after some of them (`changed`) moved. An approval outlives every rejection of another
 * try. A rejection is told only when it is news: the shopper may have dismissed the last one. An approved amount that is
 * not the cart's is not told at all: the order will be `requires_review`, and the shopper must not pay again.
 */
export function cartOutcome(
  cart: { readonly amountMinor: bigint; readonly currency: string },
  payments: readonly CartPayment[],
  changed: ReadonlySet<string>,
): CartOutcome {
  const approved = payments.find(
    (payment) =>
      HOLDS_MONEY.has(payment.status) &&
      payment.currency === cart.currency &&
      (payment.phase === 'captured' ? payment.capturedMinor : payment.amountMinor) === cart.amountMinor,
  );
  if (approved) return { kind: 'approved', paymentId: approved.id };
  const declined = payments.find(({ id, phase }) => changed.has(id) && (phase === 'failed' || phase === 'canceled'));
  if (!declined) return { kind: 'none' };
  return {
    kind: 'declined',
    paymentId: declined.id,
    status: declined.failureOutcome === 'failed' ? 'failed' : 'rejected',
  };
}
