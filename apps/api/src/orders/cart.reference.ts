/** A cart's id with the number of a further attempt to pay it behind. */
const NUMBERED = /^(cart_[0-9a-hjkmnp-tv-z]{26})-([1-9][0-9]{0,4})$/;

/**
 * The reference under which the nth attempt to pay a cart is made at a gateway: the cart's id, then `<id>-2`, `<id>-3`, …,
 * because a gateway may take each reference once.
 */
export function cartReference(cartId: string, attempt: number): string {
  return attempt === 1 ? cartId : `${cartId}-${attempt}`;
}

/**
 * The name that a reference bears of what is paid: the cart's id where the reference is that of an attempt to pay the cart,
 * else the reference itself. A merchant's own `WC-1050-2` is left alone.
 */
export function cartNameOf(reference: string): string {
  return NUMBERED.exec(reference)?.[1] ?? reference;
}

/** Which attempt a cart's reference belongs to. */
export function attemptOf(reference: string): number {
  return Number(NUMBERED.exec(reference)?.[2] ?? 1);
}
