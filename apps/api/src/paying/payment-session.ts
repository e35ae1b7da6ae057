import type { Money } from '../common/money.js';
import type { NextAction, PaymentMethod } from '../gateways/gateway.payments.js';

export const SESSION_STATUSES = ['created', 'requires_action', 'processing', 'succeeded', 'failed', 'expired'] as const;
export type SessionStatus = (typeof SESSION_STATUSES)[number];

/** Whose shopper may still pay. */
export const OPEN_STATUSES = ['created', 'requires_action', 'processing'] as const satisfies readonly SessionStatus[];

/** One attempt to pay a cart at one gateway by one method, as it is stored. */
export interface StoredSession {
  readonly id: string;
  readonly tenantId: string;
  readonly cartId: string;
  readonly provider: string;
  readonly method: PaymentMethod;
  readonly reference: string;
  /** What the session itself knows; see `told`. */
  readonly status: SessionStatus;
  readonly amount: Money;
  readonly transactionId: string | null;
  readonly gatewayObjectId: string | null;
  readonly nextAction: NextAction | null;
  readonly errorCode: string | null;
  readonly returnUrl: string;
  /** Null, or until when somebody is beginning it at the gateway. */
  readonly leaseUntil: Date | null;
  readonly expiresAt: Date;
  readonly nextCheckAt: Date | null;
  readonly checks: number;
  readonly version: number;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** What a gateway told of a payment under a session's transaction or reference. */
export interface SessionPayment {
  readonly transactionId: string;
  readonly status: string;
  readonly failureCode: string | null;
}

/** A session with what became of it. */
export interface ToldSession {
  readonly session: StoredSession;
  readonly status: SessionStatus;
  readonly transactionId: string | null;
  readonly errorCode: string | null;
  /** Null once there is nothing to do any more. */
  readonly nextAction: NextAction | null;
}

const PAID = new Set(['authorized', 'captured', 'partially_refunded', 'refunded', 'disputed']);
const OVER = new Set(['failed', 'canceled', 'voided']);

/**
 * What a session has come to. Its payments are the truth: the session's own status speaks only where there is none, so the
 * two cannot disagree. A page of the gateway may lead to several payments under one reference; one that is paid decides, and
 * one that is refused is a failure until another is paid.
 */
export function tellSession(session: StoredSession, payments: readonly SessionPayment[], now: Date): ToldSession {
  const payment = decisive(payments);
  const status = statusOf(session, payment, now);
  return {
    session,
    status,
    transactionId: payment?.transactionId ?? session.transactionId,
    errorCode: status === 'failed' ? (payment?.failureCode ?? session.errorCode) : null,
    nextAction: isOpen(status) ? session.nextAction : null,
  };
}

export function isOpen(status: SessionStatus): boolean {
  return OPEN_STATUSES.some((open) => open === status);
}

function decisive(payments: readonly SessionPayment[]): SessionPayment | null {
  const paid = payments.find(({ status }) => PAID.has(status));
  const waiting = payments.find(({ status }) => !OVER.has(status));
  return paid ?? waiting ?? payments.at(-1) ?? null;
}

function statusOf(session: StoredSession, payment: SessionPayment | null, now: Date): SessionStatus {
  if (payment !== null && PAID.has(payment.status)) return 'succeeded';
  if (payment !== null && OVER.has(payment.status)) return 'failed';
  // Money that is on its way arrives after the page has closed, too.
  if (payment !== null) return session.status === 'requires_action' ? 'requires_action' : 'processing';
  if (!isOpen(session.status)) return session.status;
  return session.expiresAt <= now ? 'expired' : session.status;
}
