import { currencyExponent } from '../../../../packages/client/src/index.js';

/** An amount in minor units as people write it: `$ 50.000` for 5000000 COP in es-CO. Decimals are shown only when there are any. */
export function formatMoney(amountMinor: number, currency: string, locale: string): string {
  const exponent = currencyExponent(currency);
  const factor = 10 ** exponent;
  const fractionDigits = amountMinor % factor === 0 ? 0 : exponent;
  const digits = { minimumFractionDigits: fractionDigits, maximumFractionDigits: fractionDigits };
  return new Intl.NumberFormat(locale, { style: 'currency', currency, ...digits }).format(amountMinor / factor);
}

/** The same where there is little room: `$ 1,2 M`. */
export function formatMoneyShort(amountMinor: number, currency: string, locale: string): string {
  const compact = { notation: 'compact', maximumFractionDigits: 1, minimumFractionDigits: 0 } as const;
  const amount = amountMinor / 10 ** currencyExponent(currency);
  return new Intl.NumberFormat(locale, { style: 'currency', currency, ...compact }).format(amount);
}

/**
 * What a person typed as an amount, in minor units: digits, with the locale's marks for thousands and decimals. Null when it is
 * no amount of that currency. Read digit by digit, never through a fraction.
 */
export function parseMoney(text: string, currency: string, locale: string): number | null {
  const { group, decimal } = marksOf(locale);
  const plain = text.replace(/[\s\u00a0\u202f$]/g, '').replaceAll(group, '');
  const [whole = '', fraction = '', ...rest] = plain.split(decimal);
  const exponent = currencyExponent(currency);
  if (rest.length > 0 || !/^\d{1,13}$/.test(whole) || !/^\d*$/.test(fraction) || fraction.length > exponent)
    return null;
  const minor = Number(`${whole}${fraction.padEnd(exponent, '0')}`);
  return Number.isSafeInteger(minor) ? minor : null;
}

function marksOf(locale: string): { readonly group: string; readonly decimal: string } {
  const parts = new Intl.NumberFormat(locale, { minimumFractionDigits: 1 }).formatToParts(1_234_567.5);
  const markOf = (type: string): string => parts.find((part) => part.type === type)?.value ?? ',';
  return { group: markOf('group'), decimal: markOf('decimal') };
}
