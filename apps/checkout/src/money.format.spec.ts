import { formatMoney } from './money.format.js';

/** Intl puts spaces that do not break. */
const plain = (text: string): string => text.replace(/\s/g, ' ');

describe('money for shoppers', () => {
  it.each([
    [5_000_000, 'COP', 'es-CO', '$ 50.000'],
    [5_000_050, 'COP', 'es-CO', '$ 50.000,50'],
    [123_456_789_00, 'COP', 'es-CO', '$ 123.456.789'],
    [5_000_000, 'COP', 'en-US', 'COP 50,000'],
    [1_999, 'USD', 'en-US', '$19.99'],
    [1_999, 'USD', 'es-CO', 'US$ 19,99'],
    [1_500, 'CLP', 'es-CO', 'CLP 1.500'],
    [0, 'COP', 'es-CO', '$ 0'],
  ])('writes %s minor units of %s in %s as %s', (amountMinor, currency, locale, text) => {
    expect(plain(formatMoney(amountMinor, currency, locale))).toBe(text);
  });
});
