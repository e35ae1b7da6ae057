import { type SessionPayment, type StoredSession, tellSession } from './payment-session.js';

const NOW = new Date('2026-11-24T12:00:00Z');

const session = (change: Partial<StoredSession> = {}): StoredSession => ({
  id: 'payses_1',
  tenantId: 'default',
  cartId: 'cart_1',
  provider: 'wompi',
  method: 'pse',
  reference: 'cart_1',
  status: 'requires_action',
  amount: { amountMinor: 5_000_000n, currency: 'COP' },
  transactionId: null,
  gatewayObjectId: null,
  nextAction: { type: 'redirect', url: 'https://bank.example' },
  errorCode: null,
  returnUrl: 'https://shop.example',
  leaseUntil: null,
  expiresAt: new Date('2026-11-24T13:00:00Z'),
  nextCheckAt: null,
  checks: 0,
  version: 1,
  createdAt: NOW,
  updatedAt: NOW,
  ...change,
});
const payment = (status: string, change: Partial<SessionPayment> = {}): SessionPayment => ({
  transactionId: `t-${status}`,
  status,
  failureCode: null,
  ...change,
});

describe('what a session has come to', () => {
  it.each(['authorized', 'captured', 'partially_refunded', 'refunded', 'disputed'])(
    'is success when its payment is %s, with nothing left to do',
    (status) => {
      const told = tellSession(session(), [payment(status)], NOW);
      expect(told).toMatchObject({ status: 'succeeded', transactionId: `t-${status}`, nextAction: null });
    },
  );

  it.each(['failed', 'canceled', 'voided'])('is failure when its payment is %s', (status) => {
    const told = tellSession(session(), [payment(status, { failureCode: '51' })], NOW);
    expect(told).toMatchObject({ status: 'failed', errorCode: '51', nextAction: null });
  });

  it('stays open while its payment is pending, also after the page has closed', () => {
    const late = new Date('2026-11-24T14:00:00Z');
    expect(tellSession(session(), [payment('pending')], late)).toMatchObject({ status: 'requires_action' });
    expect(tellSession(session({ status: 'created' }), [payment('pending')], late)).toMatchObject({
      status: 'processing',
    });
  });

  it('is success when one of several payments is paid, in any order', () => {
    const payments = [payment('failed'), payment('captured'), payment('pending')];
    for (const order of [payments, payments.toReversed()]) {
      expect(tellSession(session(), order, NOW)).toMatchObject({ status: 'succeeded', transactionId: 't-captured' });
    }
  });

  it('is success by a late payment, whatever the session had said', () => {
    for (const status of ['failed', 'expired'] as const) {
      expect(tellSession(session({ status }), [payment('captured')], NOW)).toMatchObject({ status: 'succeeded' });
    }
  });

  it('is over when nobody paid in time', () => {
    const expired = tellSession(session({ expiresAt: NOW }), [], NOW);
    expect(expired).toMatchObject({ status: 'expired', nextAction: null });
    expect(tellSession(session(), [], NOW)).toMatchObject({
      status: 'requires_action',
      nextAction: { type: 'redirect' },
    });
  });

  it('is what the gateway said when it refused to begin it', () => {
    const refused = session({ status: 'failed', errorCode: 'amount_too_small' });
    expect(tellSession(refused, [], NOW)).toMatchObject({ status: 'failed', errorCode: 'amount_too_small' });
  });
});
