const NUMBER = /^(-?)(\d{1,15})(?:\.(\d{1,15}))?(?:[eE]([+-]?\d{1,2}))?$/;

/**
 * Moves an amount from one number of decimals to another, exactly.
 * @throws RangeError when that would drop a digit.
 */
export function rescaleMinor(amount: bigint, fromExponent: number, toExponent: number): bigint {
  if (toExponent >= fromExponent) return amount * 10n ** BigInt(toExponent - fromExponent);
  const divisor = 10n ** BigInt(fromExponent - toExponent);
  if (amount % divisor !== 0n) throw new RangeError('more decimals than the currency has');
  return amount / divisor;
}

/**
 * Writes a JSON number without its power of ten: "1.5E7", which some serializers print for whole amounts, is "15000000".
 * @throws RangeError when it is not a number of at most 15 digits on either side.
 */
export function plainDecimal(numberText: string): string {
  const match = NUMBER.exec(numberText);
  if (!match) throw new RangeError('not an amount');
  const [, sign = '', whole = '', fraction = '', power = '0'] = match;
  const shift = Number(power);
  if (shift === 0) return numberText.replace(/[eE].*$/, '');
  if (Math.abs(shift) > 15) throw new RangeError('not an amount');
  const digits = `${'0'.repeat(15)}${whole}${fraction}${'0'.repeat(15)}`;
  const point = 15 + whole.length + shift;
  return `${sign}${digits.slice(0, point).replace(/^0+(?=\d)/, '')}.${digits.slice(point)}`;
}

/**
 * An amount in major units, as a JSON number is written: 5000000 with two decimals is 50000.
 * @throws RangeError when it has more than the 15 digits that such a number keeps.
 */
export function majorFromMinor(amountMinor: bigint, exponent: number): number {
  const digits = amountMinor.toString().padStart(exponent + 1, '0');
  if (amountMinor < 0n || digits.length > 15) throw new RangeError('not an amount');
  const point = digits.length - exponent;
  return Number(`${digits.slice(0, point)}.${digits.slice(point)}`);
}
