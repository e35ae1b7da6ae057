import fc from 'fast-check';
import type { PaymentEvent, PaymentFact, PaymentPhase } from './payment-event.js';
import { decide, PAYMENT_TRANSITIONS, PHASE_RANK } from './payment.machine.js';
import type { PaymentState, PaymentStatus } from './payment.state.js';

const PHASES = Object.keys(PHASE_RANK) as PaymentPhase[];
const NOON = Date.UTC(2026, 10, 22, 12);

function event(facts: readonly PaymentFact[], at = 0, amountMinor: bigint | null = 5_000_000n): PaymentEvent {
  return {
    provider: 'gateway',
    transactionId: 'tx_1',
    reference: 'cart_1',
    amount: amountMinor === null ? null : { amountMinor, currency: 'COP' },
    method: 'CARD',
    occurredAt: new Date(NOON + at * 1000),
    facts,
  };
}

const phase = (word: PaymentPhase, at = 0): PaymentEvent => event([{ kind: 'phase', phase: word }], at);
const refund = (
  refundId: string,
  amountMinor: bigint,
  status: 'pending' | 'succeeded' | 'failed',
  at = 1,
): PaymentEvent => event([{ kind: 'refund', refundId, amountMinor, status }], at, null);
const refundedTotal = (totalMinor: bigint, at = 1): PaymentEvent =>
  event([{ kind: 'refunded_total', totalMinor }], at, null);
const dispute = (status: 'open' | 'won' | 'lost', at = 1, disputeId = 'dp_1'): PaymentEvent =>
  event([{ kind: 'dispute', disputeId, amountMinor: 5_000_000n, status }], at, null);

/** The state that a list of events ends in. */
function after(...events: readonly PaymentEvent[]): PaymentState {
  const state = events.reduce<PaymentState | null>((current, one) => {
    const decision = decide(current, one);
    return decision.kind === 'apply' ? decision.next : current;
  }, null);
  if (state === null) throw new Error('nothing was applied');
  return state;
}

describe('the payment machine', () => {
  it('captures what was pending', () => {
    expect(after(phase('pending'), phase('captured', 5))).toMatchObject({
      status: 'captured',
      capturedMinor: 5_000_000n,
    });
  });

  it('keeps captured when a late pending, failed or canceled arrives', () => {
    for (const late of ['pending', 'failed', 'canceled'] as const) {
      expect(decide(after(phase('captured', 5)), phase(late, 1))).toEqual({ kind: 'ignore', reason: 'stale' });
    }
  });

  it('captures after a failed attempt of the same payment', () => {
    expect(after(phase('failed'), phase('captured', 9)).status).toBe('captured');
  });

  it('keeps refunded when a late approval arrives', () => {
    expect(after(phase('captured'), refund('re_1', 5_000_000n, 'succeeded'), phase('captured', 9)).status).toBe(
      'refunded',
    );
  });

  it('keeps voided when a late approval arrives, and holds no money', () => {
    expect(after(phase('voided', 3), phase('captured', 1))).toMatchObject({ status: 'voided', capturedMinor: 0n });
  });

  it('holds a refund that came before its capture until the capture comes', () => {
    const early = after(refund('re_1', 2_000_000n, 'succeeded'));
    expect(early).toMatchObject({ status: 'pending', refundedMinor: 0n });
    expect(after(refund('re_1', 2_000_000n, 'succeeded'), phase('captured'))).toMatchObject({
      status: 'partially_refunded',
      refundedMinor: 2_000_000n,
    });
  });

  it('adds up partial refunds, each once, until all is refunded', () => {
    const first = refund('re_1', 2_000_000n, 'succeeded');
    const second = refund('re_2', 3_000_000n, 'succeeded', 2);
    expect(after(phase('captured'), first, first)).toMatchObject({
      status: 'partially_refunded',
      refundedMinor: 2_000_000n,
    });
    expect(after(phase('captured'), first, second, first)).toMatchObject({
      status: 'refunded',
      refundedMinor: 5_000_000n,
    });
  });

  it('does not count one refund twice when the gateway tells it by id and in a total', () => {
    expect(
      after(phase('captured'), refund('re_1', 2_000_000n, 'succeeded'), refundedTotal(2_000_000n)).refundedMinor,
    ).toBe(2_000_000n);
  });

  it('takes a refund back that failed after it succeeded', () => {
    const facts = [phase('captured'), refundedTotal(2_000_000n, 1), refund('re_1', 2_000_000n, 'succeeded', 1)];
    expect(after(...facts, refund('re_1', 2_000_000n, 'failed', 5))).toMatchObject({
      status: 'captured',
      refundedMinor: 0n,
    });
  });

  it('never refunds more than was captured', () => {
    expect(after(phase('captured'), refundedTotal(9_000_000n))).toMatchObject({
      status: 'refunded',
      refundedMinor: 5_000_000n,
    });
  });

  it('counts a pending refund for nothing', () => {
    expect(after(phase('captured'), refund('re_1', 5_000_000n, 'pending')).status).toBe('captured');
  });

  it('is disputed while a dispute is open or lost, and captured again when it is won', () => {
    expect(after(phase('captured'), dispute('open')).status).toBe('disputed');
    expect(after(phase('captured'), dispute('open'), dispute('lost', 2))).toMatchObject({
      status: 'disputed',
      disputedMinor: 5_000_000n,
    });
    expect(after(phase('captured'), dispute('open'), dispute('won', 2))).toMatchObject({
      status: 'captured',
      disputedMinor: 0n,
    });
    expect(after(phase('captured'), dispute('won', 2), dispute('open')).status).toBe('captured');
  });

  it('captures the amount that was really received where it differs', () => {
    const partial = event([{ kind: 'phase', phase: 'captured', capturedMinor: 4_000_000n }]);
    expect(after(partial)).toMatchObject({ amountMinor: 5_000_000n, capturedMinor: 4_000_000n });
  });

  it('calls another currency for the same payment a conflict and changes nothing', () => {
    const foreign = { ...phase('captured', 9), amount: { amountMinor: 5_000_000n, currency: 'USD' } };
    expect(decide(after(phase('pending')), foreign)).toEqual({ kind: 'conflict', reason: 'currency_changed' });
  });

  it('calls the same event again a duplicate', () => {
    expect(decide(after(phase('captured')), phase('captured'))).toEqual({ kind: 'ignore', reason: 'duplicate' });
  });

  it('takes the reference from the first event that has one and keeps it', () => {
    const nameless = { ...phase('pending'), reference: null };
    expect(
      after(nameless, phase('captured'), { ...refund('re_1', 1n, 'succeeded'), reference: 'other' }).reference,
    ).toBe('cart_1');
  });
});

describe('every state with every fact', () => {
  const states: PaymentState[] = [
    ...PHASES.map((word) => after(phase(word))),
    after(phase('captured'), refund('re_1', 2_000_000n, 'succeeded')),
    after(phase('captured'), refund('re_1', 5_000_000n, 'succeeded')),
    after(phase('captured'), dispute('open')),
  ];
  const events: PaymentEvent[] = [
    ...PHASES.map((word) => phase(word, 10)),
    refund('re_2', 1_000_000n, 'succeeded', 10),
    refund('re_1', 5_000_000n, 'failed', 10),
    refundedTotal(5_000_000n, 10),
    dispute('open', 10),
    dispute('won', 10),
    dispute('lost', 10),
  ];

  it('reaches every status', () => {
    expect(new Set(states.map(({ status }) => status))).toEqual(new Set(Object.keys(PAYMENT_TRANSITIONS)));
  });

  it.each(states.map((state) => [state.status, state] as const))(
    'leaves %s only by the edges of the table',
    (status, state) => {
      for (const one of events) {
        const decision = decide(state, one);
        if (decision.kind !== 'apply' || decision.next.status === status) continue;
        expect({
          from: status,
          to: decision.next.status,
          allowed: PAYMENT_TRANSITIONS[status].includes(decision.next.status),
        }).toEqual({
          from: status,
          to: decision.next.status,
          allowed: true,
        });
      }
    },
  );

  it('never takes a payment from money back to no money, but by a void', () => {
    const money: PaymentStatus[] = ['captured', 'partially_refunded', 'refunded', 'disputed'];
    for (const status of money) {
      expect(PAYMENT_TRANSITIONS[status].filter((next) => !money.includes(next))).toEqual(['voided']);
    }
  });
});

describe('order of arrival', () => {
  const at = fc.integer({ min: 0, max: 20 });
  const fact: fc.Arbitrary<PaymentEvent> = fc.oneof(
    { weight: 4, arbitrary: fc.tuple(fc.constantFrom(...PHASES), at).map(([word, when]) => phase(word, when)) },
    fc
      .tuple(
        fc.constantFrom('re_1', 're_2'),
        fc.constantFrom('pending' as const, 'succeeded' as const, 'failed' as const),
        at,
      )
      .map(([id, status, when]) => refund(id, id === 're_1' ? 2_000_000n : 3_000_000n, status, when)),
    fc
      .tuple(fc.constantFrom(1_000_000n, 2_000_000n, 5_000_000n), at)
      .map(([total, when]) => refundedTotal(total, when)),
    fc
      .tuple(fc.constantFrom('open' as const, 'won' as const, 'lost' as const), at)
      .map(([status, when]) => dispute(status, when)),
  );
  const meaning = ({
    status,
    phase: word,
    amountMinor,
    currency,
    capturedMinor,
    refundedMinor,
    disputedMinor,
    failure,
  }: PaymentState) => ({
    status,
    phase: word,
    amountMinor,
    currency,
    capturedMinor,
    refundedMinor,
    disputedMinor,
    failure,
  });

  it('does not change what a set of facts comes to, nor does repeating any of them', () => {
    const histories = fc
      .array(fact, { minLength: 1, maxLength: 12 })
      .chain((facts) =>
        fc.tuple(
          fc.constant(facts),
          fc.shuffledSubarray([...facts, ...facts], { minLength: facts.length * 2, maxLength: facts.length * 2 }),
        ),
      );
    fc.assert(
      fc.property(histories, ([facts, shuffled]) => {
        expect(meaning(after(...shuffled))).toEqual(meaning(after(...facts)));
      }),
      { numRuns: 5_000 },
    );
  });

  it('keeps every amount within what was captured', () => {
    fc.assert(
      fc.property(fc.array(fact, { minLength: 1, maxLength: 12 }), (facts) => {
        const state = after(...facts);
        expect(state.refundedMinor >= 0n && state.refundedMinor <= state.capturedMinor).toBe(true);
        expect(state.disputedMinor >= 0n && state.disputedMinor <= state.capturedMinor).toBe(true);
      }),
      { numRuns: 5_000 },
    );
  });
});
