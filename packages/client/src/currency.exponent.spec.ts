import { currencyExponent as exponentOfApi } from '../../../apps/api/src/common/money.js';
import { currencyExponent } from './currency.exponent.js';

describe('the minor unit of a currency', () => {
  it('is what the API takes it for, for every currency there is', () => {
    const currencies = Intl.supportedValuesOf('currency');
    expect(currencies.length).toBeGreaterThan(150);
    const different = currencies.filter((currency) => currencyExponent(currency) !== exponentOfApi(currency));
    expect(different).toEqual([]);
  });

  it('of the Colombian peso is a hundredth, though nobody writes it', () => {
    expect(currencyExponent('COP')).toBe(2);
  });
});
