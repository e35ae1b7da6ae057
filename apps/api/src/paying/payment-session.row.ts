import type { NextAction, PaymentMethod } from '../gateways/gateway.payments.js';
import type { SessionStatus, StoredSession } from './payment-session.js';

/** A row of `payment_sessions` as PostgreSQL hands it over. */
export interface SessionRow {
  id: string;
  tenant_id: string;
  cart_id: string;
  provider: string;
  method: PaymentMethod;
  reference: string;
  status: SessionStatus;
  currency: string;
  amount_minor: bigint;
  transaction_id: string | null;
  gateway_object_id: string | null;
  next_action: NextAction | null;
  error_code: string | null;
  return_url: string | null;
  lease_until: Date | null;
  expires_at: Date;
  next_check_at: Date | null;
  checks: number;
  version: number;
  created_at: Date;
  updated_at: Date;
}

export const SESSION_COLUMNS = `id, tenant_id, cart_id, provider, method, reference, status, currency, amount_minor, transaction_id,
  gateway_object_id, next_action, error_code, return_url, lease_until, expires_at, next_check_at, checks, version, created_at,
  updated_at`;

export function sessionFromRow(row: SessionRow): StoredSession {
  return {
    id: row.id,
    tenantId: row.tenant_id,
    cartId: row.cart_id,
    provider: row.provider,
    method: row.method,
    reference: row.reference,
    status: row.status,
    amount: { amountMinor: row.amount_minor, currency: row.currency },
    transactionId: row.transaction_id,
    gatewayObjectId: row.gateway_object_id,
    nextAction: row.next_action,
    errorCode: row.error_code,
    returnUrl: row.return_url ?? '',
    leaseUntil: row.lease_until,
    expiresAt: row.expires_at,
    nextCheckAt: row.next_check_at,
    checks: row.checks,
    version: row.version,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
