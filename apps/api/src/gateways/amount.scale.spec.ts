import { plainDecimal, rescaleMinor } from './amount.scale.js';

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
