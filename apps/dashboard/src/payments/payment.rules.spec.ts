import { offersOf, type Payment, refundableAmount } from './payment.rules.js';

const PAYMENT: Payment = {
  id: 'pay_1',
  provider: 'wompi',
  transaction_id: '01-1',
  reference: 'WC-1',
  order_id: 'ord_1',
  status: 'captured',
  amount: 5_000_000,
  refunded_amount: 0,
  currency: 'COP',
  method: 'CARD',
  created_at: '2026-11-24T15:00:00.000Z',
  updated_at: '2026-11-24T15:00:00.000Z',
  cart_id: null,
  captured_amount: 5_000_000,
  disputed_amount: 0,
  failure: null,
  occurred_at: '2026-11-24T15:00:00.000Z',
  refunds: [],
  disputes: [],
  operations: [],
  history: [],
};

const operation = (change: Partial<Payment['operations'][number]>): Payment['operations'][number] => ({
  id: 'payop_1',
  kind: 'refund',
  status: 'submitted',
  amount: 1_000_000,
  reason: null,
  gateway_id: null,
  error_code: null,
  created_at: '2026-11-24T15:00:00.000Z',
  updated_at: '2026-11-24T15:00:00.000Z',
  ...change,
});

const refund = (id: string, status: 'pending' | 'succeeded' | 'failed') =>
  ({ id, status, amount: 1_000_000, occurred_at: '2026-11-24T15:00:00.000Z' }) as const;

const offered = (change: Partial<Payment>): string[] =>
  Object.entries(offersOf({ ...PAYMENT, ...change }))
    .filter(([, isOffered]) => isOffered)
    .map(([name]) => name);

describe('what is left to refund', () => {
  it('is what was captured, less what went back and what is on its way, each counted once', () => {
    expect(refundableAmount(PAYMENT)).toBe(5_000_000);
    expect(refundableAmount({ ...PAYMENT, refunded_amount: 2_000_000 })).toBe(3_000_000);
    expect(refundableAmount({ ...PAYMENT, operations: [operation({})] })).toBe(4_000_000);
    const told = { operations: [operation({ gateway_id: 're_1' })], refunds: [refund('re_1', 'pending')] };
    expect(refundableAmount({ ...PAYMENT, ...told })).toBe(4_000_000);
  });

  it('is not less for what failed, nor ever less than nothing', () => {
    const failed = { operations: [operation({ status: 'failed' })], refunds: [refund('re_1', 'failed')] };
    expect(refundableAmount({ ...PAYMENT, ...failed })).toBe(5_000_000);
    expect(refundableAmount({ ...PAYMENT, refunded_amount: 9_000_000 })).toBe(0);
  });
});

describe('what is offered', () => {
  it('is what the gateway can do with such a payment', () => {
    expect(offered({})).toEqual(['refund', 'void']);
    expect(offered({ method: 'PSE' })).toEqual(['refund']);
    expect(offered({ provider: 'stripe' })).toEqual(['refund']);
    expect(offered({ provider: 'stripe', status: 'authorized', captured_amount: 0 })).toEqual(['capture', 'void']);
    expect(offered({ provider: 'wompi', status: 'authorized', captured_amount: 0 })).toEqual([]);
  });

  it('is to attach it, when the money belongs to no order', () => {
    expect(offered({ order_id: null })).toEqual(['refund', 'void', 'attach']);
    expect(offered({ order_id: null, status: 'failed', captured_amount: 0 })).toEqual([]);
  });

  it('is nothing that would cross an operation that is not decided', () => {
    expect(offered({ operations: [operation({ kind: 'void' })] })).toEqual([]);
    expect(offered({ operations: [operation({})] })).toEqual(['refund']);
  });
});
