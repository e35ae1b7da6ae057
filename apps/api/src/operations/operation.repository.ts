import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.service.js';
import type { KnownRefund } from '../gateways/gateway.operations.js';
import type { OperationStatus, StoredOperation } from './operation.state.js';

/** How an attempt ended, for the row. */
export interface OperationEnd {
  readonly status: OperationStatus;
  readonly gatewayId: string | null;
  readonly errorCode: string | null;
  readonly error: string | null;
  /** Null: it is decided. */
  readonly nextCheckInMs: number | null;
  /** False: the gateway was away, which is not held against the operation. */
  readonly counts: boolean;
}

export interface DueOperation {
  readonly id: string;
  readonly paymentId: string;
}

type Queryable = Pick<Transaction, 'query'>;

const COLUMNS = `id, tenant_id AS "tenantId", payment_id AS "paymentId", kind, status, currency, amount_minor AS "amountMinor",
  reason, gateway_id AS "gatewayId", error_code AS "errorCode", error, request_key AS "requestKey", attempts, version,
  created_at AS "createdAt", updated_at AS "updatedAt"`;

/** The operations of one payment go to the gateway one by one: a refund that is looked for is never mistaken for its neighbour. */
const IS_NEXT = `NOT EXISTS (SELECT 1 FROM payment_operations older WHERE older.payment_id = o.payment_id AND o.status = 'pending'
    AND older.status = 'pending' AND (older.created_at, older.id) < (o.created_at, o.id))`;

const CLAIM = `UPDATE payment_operations o SET attempts = attempts + 1, version = version + 1, updated_at = now(),
    next_check_at = now() + $2 * interval '1 millisecond'
  WHERE id = $1 AND status IN ('pending', 'submitted') AND next_check_at <= now() AND ${IS_NEXT} RETURNING ${COLUMNS}`;

const DUE = `SELECT id, payment_id AS "paymentId" FROM payment_operations o
  WHERE status IN ('pending', 'submitted') AND next_check_at <= now() AND ${IS_NEXT} ORDER BY next_check_at LIMIT $1`;

const NEXT = `SELECT id, payment_id AS "paymentId" FROM payment_operations o
  WHERE payment_id = $1 AND status = 'pending' AND next_check_at <= now() AND ${IS_NEXT}`;

const END = `UPDATE payment_operations SET status = $3, gateway_id = COALESCE($4, gateway_id), error_code = $5, error = $6,
    next_check_at = now() + $7::float8 * interval '1 millisecond', attempts = attempts - CASE WHEN $8 THEN 0 ELSE 1 END,
    version = version + 1, updated_at = now()
  WHERE id = $1 AND version = $2`;

/**
 * Ours that reached the gateway, and those that the gateway had told of before this one was asked for. A refund that it tells
 * of later may be this very one.
 */
const KNOWN_REFUNDS = `SELECT gateway_id AS "gatewayId", amount_minor AS "amountMinor", created_at AS at FROM payment_operations
    WHERE payment_id = $1 AND id <> $2 AND kind = 'refund' AND (gateway_id IS NOT NULL OR status IN ('submitted', 'succeeded'))
  UNION ALL SELECT refund_id, amount_minor, created_at FROM refunds r WHERE payment_id = $1 AND created_at < $3
    AND NOT EXISTS (SELECT 1 FROM payment_operations o WHERE o.payment_id = $1 AND o.gateway_id = r.refund_id)`;

/** The rows of operations. Every change of a status is a compare-and-swap on the version that the claim gave. */
@Injectable()
export class OperationRepository {
  /** Inserts a new operation, due at once. */
  async insert(
    tx: Transaction,
    operation: Pick<StoredOperation, 'id' | 'tenantId' | 'paymentId' | 'kind' | 'currency' | 'amountMinor'> &
      Pick<StoredOperation, 'reason' | 'requestKey'> & { readonly requestedBy: string },
  ): Promise<StoredOperation> {
    const { rows } = await tx.query<StoredOperation>(
      `INSERT INTO payment_operations (id, tenant_id, payment_id, kind, currency, amount_minor, reason, request_key, requested_by, next_check_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, now()) RETURNING ${COLUMNS}`,
      [
        operation.id,
        operation.tenantId,
        operation.paymentId,
        operation.kind,
        operation.currency,
        operation.amountMinor,
        operation.reason,
        operation.requestKey,
        operation.requestedBy,
      ],
    );
    return rows[0] as StoredOperation;
  }

  /** Every operation of a payment, oldest first. */
  async ofPayment(db: Queryable, paymentId: string): Promise<StoredOperation[]> {
    const { rows } = await db.query<StoredOperation>(
      `SELECT ${COLUMNS} FROM payment_operations WHERE payment_id = $1 ORDER BY created_at, id`,
      [paymentId],
    );
    return rows;
  }

  /** Takes an operation that is free, due and its payment's turn, for as long as the lease; null when it is not. */
  async claim(db: Queryable, id: string, leaseMs: number): Promise<StoredOperation | null> {
    const { rows } = await db.query<StoredOperation>({ name: 'operation_claim', text: CLAIM, values: [id, leaseMs] });
    return rows[0] ?? null;
  }

  /** Operations that may be claimed now, the longest due first. */
  async due(db: Queryable, limit: number): Promise<DueOperation[]> {
    const { rows } = await db.query<DueOperation>({ name: 'operation_due', text: DUE, values: [limit] });
    return rows;
  }

  /** The operation of a payment whose turn it is; null when none waits. */
  async nextOf(db: Queryable, paymentId: string): Promise<DueOperation | null> {
    const { rows } = await db.query<DueOperation>({ name: 'operation_next', text: NEXT, values: [paymentId] });
    return rows[0] ?? null;
  }

  async knownRefunds(db: Queryable, { id, paymentId, createdAt }: StoredOperation): Promise<KnownRefund[]> {
    const { rows } = await db.query<KnownRefund>({
      name: 'operation_known_refunds',
      text: KNOWN_REFUNDS,
      values: [paymentId, id, createdAt],
    });
    return rows;
  }

  /** Writes how the attempt of a claim ended; false when the claim was lost to another. */
  async end(db: Queryable, claimed: Pick<StoredOperation, 'id' | 'version'>, end: OperationEnd): Promise<boolean> {
    const { rowCount } = await db.query({
      name: 'operation_end',
      text: END,
      values: [
        claimed.id,
        claimed.version,
        end.status,
        end.gatewayId,
        end.errorCode,
        end.error,
        end.nextCheckInMs,
        end.counts,
      ],
    });
    return rowCount === 1;
  }
}
