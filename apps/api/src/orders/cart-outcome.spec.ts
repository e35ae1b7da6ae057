import { cartOutcome, type CartPayment } from './cart-outcome.js';

const CART = { amountMinor: 5_000_000n, currency: 'COP' };

function payment(status: string, overrides: Partial<CartPayment> = {}): CartPayment {
  const captured = ['captured', 'partially_refunded', 'refunded', 'disputed'].includes(status);
  return {
    id: `pay_${status}`,
    phase: captured ? 'captured' : status,
    status,
    amountMinor: 5_000_000n,
    capturedMinor: captured ? 5_000_000n : 0n,
    currency: 'COP',
    failureOutcome: null,
    ...overrides,
  };
}

describe('what a shopper without an order is told', () => {
  const changed = (...payments: CartPayment[]): ReadonlySet<string> => new Set(payments.map(({ id }) => id));

  it.each(['captured', 'authorized', 'partially_refunded'])('hears of an approval when a payment is %s', (status) => {
    const one = payment(status);
    expect(cartOutcome(CART, [one], changed(one))).toEqual({ kind: 'approved', paymentId: one.id });
  });

  it('hears of the approval, not of the rejection of another try', () => {
    const approved = payment('captured');
    const rejected = payment('failed', { failureOutcome: 'rejected' });
    expect(cartOutcome(CART, [rejected, approved], changed(rejected))).toMatchObject({ kind: 'approved' });
  });

  it.each([
    ['rejected', 'rejected'],
    ['failed', 'failed'],
    [null, 'rejected'],
  ])('hears %s of a failed payment as %s', (failureOutcome, status) => {
    const one = payment('failed', { failureOutcome });
    expect(cartOutcome(CART, [one], changed(one))).toMatchObject({ kind: 'declined', status });
  });

  it('does not hear again of a rejection that it has dismissed', () => {
    const old = payment('failed');
    const pending = payment('pending');
    expect(cartOutcome(CART, [old, pending], changed(pending))).toEqual({ kind: 'none' });
  });

  it.each([{ capturedMinor: 4_999_999n }, { currency: 'USD' }])(
    'hears nothing of money that is not what the cart costs: %p',
    (wrong) => {
      const one = payment('captured', wrong);
      expect(cartOutcome(CART, [one], changed(one))).toEqual({ kind: 'none' });
    },
  );

  it.each(['refunded', 'voided', 'disputed'])('hears nothing of a payment that is %s', (status) => {
    const one = payment(status);
    expect(cartOutcome(CART, [one], changed(one))).toEqual({ kind: 'none' });
  });
});
