import { sha256 } from '../secret.digest.js';

/** What the integrity signature is made of. */
export interface SignedPayment {
  readonly reference: string;
  readonly amountInCents: number;
  readonly currency: string;
  /** The very text that is sent; null: none is. */
  readonly expirationTime: string | null;
}

/**
 * Proves to Wompi that amount and reference are the merchant's: SHA-256, lower-case hex, of the values without separators
 * and the integrity secret (docs.wompi.co, "Widget & Checkout Web").
 */
export function integritySignature(payment: SignedPayment, secret: string): string {
  const { reference, amountInCents, currency, expirationTime } = payment;
  return sha256(reference, String(amountInCents), currency, expirationTime ?? '', secret).toString('hex');
}
