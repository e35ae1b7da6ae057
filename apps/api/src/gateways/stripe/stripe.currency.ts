import { currencyExponent, type Money } from '../../common/money.js';
import { rescaleMinor } from '../amount.scale.js';
import { inGatewayUnit } from '../gateway.money.js';
import { JsonError } from '../json.parser.js';

/**
 * Stripe's minor units where they are no hundredths (docs.stripe.com/currencies). They are not ISO 4217's: MGA has none
 * here and two there, ISK and UGX have two here and none there (the page lists UGX twice; its worked example counts).
 */
const STRIPE_EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  MGA: 0,
  PYG: 0,
  RWF: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  JOD: 3,
  KWD: 3,
  OMR: 3,
  TND: 3,
};

/**
 * An amount in Stripe's unit as money in ours.
 * @throws JsonError for a negative amount or no currency, RangeError for an amount that ISO 4217's unit cannot hold.
 */
export function moneyFromStripe(amount: bigint, stripeCurrency: string): Money {
  const currency = stripeCurrency.toUpperCase();
  if (amount < 0n) throw new JsonError('wrong_type', 'amount');
  if (!/^[A-Z]{3}$/.test(currency)) throw new JsonError('wrong_type', 'currency');
  return { amountMinor: rescaleMinor(amount, exponentOf(currency), currencyExponent(currency)), currency };
}

/**
 * Money as Stripe takes it: its unit, its lower-case currency.
 * @throws DomainError 422 `unsupported_amount` for what Stripe's unit cannot hold.
 */
export function moneyForStripe(money: Money): { readonly amount: number; readonly currency: string } {
  const { currency } = money;
  return { amount: inGatewayUnit(money, exponentOf(currency)), currency: currency.toLowerCase() };
}

function exponentOf(currency: string): number {
  return Object.hasOwn(STRIPE_EXPONENTS, currency) ? (STRIPE_EXPONENTS[currency] ?? 2) : 2;
}
