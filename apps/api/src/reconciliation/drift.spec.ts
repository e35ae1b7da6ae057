import type { PaymentEvent, PaymentFact } from '../payments/payment-event.js';
import { type AccountKind, type DriftKind, driftOf, toldBy } from './drift.js';

const AT = new Date('2026-11-24T12:00:00Z');
const LATER = new Date('2026-11-24T13:00:00Z');

function account(facts: readonly PaymentFact[], change: Partial<PaymentEvent> = {}): PaymentEvent {
  return {
    provider: 'any',
    transactionId: 'T-1',
    reference: 'R-1',
    amount: { amountMinor: 5_000n, currency: 'COP' },
    method: 'CARD',
    occurredAt: AT,
    facts,
    ...change,
  };
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
const dearer = account([{ kind: 'phase', phase: 'captured' }], { amount: { amountMinor: 6_000n, currency: 'COP' } });
const dollars = account([{ kind: 'phase', phase: 'captured' }], { amount: { amountMinor: 5_000n, currency: 'USD' } });

describe('where the books differ', () => {
  const cases: readonly [string, PaymentEvent | null, PaymentEvent, AccountKind, DriftKind | null][] = [
    ['nobody told us that it was paid', null, captured, 'now', 'approved_there_not_here'],
    ['we think it pending and it was paid', pending, captured, 'now', 'approved_there_not_here'],
    ['an event of the payment was lost', pending, captured, 'then', 'approved_there_not_here'],
    ['we say paid and they say pending', captured, pending, 'now', 'here_not_there'],
    ['we say paid and they say voided', captured, voided, 'now', 'here_not_there'],
    ['an old event says pending', captured, pending, 'then', null],
    ['an old event says paid of what was voided since', voided, captured, 'then', null],
    ['they say another amount', captured, dearer, 'now', 'amount_differs'],
    ['they say another currency', captured, dollars, 'now', 'amount_differs'],
    ['they gave money back', captured, refunded, 'now', 'amount_differs'],
    ['a lost event tells of a refund', captured, refunded, 'then', 'amount_differs'],
    ['an old event knows nothing of the refund', refunded, captured, 'then', null],
    ['both wait', pending, pending, 'now', null],
    ['both failed', failed, failed, 'now', null],
    ['nobody paid', null, failed, 'now', null],
    ['all is the same', refunded, { ...refunded, occurredAt: LATER }, 'now', null],
    ['a lost event of one refund', captured, refundAlone, 'then', 'amount_differs'],
    ['a refund of what we do not hold', pending, refundAlone, 'then', null],
  ];
  it.each(cases)('%s', (_what, known, event, kind, expected) => {
    expect(driftOf(known === null ? null : toldBy(known), event, kind)).toBe(expected);
  });
});
