import { majorFromMinor, plainDecimal, rescaleMinor } from './amount.scale.js';

describe('rescaleMinor', () => {
  it('moves between exponents exactly, or not at all', () => {
    expect(rescaleMinor(8_500_000n, 2, 2)).toBe(8_500_000n);
    expect(rescaleMinor(500n, 2, 0)).toBe(5n);
    expect(rescaleMinor(5n, 0, 2)).toBe(500n);
    expect(() => rescaleMinor(501n, 2, 0)).toThrow(RangeError);
  });
});

describe('plainDecimal', () => {
  it.each([
    ['150000', '150000'],
    ['150000.50', '150000.50'],
    ['1.5E7', '15000000.'],
    ['1.5e5', '150000.'],
    ['-2.5e1', '-25.'],
    ['15e-1', '1.5'],
    ['5e-2', '0.05'],
    ['1e0', '1'],
  ])('writes %s as %s, followed by nothing but zeros', (number, decimal) => {
    expect(plainDecimal(number)).toMatch(new RegExp(`^${decimal.replace('.', '\\.')}0*$`));
  });

  it.each(['1e400', '1e16', '1234567890123456', '0x10', 'NaN', '', '1.2.3'])('refuses %s', (number) => {
    expect(() => plainDecimal(number)).toThrow(RangeError);
  });
});

describe('an amount in major units', () => {
  it.each([
    [5_000_000n, 2, '50000'],
    [1n, 2, '0.01'],
    [1050n, 2, '10.5'],
    [7n, 0, '7'],
    [999_999_999_999_999n, 2, '9999999999999.99'],
  ])('%s with %s decimals is written %s', (minor, exponent, written) => {
    expect(JSON.stringify(majorFromMinor(minor, exponent))).toBe(written);
  });

  it.each([[-1n], [1_000_000_000_000_000n]])('%s is none', (minor) => {
    expect(() => majorFromMinor(minor, 2)).toThrow(RangeError);
  });
});
