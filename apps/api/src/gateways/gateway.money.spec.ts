import { inGatewayUnit } from './gateway.money.js';

describe('an amount in the unit of a gateway', () => {
  it.each([
    [5_000_000n, 'COP', 2, 5_000_000],
    [5_000_000n, 'COP', 0, 50_000],
    [1050n, 'USD', 2, 1050],
    [1500n, 'CLP', 2, 150_000],
    [1500n, 'CLP', 0, 1500],
  ])('%s of %s with %s decimals is %s', (amountMinor, currency, exponent, expected) => {
    expect(inGatewayUnit({ amountMinor, currency }, exponent)).toBe(expected);
  });

  it.each([
    ['rounded', 5_000_050n, 0],
    ['beyond what JSON holds exactly', 2n ** 60n, 2],
  ])('is refused where it would be %s', (_what, amountMinor, exponent) => {
    expect.assertions(1);
    try {
      inGatewayUnit({ amountMinor, currency: 'COP' }, exponent);
    } catch (error) {
      expect(error).toMatchObject({ code: 'unsupported_amount', status: 422 });
    }
  });
});
