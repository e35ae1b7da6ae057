import { GatewayUnavailableError, TransientError } from '../common/errors.js';
import type { PaymentPhase } from '../payments/payment-event.js';
import type { PaymentState, RefundState } from '../payments/payment.state.js';
import { endOfAnswer, endToldBy, notShown, parked, setBack } from './operation.endings.js';
import { OPERATION_WAITS_MS, operationWaitMs } from './operation.schedule.js';

const REFUND = { kind: 'refund', status: 'submitted', attempts: 1, gatewayId: 're_1' } as const;

function state(phase: PaymentPhase, refunds: readonly RefundState[] = []): PaymentState {
  return {
    phase,
    amountMinor: 1_000n,
    currency: 'COP',
    capturedMinor: 1_000n,
    refundedTotal: null,
    refunds,
    disputes: [],
    failure: null,
    reference: null,
    method: null,
    occurredAt: new Date(0),
    status: 'captured',
    refundedMinor: 0n,
    disputedMinor: 0n,
  };
}

const refundedAs = (status: RefundState['status']) =>
  state('captured', [{ refundId: 're_1', amountMinor: 1n, status, occurredAt: new Date(0) }]);

describe('how an operation ends', () => {
  it('is what the gateway answers', () => {
    const answer = { gatewayId: 're_1', payment: null };
    expect(endOfAnswer(REFUND, { ...answer, outcome: 'succeeded' })).toMatchObject({
      status: 'succeeded',
      gatewayId: 're_1',
      nextCheckInMs: null,
    });
    expect(endOfAnswer(REFUND, { ...answer, outcome: 'refused', code: '2017' })).toMatchObject({
      status: 'failed',
      errorCode: '2017',
      nextCheckInMs: null,
    });
    const submitted = endOfAnswer(REFUND, { ...answer, outcome: 'submitted' });
    expect(submitted).toMatchObject({ status: 'submitted', gatewayId: 're_1', errorCode: null });
    expect(submitted.nextCheckInMs).toBeGreaterThanOrEqual(5_000);
  });

  it('is what a webhook told of the payment meanwhile', () => {
    expect(endToldBy(refundedAs('succeeded'), REFUND)).toMatchObject({ status: 'succeeded' });
    expect(endToldBy(refundedAs('failed'), REFUND)).toMatchObject({ status: 'failed', errorCode: 'refund_failed' });
    expect(endToldBy(refundedAs('pending'), REFUND)).toBeNull();
    expect(endToldBy(state('captured'), REFUND)).toBeNull();
    expect(endToldBy(state('captured'), { ...REFUND, kind: 'capture' })).toMatchObject({ status: 'succeeded' });
    expect(endToldBy(state('canceled'), { ...REFUND, kind: 'void' })).toMatchObject({ status: 'succeeded' });
    expect(endToldBy(state('authorized'), { ...REFUND, kind: 'void' })).toBeNull();
  });

  it('is open while nobody asked yet, whatever is told', () => {
    expect(endToldBy(refundedAs('succeeded'), { ...REFUND, status: 'pending' })).toBeNull();
  });

  it('is open while the gateway shows nothing of it; a void or capture that a day has not shown was not done', () => {
    const looks = OPERATION_WAITS_MS.length;
    for (const kind of ['capture', 'void'] as const) {
      expect(notShown({ ...REFUND, kind, attempts: looks })).toMatchObject({ status: 'submitted', errorCode: null });
      expect(notShown({ ...REFUND, kind, attempts: looks + 1 })).toMatchObject({
        status: 'failed',
        errorCode: 'not_done',
        nextCheckInMs: null,
      });
    }
    expect(notShown({ ...REFUND, attempts: 900 })).toMatchObject({ status: 'submitted' });
  });

  it('is open while the gateway is away, which does not count', () => {
    expect(parked('gateway_down', 1_000)).toMatchObject({
      status: 'pending',
      counts: false,
      errorCode: 'gateway_down',
    });
  });

  it('is open after any other trouble, for nobody knows whether it was done', () => {
    const trouble = new TransientError('gateway_unexpected_answer', 'another shape');
    expect(setBack(REFUND, trouble)).toMatchObject({
      status: 'submitted',
      counts: true,
      errorCode: 'gateway_unexpected_answer',
    });
    expect(setBack(REFUND, new Error('ours'))).toMatchObject({ errorCode: 'internal_error' });
    expect(setBack(REFUND, new GatewayUnavailableError('gateway_down', 'x'))).toMatchObject({ status: 'submitted' });
  });
});

describe('the looks at an operation', () => {
  it('come less and less often, and never end', () => {
    expect(OPERATION_WAITS_MS.map((wait) => wait / 1000)).toEqual([5, 30, 120, 600, 1800, 3600, 10800, 21600, 43200]);
    expect(operationWaitMs(1)).toBeGreaterThanOrEqual(5_000);
    expect(operationWaitMs(900)).toBeGreaterThanOrEqual(43_200_000);
    expect(operationWaitMs(900)).toBeLessThan(48_000_000);
  });
});
