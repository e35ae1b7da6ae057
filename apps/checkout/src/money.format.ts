import { currencyExponent } from '../../../packages/client/src/index.js';

/** An amount in minor units as people write it: `$ 50.000` for 5000000 COP in es-CO. Decimals are shown only when there are any. */
export function formatMoney(amountMinor: number, currency: string, locale: string): string {
  const exponent = currencyExponent(currency);
  const factor = 10 ** exponent;
  const fractionDigits = amountMinor % factor === 0 ? 0 : exponent;
  const digits = { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits };
  return new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(amountMinor / factor);
}
