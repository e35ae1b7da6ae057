import { paymentStateOf } from './payment.state.js';
import type { Order, PaymentResult } from './storefront.types.js';

const orderWith = (status: Order['payment_status']): Order => ({
  id: 'order_1',
  display_id: 1,
  cart_id: 'cart_1',
  reference: null,
  status: 'pending',
  payment_status: status,
  amount: 100,
  currency: 'COP',
  items: [],
  created_at: '2026-11-24T00:00:00.000Z',
});
const resultWith = (status: PaymentResult['status']): PaymentResult => ({
  status,
  transaction_id: '1',
  provider: 'stripe',
  amount: 100,
  currency: 'COP',
  webhook_received_at: '2026-11-24T00:00:00.000Z',
});

describe('where a payment stands', () => {
  it.each([
    ['captured', 'paid'],
    ['authorized', 'paid'],
    ['refunded', 'paid'],
    ['partially_refunded', 'paid'],
    ['disputed', 'paid'],
    ['awaiting_payment', 'pending'],
    ['canceled', 'refused'],
    ['failed', 'refused'],
  ] as const)('an order that is %s is %s', (status, kind) => {
    expect(paymentStateOf({ order: orderWith(status), result: null, hasError: true }).kind).toBe(kind);
  });

  it('an order that failed is waited for again once its error is put aside', () => {
    expect(paymentStateOf({ order: orderWith('failed'), result: null, hasError: false }).kind).toBe('pending');
  });

  it.each([
    ['approved', 'paid'],
    ['rejected', 'refused'],
    ['failed', 'refused'],
  ] as const)('without an order, a result that is %s is %s', (status, kind) => {
    expect(paymentStateOf({ order: null, result: resultWith(status), hasError: false }).kind).toBe(kind);
  });

  it('without an order and a result there is nothing to tell', () => {
    expect(paymentStateOf({ order: null, result: null, hasError: false }).kind).toBe('pending');
  });
});
