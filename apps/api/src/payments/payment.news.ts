import type { PaymentEvent } from './payment-event.js';
import { decide } from './payment.machine.js';
import type { PaymentState } from './payment.state.js';

/**
 * Would applying it change what the payment is? A later time alone would not: an account that is read again bears the time
 * of the reading, and must not write a line of history for it.
 */
export function tellsMore(current: PaymentState | null, event: PaymentEvent): boolean {
  const decision = decide(current, event);
  if (decision.kind === 'conflict') return false;
  if (current === null) return true;
  return decision.kind === 'apply' && meaning(decision.next) !== meaning(current);
}

/** All of a state that is not a time. */
function meaning(state: PaymentState): string {
  const refunds = state.refunds.map(({ refundId, status, amountMinor }) => `${refundId} ${status} ${amountMinor}`);
  const disputes = state.disputes.map(({ disputeId, status, amountMinor }) => `${disputeId} ${status} ${amountMinor}`);
  return [
    state.phase,
    state.status,
    state.amountMinor,
    state.currency,
    state.capturedMinor,
    state.refundedMinor,
    state.disputedMinor,
    state.refundedTotal?.amountMinor,
    state.failure?.code,
    state.reference,
    state.method,
    ...refunds,
    ...disputes,
  ].join('|');
}
