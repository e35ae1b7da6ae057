import { currencyExponent, type Money } from '../common/money.js';
import { rescaleMinor } from './amount.scale.js';
import { NotPayableError } from './gateway.payments.js';

/**
 * An amount in a gateway's own unit, which has `exponent` decimals, as the number that its JSON takes.
 * @throws NotPayableError `unsupported_amount` when the unit cannot hold it (centavos where only whole pesos are taken).
 */
export function inGatewayUnit({ amountMinor, currency }: Money, exponent: number): number {
  try {
    const amount = Number(rescaleMinor(amountMinor, currencyExponent(currency), exponent));
    if (Number.isSafeInteger(amount)) return amount;
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
  }
  throw new NotPayableError('unsupported_amount', `The gateway cannot take this amount of ${currency} exactly`);
}
