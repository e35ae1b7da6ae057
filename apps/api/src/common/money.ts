/**
 * An amount in the currency's ISO 4217 minor unit (COP has two decimals: `5000000n` COP is fifty thousand pesos). Never a
 * float; a gateway's own unit is converted in that gateway's mapper.
 */
export interface Money {
  readonly amountMinor: bigint;
  /** ISO 4217, upper case. */
  readonly currency: string;
}

/** ISO 4217 currencies whose minor unit is not a hundredth. */
const EXPONENTS: Readonly<Record<string, number>> = {
  BIF: 0,
  CLP: 0,
  DJF: 0,
  GNF: 0,
  ISK: 0,
  JPY: 0,
  KMF: 0,
  KRW: 0,
  PYG: 0,
  RWF: 0,
  UGX: 0,
  VND: 0,
  VUV: 0,
  XAF: 0,
  XOF: 0,
  XPF: 0,
  BHD: 3,
  IQD: 3,
  JOD: 3,
  KWD: 3,
  LYD: 3,
  OMR: 3,
  TND: 3,
};

/** How many decimals the minor unit of an ISO 4217 currency (upper case) has. */
export function currencyExponent(currency: string): number {
  return EXPONENTS[currency] ?? 2;
}

const DECIMAL = /^(-?)(\d{1,15})(?:\.(\d+))?$/;

/**
 * Parses a decimal in major units from its text ("255000.0", "0.10") to minor units, exactly.
 * @throws RangeError when it is not a plain decimal or has more significant decimals than `exponent`.
 */
export function minorFromDecimal(text: string, exponent = 2): bigint {
  const match = DECIMAL.exec(text);
  if (!match) throw new RangeError('not a plain decimal amount');
  const decimals = (match[3] ?? '').replace(/0+$/, '');
  if (decimals.length > exponent) throw new RangeError(`more than ${exponent} decimals`);
  const digits = `${match[2]}${decimals.padEnd(exponent, '0')}`;
  return match[1] === '-' ? -BigInt(digits) : BigInt(digits);
}

/**
 * The amount as a JSON number.
 * @throws RangeError when it does not fit exactly (above 2^53).
 */
export function minorToJson(amountMinor: bigint): number {
  const value = Number(amountMinor);
  if (!Number.isSafeInteger(value)) throw new RangeError('amount beyond the exact integers of JSON');
  return value;
}
