import type { Cart } from './storefront.types.js';

/** The last rejected payment of a cart that the shopper has not put aside. */
export interface PaymentError {
  /** `rejected`: the gateway or the bank said no. `failed`: something broke. */
  readonly status: string;
  readonly provider: string;
  /** The gateway's words or code, if it had any. */
  readonly message: string | null;
  readonly transactionId: string;
}

/** What `cart.metadata.payment_error` says, or null when it says nothing. */
export function paymentErrorOf(cart: Pick<Cart, 'metadata'>): PaymentError | null {
  const error = cart.metadata['payment_error'];
  if (typeof error !== 'object' || error === null) return null;
  const text = (field: string): string | null => {
    const value: unknown = Reflect.get(error, field);
    return typeof value === 'string' ? value : null;
  };
  return {
    status: text('status') ?? 'failed',
    provider: text('provider') ?? '',
    message: text('message'),
    transactionId: text('transaction_id') ?? '',
  };
}
