import type { Order, PaymentResult } from './storefront.types.js';

/** What a shopper is to hear of a cart's payment. */
export interface PaymentState {
  /** `refused`: rejected, failed or canceled; another try is possible unless the order is canceled. */
  readonly kind: 'pending' | 'paid' | 'refused';
  /** Null: the cart has no order yet. */
  readonly order: Order | null;
  /** The result that came before the order. */
  readonly result: PaymentResult | null;
}

/** What the storefront may know of a cart. */
export interface PaymentFacts {
  readonly order: Order | null;
  readonly result: PaymentResult | null;
  /** Whether the cart bears a payment error that was not put aside. */
  readonly hasError: boolean;
}

/**
 * Where the payment stands. An order that failed is refused only as long as its cart says why: once the shopper put that error
 * aside to try again, the next try is what is waited for.
 */
export function paymentStateOf({ order, result, hasError }: PaymentFacts): PaymentState {
  return { kind: order === null ? kindOfResult(result) : kindOfOrder(order, hasError), order, result };
}

function kindOfResult(result: PaymentResult | null): PaymentState['kind'] {
  if (result === null) return 'pending';
  return result.status === 'approved' ? 'paid' : 'refused';
}

function kindOfOrder({ payment_status: status }: Order, hasError: boolean): PaymentState['kind'] {
  switch (status) {
    case 'awaiting_payment':
      return 'pending';
    case 'failed':
      return hasError ? 'refused' : 'pending';
    case 'canceled':
      return 'refused';
    case 'authorized':
    case 'captured':
    case 'partially_refunded':
    case 'refunded':
    case 'disputed':
      return 'paid';
  }
}
