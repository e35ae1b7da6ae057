import type { PaymentFact, PaymentPhase } from '../../payments/payment-event.js';
import type { GatewayObserver, UnknownStatus } from '../gateway.observer.js';
import { isLabel } from '../gateway.text.js';

export type StripeIntentStatus =
  | 'requires_payment_method'
  | 'requires_confirmation'
  | 'requires_action'
  | 'processing'
  | 'requires_capture'
  | 'succeeded'
  | 'canceled';

export const STRIPE_INTENT_STATUSES: Readonly<Record<StripeIntentStatus, PaymentPhase>> = {
  requires_payment_method: 'pending',
  requires_confirmation: 'pending',
  requires_action: 'pending',
  processing: 'pending',
  requires_capture: 'authorized',
  succeeded: 'captured',
  canceled: 'canceled',
};

type RefundStatus = Extract<PaymentFact, { kind: 'refund' }>['status'];
type DisputeStatus = Extract<PaymentFact, { kind: 'dispute' }>['status'];

export const STRIPE_REFUND_STATUSES: Readonly<Record<string, RefundStatus>> = {
  pending: 'pending',
  requires_action: 'pending',
  succeeded: 'succeeded',
  failed: 'failed',
  canceled: 'failed',
};

export const STRIPE_DISPUTE_STATUSES: Readonly<Record<string, DisputeStatus>> = {
  warning_needs_response: 'open',
  warning_under_review: 'open',
  warning_closed: 'won',
  needs_response: 'open',
  under_review: 'open',
  appeal_needs_response: 'open',
  appeal_under_review: 'open',
  won: 'won',
  prevented: 'won',
  lost: 'lost',
};

/** The meaning of a status; for one that no table knows, the given meaning, and somebody is told. */
export function wordOf<T>(
  table: Readonly<Record<string, T>>,
  status: string,
  unknown: T,
  kind: UnknownStatus['kind'],
  observer: GatewayObserver,
): T {
  if (Object.hasOwn(table, status)) return table[status] ?? unknown;
  report(observer, kind, status);
  return unknown;
}

export function report(observer: GatewayObserver, kind: UnknownStatus['kind'], status: string): void {
  observer.unknownStatus({ gateway: 'stripe', kind, status: isLabel(status) ? status : 'unreadable' });
}
