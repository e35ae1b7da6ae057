import type { OperationKind } from '../gateways/gateway.operations.js';
import type { PaymentPhase } from '../payments/payment-event.js';
import { decide } from '../payments/payment.machine.js';
import type { PaymentState } from '../payments/payment.state.js';
import { judge, type OwnOperation, refundableMinor } from './operation.rules.js';

const AT = new Date('2026-11-24T12:00:00Z');
const ABILITIES = { supports: () => true, voidablePhases: ['pending', 'authorized'] as const };

function payment(phase: PaymentPhase, change: Partial<PaymentState> = {}): PaymentState {
  const event = {
    provider: 'any',
    transactionId: 'T-1',
    reference: null,
    amount: { amountMinor: 1_000n, currency: 'COP' },
    method: 'CARD',
    occurredAt: AT,
    facts: [{ kind: 'phase' as const, phase }],
  };
  const decision = decide(null, event);
  if (decision.kind !== 'apply') throw new Error(decision.kind);
  return { ...decision.next, ...change };
}

function own(
  kind: OperationKind,
  status: OwnOperation['status'],
  amountMinor: bigint,
  gatewayId: string | null = null,
) {
  return { kind, status, amountMinor, gatewayId };
}

const told = (refundId: string, amountMinor: bigint, status: 'pending' | 'succeeded' | 'failed') => {
  return { refundId, amountMinor, status, occurredAt: AT };
};

const captured = payment('captured');
const judged = (
  kind: OperationKind,
  amountMinor: bigint | null,
  state: PaymentState,
  operations: readonly OwnOperation[] = [],
) => judge({ kind, amountMinor }, state, operations, ABILITIES);

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

describe('what is left to give back', () => {
  const cases: readonly [string, PaymentState, readonly OwnOperation[], bigint][] = [
    ['everything, of what was captured', captured, [], 1_000n],
    ['less what is on its way', captured, [own('refund', 'pending', 300n), own('refund', 'submitted', 200n)], 500n],
    [
      'less what was given back',
      payment('captured', { refundedMinor: 400n }),
      [own('refund', 'succeeded', 400n)],
      600n,
    ],
    ['less ours, where the gateway lags behind in telling', captured, [own('refund', 'succeeded', 400n)], 600n],
    ['all again, when a refund was refused', captured, [own('refund', 'failed', 400n)], 1_000n],
    [
      'once less, for one that is told of and not yet settled here',
      payment('captured', { refundedMinor: 400n, refunds: [told('r1', 400n, 'succeeded')] }),
      [own('refund', 'submitted', 400n, 'r1')],
      600n,
    ],
    ['less one that was begun elsewhere', payment('captured', { refunds: [told('r9', 100n, 'pending')] }), [], 900n],
    [
      'all again, when the gateway says that one of ours failed after all',
      payment('captured', { refunds: [told('r1', 400n, 'failed')] }),
      [own('refund', 'succeeded', 400n, 'r1')],
      1_000n,
    ],
    ['nothing, never less', payment('captured', { refundedMinor: 900n }), [own('refund', 'pending', 900n)], 0n],
  ];
  it.each(cases)('is %s', (_what, state, operations, expected) => {
    expect(refundableMinor(state, operations)).toBe(expected);
  });
});

describe('what may be asked of a gateway', () => {
  it('is all that is left when no amount is named', () => {
    expect(judged('refund', null, captured, [own('refund', 'pending', 300n)])).toBe(700n);
    expect(judged('capture', null, payment('authorized'))).toBe(1_000n);
    expect(judged('void', null, payment('authorized'))).toBe(1_000n);
  });

  const refusals: readonly [string, () => bigint, string][] = [
    [
      'more than is left',
      () => judged('refund', 701n, captured, [own('refund', 'pending', 300n)]),
      'refund_exceeds_captured',
    ],
    [
      'a refund of what was not captured',
      () => judged('refund', null, payment('authorized')),
      'payment_not_refundable',
    ],
    [
      'a refund of nothing',
      () => judged('refund', null, payment('captured', { refundedMinor: 1_000n })),
      'payment_not_refundable',
    ],
    [
      'a refund beside a void',
      () => judged('refund', 1n, captured, [own('void', 'submitted', 1_000n)]),
      'operation_in_progress',
    ],
    ['a capture of what was captured', () => judged('capture', null, captured), 'payment_not_capturable'],
    [
      'a capture of more than was authorized',
      () => judged('capture', 1_001n, payment('authorized')),
      'capture_exceeds_authorized',
    ],
    [
      'a second capture',
      () => judged('capture', 1n, payment('authorized'), [own('capture', 'pending', 1n)]),
      'operation_in_progress',
    ],
    ['a void of what was captured', () => judged('void', null, captured), 'payment_not_voidable'],
    ['a void of what failed', () => judged('void', null, payment('failed')), 'payment_not_voidable'],
  ];
  it.each(refusals)('is not %s', (_what, ask, code) => {
    expect(thrownBy(ask)).toMatchObject({ code, status: 409 });
  });

  it('is nothing that the gateway cannot do', () => {
    const abilities = { ...ABILITIES, supports: (kind: OperationKind) => kind !== 'capture' };
    const ask = () => judge({ kind: 'capture', amountMinor: null }, payment('authorized'), [], abilities);
    expect(thrownBy(ask)).toMatchObject({ code: 'operation_not_supported', status: 422 });
  });

  it('may be a void after an earlier one failed', () => {
    expect(judged('void', null, payment('authorized'), [own('void', 'failed', 1_000n)])).toBe(1_000n);
  });
});
