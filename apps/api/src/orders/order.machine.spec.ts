import fc from 'fast-check';
import { ORDER_TRANSITIONS, resolveReview, REVIEW_RESOLUTIONS, settleOrder } from './order.machine.js';
import type { OrderPayment, OrderState } from './order.state.js';

const ORDER: OrderState = {
  status: 'pending',
  paymentStatus: 'awaiting_payment',
  reviewReason: null,
  amountMinor: 5_000_000n,
  currency: 'COP',
};
const CANCELED: OrderState = { ...ORDER, status: 'canceled', paymentStatus: 'canceled' };

function payment(status: string, overrides: Partial<OrderPayment> = {}): OrderPayment {
  const paid = ['captured', 'partially_refunded', 'refunded', 'disputed'].includes(status);
  return {
    id: `pay_${status}`,
    phase: paid ? 'captured' : status,
    status,
    amountMinor: 5_000_000n,
    capturedMinor: paid ? 5_000_000n : 0n,
    currency: 'COP',
    ...overrides,
  };
}

describe('the order machine', () => {
  it.each([
    ['captured', 'completed', 'captured'],
    ['partially_refunded', 'completed', 'partially_refunded'],
    ['refunded', 'completed', 'refunded'],
    ['disputed', 'completed', 'disputed'],
    ['authorized', 'pending', 'authorized'],
    ['pending', 'pending', 'awaiting_payment'],
    ['failed', 'pending', 'failed'],
    ['canceled', 'pending', 'failed'],
    ['voided', 'canceled', 'canceled'],
  ])('with one payment %s is %s and %s', (status, orderStatus, paymentStatus) => {
    expect(settleOrder(ORDER, [payment(status)])).toMatchObject({
      status: orderStatus,
      paymentStatus,
      reviewReason: null,
    });
  });

  it('is paid by any approved payment, whatever became of the others', () => {
    expect(settleOrder(ORDER, [payment('failed'), payment('captured'), payment('canceled')])).toMatchObject({
      status: 'completed',
      paymentStatus: 'captured',
    });
  });

  it('stays paid when another transaction of the same reference is declined later', () => {
    const paid = settleOrder(ORDER, [payment('captured')]);
    expect(settleOrder(paid, [payment('captured'), payment('failed')])).toBe(paid);
  });

  it('waits again while a second try is pending after a failed one', () => {
    expect(settleOrder(ORDER, [payment('failed'), payment('pending')])).toMatchObject({
      paymentStatus: 'awaiting_payment',
    });
  });

  it.each([4_999_999n, 5_000_001n])('is never paid by %s for 5000000: a human must look', (capturedMinor) => {
    expect(settleOrder(ORDER, [payment('captured', { capturedMinor })])).toMatchObject({
      status: 'requires_review',
      paymentStatus: 'awaiting_payment',
      reviewReason: 'amount_mismatch',
    });
  });

  it('is never paid by another currency', () => {
    expect(settleOrder(ORDER, [payment('captured', { currency: 'USD' })])).toMatchObject({
      status: 'requires_review',
      paymentStatus: 'awaiting_payment',
      reviewReason: 'currency_mismatch',
    });
  });

  it('needs a human when it was paid twice, and keeps both', () => {
    expect(settleOrder(ORDER, [payment('captured'), payment('captured', { id: 'pay_2' })])).toMatchObject({
      status: 'requires_review',
      paymentStatus: 'captured',
      reviewReason: 'paid_twice',
    });
  });

  it('needs a human when it is paid after it was canceled', () => {
    expect(settleOrder(CANCELED, [payment('captured')])).toMatchObject({
      status: 'requires_review',
      paymentStatus: 'captured',
      reviewReason: 'paid_after_cancel',
    });
  });

  it('stays canceled when a late rejection or a pending payment comes', () => {
    expect(settleOrder(CANCELED, [payment('failed')])).toBe(CANCELED);
    expect(settleOrder(CANCELED, [payment('pending')])).toBe(CANCELED);
  });

  it('stays with the human once it needs one, while its money is still told', () => {
    const review = settleOrder(ORDER, [payment('captured', { capturedMinor: 1n })]);
    expect(settleOrder(review, [payment('captured')])).toMatchObject({
      status: 'requires_review',
      paymentStatus: 'captured',
    });
  });
});

describe('any set of payments', () => {
  const statuses = [
    'pending',
    'authorized',
    'captured',
    'failed',
    'canceled',
    'voided',
    'partially_refunded',
    'refunded',
    'disputed',
  ];
  const payments = fc.array(
    fc.tuple(fc.constantFrom(...statuses), fc.constantFrom(5_000_000n, 4_000_000n), fc.constantFrom('COP', 'USD')),
    { maxLength: 4 },
  );
  const made = (list: readonly (readonly [string, bigint, string])[]): OrderPayment[] =>
    list.map(([status, capturedMinor, currency], index) => {
      const one = payment(status, { id: `pay_${index}`, currency });
      return { ...one, capturedMinor: one.phase === 'captured' ? capturedMinor : 0n };
    });

  it('moves the order only along the edges of the table', () => {
    fc.assert(
      fc.property(fc.constantFrom(ORDER, CANCELED), payments, payments, (start, first, second) => {
        const middle = settleOrder(start, made(first));
        const end = settleOrder(middle, made([...first, ...second]));
        for (const [from, to] of [[start, middle] as const, [middle, end] as const]) {
          if (from.status !== to.status) expect(ORDER_TRANSITIONS[from.status]).toContain(to.status);
        }
      }),
    );
  });

  it('never calls an order paid whose captured money is not its own amount and currency', () => {
    fc.assert(
      fc.property(payments, (list) => {
        const settled = settleOrder(ORDER, made(list));
        const matching = made(list).some(
          ({ phase, capturedMinor, currency }) =>
            phase === 'captured' && capturedMinor === 5_000_000n && currency === 'COP',
        );
        expect(['captured', 'partially_refunded', 'refunded', 'disputed'].includes(settled.paymentStatus)).toBe(
          matching,
        );
      }),
    );
  });

  it('comes to the same whatever the order of the payments', () => {
    fc.assert(
      fc.property(payments, (list) => {
        const settle = (some: OrderPayment[]) => ({ ...settleOrder(ORDER, some) });
        expect(settle(made(list).reverse())).toEqual(settle(made(list)));
      }),
    );
  });
});

describe('a review', () => {
  const odd = payment('captured', { id: 'pay_odd', capturedMinor: 4_000_000n });
  const review = settleOrder(ORDER, [odd]);

  it('that accepts makes the order paid, and what becomes of that money later asks for no other', () => {
    const accepted = resolveReview(review, 'accept', [odd]);
    expect(accepted).toMatchObject({ status: 'completed', paymentStatus: 'captured', reviewReason: null });
    const refunded = settleOrder(accepted, [{ ...odd, status: 'refunded' }]);
    expect(refunded).toMatchObject({ status: 'completed', paymentStatus: 'refunded', reviewReason: null });
  });

  it('that cancels leaves the order canceled and tells of its money until it is back', () => {
    const canceled = resolveReview(review, 'cancel', [odd]);
    expect(canceled).toMatchObject({ status: 'canceled', paymentStatus: 'captured', reviewReason: null });
    expect(settleOrder(canceled, [{ ...odd, status: 'refunded' }])).toMatchObject({
      status: 'canceled',
      paymentStatus: 'refunded',
    });
  });

  it.each<[keyof typeof REVIEW_RESOLUTIONS]>([['accept'], ['cancel']])(
    'that came to %s is followed by another when more money comes',
    (resolution) => {
      const decided = resolveReview(review, resolution, [odd]);
      expect(settleOrder(decided, [odd, payment('captured')])).toMatchObject({
        status: 'requires_review',
        reviewReason: 'paid_twice',
      });
      expect(settleOrder(decided, [odd, { ...odd, id: 'pay_more' }])).toMatchObject({
        reviewReason: 'amount_mismatch',
      });
    },
  );

  it('leads where its resolutions say', () => {
    for (const [resolution, status] of Object.entries(REVIEW_RESOLUTIONS)) {
      expect(resolveReview(review, resolution as keyof typeof REVIEW_RESOLUTIONS, [odd]).status).toBe(status);
    }
  });
});
