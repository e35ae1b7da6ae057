import type { PaymentEvent, PaymentFact } from './payment-event.js';
import { decide } from './payment.machine.js';
import { tellsMore } from './payment.news.js';
import type { PaymentState } from './payment.state.js';

const LATER = new Date('2026-11-24T13:00:00Z');

function account(facts: readonly PaymentFact[], change: Partial<PaymentEvent> = {}): PaymentEvent {
  return {
    provider: 'any',
    transactionId: 'T-1',
    reference: 'R-1',
    amount: { amountMinor: 5_000n, currency: 'COP' },
    method: 'CARD',
    occurredAt: new Date('2026-11-24T12:00:00Z'),
    facts,
    ...change,
  };
}

/** A payment of which nothing but this was ever told. */
function after(event: PaymentEvent | null): PaymentState | null {
  const decision = event === null ? null : decide(null, event);
  return decision?.kind === 'apply' ? decision.next : null;
}

const pending = account([{ kind: 'phase', phase: 'pending' }]);
const failed = account([
  { kind: 'phase', phase: 'failed', failure: { outcome: 'rejected', code: '51', message: null } },
]);
const captured = account([{ kind: 'phase', phase: 'captured' }]);
const voided = account([{ kind: 'phase', phase: 'voided' }]);
const refunded = account([
  { kind: 'phase', phase: 'captured' },
  { kind: 'refunded_total', totalMinor: 2_000n },
]);
const refundAlone = account([{ kind: 'refund', refundId: 're_1', amountMinor: 2_000n, status: 'succeeded' }], {
  amount: null,
  reference: null,
  method: null,
});
const dollars = account([{ kind: 'phase', phase: 'captured' }], { amount: { amountMinor: 5_000n, currency: 'USD' } });

describe('what an account tells more', () => {
  it.each([
    ['a payment that nobody knew', null, pending, true],
    ['the end of a pending one', pending, captured, true],
    ['the same again', captured, captured, false],
    ['the same, read later', failed, { ...failed, occurredAt: LATER }, false],
    ['the same refunds, read later', refunded, { ...refunded, occurredAt: LATER }, false],
    ['a lagging list', captured, pending, false],
    ['a refund', captured, refundAlone, true],
    ['a void', captured, voided, true],
    ['another currency, which can never be', captured, dollars, false],
  ])('%s: %#', (_what, known, event, expected) => {
    expect(tellsMore(after(known), event)).toBe(expected);
  });
});
