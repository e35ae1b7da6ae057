import { mercadoPagoAmount, minorFromMercadoPago, minorFromStripe, stripeAmount } from './money.units.js';

describe('amounts in the gateways’ units', () => {
  it('writes COP in whole pesos for MercadoPago and refuses a fraction', () => {
    expect(mercadoPagoAmount(15_000_000n, 'COP')).toBe(150_000);
    expect(() => mercadoPagoAmount(15_000_050n, 'COP')).toThrow('integer values');
  });

  it.each([
    ['USD', 1010n, 10.1],
    ['USD', 1n, 0.01],
    ['CLP', 500n, 500],
    ['KWD', 5120n, 5.12],
  ])('writes %s for MercadoPago and reads it back', (currency, minor, expected) => {
    expect(mercadoPagoAmount(minor, currency)).toBe(expected);
    expect(minorFromMercadoPago(expected, currency)).toBe(minor);
  });

  it.each([
    ['COP', 15_000_000n, 15_000_000],
    ['CLP', 500n, 500],
    ['ISK', 500n, 50_000],
    ['UGX', 500n, 50_000],
    ['MGA', 500n, 5],
  ])('counts %s as Stripe does and back', (currency, minor, expected) => {
    expect(stripeAmount(minor, currency)).toBe(expected);
    expect(minorFromStripe(expected, currency)).toBe(minor);
  });
});
