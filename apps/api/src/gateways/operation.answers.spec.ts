import type { KnownRefund, OperationRequest } from './gateway.operations.js';
import { matchRefund } from './operation.answers.js';

const ASKED = new Date('2026-11-24T12:00:00Z');
const minutesLater = (minutes: number): Date => new Date(ASKED.getTime() + minutes * 60_000);

function refundOf(amountMinor: bigint, change: Partial<OperationRequest> = {}): OperationRequest {
  return {
    operationId: 'payop_1',
    kind: 'refund',
    transactionId: 'T-1',
    reference: null,
    method: 'CARD',
    amount: { amountMinor, currency: 'COP' },
    paymentAmount: { amountMinor: 10_000n, currency: 'COP' },
    reason: null,
    requestedAt: ASKED,
    gatewayId: null,
    knownRefunds: [],
    ...change,
  };
}

const known = (amountMinor: bigint, gatewayId: string | null, at = ASKED): KnownRefund => ({
  gatewayId,
  amountMinor,
  at,
});

describe('a refund that is looked for', () => {
  const listed = [
    { id: 'r1', amountMinor: 500n, at: minutesLater(-60) },
    { id: 'r2', amountMinor: 500n, at: minutesLater(1) },
    { id: 'r3', amountMinor: 700n, at: minutesLater(1) },
  ];

  it('is the one of its amount that was made since it was asked for', () => {
    expect(matchRefund(listed, refundOf(500n))?.id).toBe('r2');
    expect(matchRefund(listed, refundOf(700n))?.id).toBe('r3');
    expect(matchRefund(listed, refundOf(600n))).toBeNull();
  });

  it('is none that is known to be another', () => {
    expect(matchRefund(listed, refundOf(500n, { knownRefunds: [known(500n, 'r2')] }))).toBeNull();
  });

  it('is the one of its id, whatever else there is', () => {
    expect(matchRefund(listed, refundOf(1n, { gatewayId: 'r3' }))?.id).toBe('r3');
  });

  it('may have been made a little before it was asked for, by the other clock', () => {
    const early = [{ id: 'r9', amountMinor: 500n, at: minutesLater(-1) }];
    expect(matchRefund(early, refundOf(500n))?.id).toBe('r9');
  });

  it('is what remains when those that are known are counted off a list without ids', () => {
    const nameless = [1, 2].map((minutes) => ({ id: null, amountMinor: 500n, at: minutesLater(minutes) }));
    expect(matchRefund(nameless, refundOf(500n, { knownRefunds: [known(500n, '7')] }))).toBe(nameless[1]);
    expect(matchRefund(nameless, refundOf(500n, { knownRefunds: [known(500n, '7'), known(500n, '8')] }))).toBeNull();
    expect(matchRefund(nameless, refundOf(500n, { knownRefunds: [known(700n, '7')] }))).toBe(nameless[0]);
    expect(matchRefund(nameless, refundOf(500n, { knownRefunds: [known(500n, '7', minutesLater(-60))] }))).toBe(
      nameless[0],
    );
  });
});
