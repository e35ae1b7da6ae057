import { SandboxError } from './sandbox.error.js';

/**
 * Pasarela speaks in the ISO 4217 minor unit. Each gateway has a unit of its own, written down here independently of
 * Pasarela's mappers, so that one side's mistake is not the other's too.
 */

const NO_DECIMALS = new Set(
  ['BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'VND', 'VUV', 'XAF', 'XOF', 'XPF'], //
);
const THREE_DECIMALS = new Set(['BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND']);

/** Currencies that Stripe takes times 100 although they have no decimals (its table of special cases). */
const STRIPE_TIMES_100 = new Set(['ISK', 'UGX']);

/** Currencies that MercadoPago takes as integers only ("Prices in COP currency must be expressed with integer values"). */
const MERCADOPAGO_WHOLE = new Set(['COP', 'CLP', 'HNL', 'NIO']);

/** Decimals of the ISO 4217 minor unit. */
export function isoExponent(currency: string): number {
  if (NO_DECIMALS.has(currency)) return 0;
  return THREE_DECIMALS.has(currency) ? 3 : 2;
}

/** Minor units as MercadoPago writes them: a decimal number of major units, whole for COP. */
export function mercadoPagoAmount(amountMinor: bigint, currency: string): number {
  const exponent = isoExponent(currency);
  const scale = 10n ** BigInt(exponent);
  if (MERCADOPAGO_WHOLE.has(currency) && amountMinor % scale !== 0n) {
    throw new SandboxError(
      422,
      'amount_not_whole',
      `MercadoPago: prices in ${currency} must be expressed with integer values; ${amountMinor} minor units are not whole`,
    );
  }
  const decimals = exponent === 0 ? '' : `.${(amountMinor % scale).toString().padStart(exponent, '0')}`;
  return Number(`${amountMinor / scale}${decimals}`);
}

/** A MercadoPago amount, read from its text, in minor units. */
export function minorFromMercadoPago(amount: number, currency: string): bigint {
  return BigInt(amount.toFixed(isoExponent(currency)).replace('.', ''));
}

/** Minor units as Stripe counts them. */
export function stripeAmount(amountMinor: bigint, currency: string): number {
  if (STRIPE_TIMES_100.has(currency)) return Number(amountMinor * 100n);
  if (currency !== 'MGA') return Number(amountMinor);
  if (amountMinor % 100n !== 0n) throw new SandboxError(422, 'amount_not_whole', 'Stripe takes MGA without decimals');
  return Number(amountMinor / 100n);
}

/** A Stripe amount in minor units. */
export function minorFromStripe(amount: number, currency: string): bigint {
  if (STRIPE_TIMES_100.has(currency)) return BigInt(amount) / 100n;
  return currency === 'MGA' ? BigInt(amount) * 100n : BigInt(amount);
}
