/** ISO 4217 currencies whose minor unit is not a hundredth, by how many decimals it has. */
const EXPONENTS: Readonly<Record<string, readonly string[]>> = {
  0: 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX VND VUV XAF XOF XPF'.split(' '),
  3: 'BHD IQD JOD KWD LYD OMR TND'.split(' '),
};

/**
 * How many decimals the minor unit of a currency (ISO 4217, upper case) has: amounts of the API are integers of it. `Intl` does
 * not say: it knows how many decimals people write, which for COP is none.
 */
export function currencyExponent(currency: string): number {
  const [decimals = '2'] = Object.entries(EXPONENTS).find(([, currencies]) => currencies.includes(currency)) ?? [];
  return Number(decimals);
}
