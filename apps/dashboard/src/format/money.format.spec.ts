import { formatMoney, formatMoneyShort, parseMoney } from './money.format.js';

/** Intl puts spaces that do not break. */
const plain = (text: string): string => text.replace(/\s/g, ' ');

describe('money for staff', () => {
  it.each([
    [5_000_000, 'COP', 'es-CO', '$ 50.000'],
    [5_000_050, 'COP', 'es-CO', '$ 50.000,50'],
    [5_000_000, 'COP', 'en-US', 'COP 50,000'],
    [1_999, 'USD', 'es-CO', 'US$ 19,99'],
    [1_500, 'CLP', 'es-CO', 'CLP 1.500'],
    [1_234, 'KWD', 'en-US', 'KWD 1.234'],
    [-5_000_000, 'COP', 'es-CO', '-$ 50.000'],
  ])('writes %s minor units of %s in %s as %s', (amountMinor, currency, locale, text) => {
    expect(plain(formatMoney(amountMinor, currency, locale))).toBe(text);
  });

  it('writes little where there is little room', () => {
    expect(plain(formatMoneyShort(123_456_789_00, 'COP', 'es-CO'))).toMatch(/^\$ ?123,5 M$/);
    expect(plain(formatMoneyShort(0, 'USD', 'en-US'))).toBe('$0');
  });

  it.each([
    ['50.000', 'COP', 'es-CO', 5_000_000],
    ['50000', 'COP', 'es-CO', 5_000_000],
    ['$ 50.000,5', 'COP', 'es-CO', 5_000_050],
    ['50,000', 'COP', 'en-US', 5_000_000],
    ['19.99', 'USD', 'en-US', 1_999],
    ['0,29', 'USD', 'es-CO', 29],
    ['1.500', 'CLP', 'es-CO', 1_500],
    ['1,5', 'CLP', 'es-CO', null],
    ['1,999', 'USD', 'es-CO', null],
    ['', 'COP', 'es-CO', null],
    ['-1', 'COP', 'es-CO', null],
    ['1e3', 'COP', 'es-CO', null],
    ['1,2,3', 'COP', 'es-CO', null],
    ['99999999999999', 'COP', 'es-CO', null],
  ])('reads %p of %s in %s as %p', (text, currency, locale, amountMinor) => {
    expect(parseMoney(text, currency, locale)).toBe(amountMinor);
  });

  it('reads what it wrote', () => {
    for (const amount of [0, 1, 99, 100, 5_000_050, 123_456_789_00]) {
      const text = formatMoney(amount, 'COP', 'es-CO');
      expect([text, parseMoney(text, 'COP', 'es-CO')]).toEqual([text, amount]);
    }
  });
});
