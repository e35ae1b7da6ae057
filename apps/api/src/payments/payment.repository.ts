import { Injectable } from '@nestjs/common';
import { ConcurrentChangeError } from '../database/database.errors.js';
import type { Transaction } from '../database/database.service.js';
import {
  type Details,
  fromRow,
  NO_DETAILS,
  PAYMENT_COLUMNS,
  type PaymentRow,
  type StoredPayment,
  toColumns,
} from './payment.row.js';
import type { DisputeState, PaymentStatus, RefundState } from './payment.state.js';

export interface PaymentKey {
  readonly provider: string;
  readonly transactionId: string;
}

/** What a payment belongs to, read before anything is locked. */
export interface PaymentBinding {
  readonly reference: string | null;
  readonly orderId: string | null;
  readonly cartId: string | null;
}

/** One line of a payment's history. The sums of the deltas are the payment's amounts. */
export interface PaymentTransition {
  readonly paymentId: string;
  readonly version: number;
  readonly fromStatus: PaymentStatus | null;
  readonly toStatus: PaymentStatus;
  readonly reason: string;
  readonly capturedDeltaMinor: bigint;
  readonly refundedDeltaMinor: bigint;
  readonly disputedDeltaMinor: bigint;
  readonly cause: string;
  readonly occurredAt: Date;
}

// Every key is looked up by the unique index, one by one: a join over the array may be planned, on a young table, as a walk
// through all payments of the tenant for each key.
const KEYS = `unnest($2::text[], $3::text[]) AS k(provider, transaction_id)`;

const BINDINGS = `SELECT p.reference, p.order_id AS "orderId", p.cart_id AS "cartId" FROM ${KEYS} CROSS JOIN LATERAL (
    SELECT reference, order_id, cart_id FROM payments
    WHERE tenant_id = $1 AND provider = k.provider AND transaction_id = k.transaction_id LIMIT 1) p`;

/** Rows are locked in the order of their ids, so that two batches cannot wait for each other. */
const LOCK = `WITH wanted AS MATERIALIZED (
    SELECT id FROM (
      SELECT p.id FROM ${KEYS} CROSS JOIN LATERAL (
        SELECT id FROM payments WHERE tenant_id = $1 AND provider = k.provider AND transaction_id = k.transaction_id LIMIT 1) p
      UNION SELECT p.id FROM unnest($4::text[]) AS o(id) CROSS JOIN LATERAL (
        SELECT id, tenant_id FROM payments WHERE order_id = o.id OFFSET 0) p WHERE p.tenant_id = $1
      UNION SELECT p.id FROM unnest($5::text[]) AS c(id) CROSS JOIN LATERAL (
        SELECT id, tenant_id FROM payments WHERE cart_id = c.id OFFSET 0) p WHERE p.tenant_id = $1) AS named
    ORDER BY id)
  SELECT p.* FROM wanted CROSS JOIN LATERAL (SELECT ${PAYMENT_COLUMNS} FROM payments WHERE id = wanted.id FOR UPDATE) p`;

const FIND = `SELECT p.* FROM ${KEYS} CROSS JOIN LATERAL (SELECT ${PAYMENT_COLUMNS} FROM payments
    WHERE tenant_id = $1 AND provider = k.provider AND transaction_id = k.transaction_id LIMIT 1) p`;

const INSERT = `INSERT INTO payments (tenant_id, ${PAYMENT_COLUMNS})
  SELECT $1, * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
    $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::timestamptz[], $17::text[], $18::text[],
    $19::text[], $20::text[], $21::timestamptz[], $22::int[])
  ON CONFLICT (tenant_id, provider, transaction_id) DO NOTHING`;

const UPDATE = `UPDATE payments p SET reference = u.reference, cart_id = u.cart_id, order_id = u.order_id, phase = u.phase,
    status = u.status, currency = u.currency, amount_minor = u.amount_minor, captured_minor = u.captured_minor,
    refunded_minor = u.refunded_minor, disputed_minor = u.disputed_minor, refunded_total_minor = u.refunded_total_minor,
    refunded_total_at = u.refunded_total_at, method = u.method, failure_outcome = u.failure_outcome,
    failure_code = u.failure_code, failure_message = u.failure_message, occurred_at = u.occurred_at, version = u.version,
    updated_at = now()
  FROM (SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
    $10::text[], $11::bigint[], $12::bigint[], $13::bigint[], $14::bigint[], $15::bigint[], $16::timestamptz[], $17::text[],
    $18::text[], $19::text[], $20::text[], $21::timestamptz[], $22::int[], $23::int[]) AS t(${PAYMENT_COLUMNS}, expected_version)) u
  WHERE p.tenant_id = $1 AND p.id = u.id AND p.version = u.expected_version`;

const HISTORY = `INSERT INTO payment_history (tenant_id, payment_id, version, from_status, to_status, reason, captured_delta_minor,
    refunded_delta_minor, disputed_delta_minor, cause, occurred_at)
  SELECT $1, * FROM unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[],
    $10::text[], $11::timestamptz[])`;

/** The money path's reads and writes of payments: in sets, inside the caller's transaction. */
@Injectable()
export class PaymentRepository {
  /** What the payments of these keys belong to, without locking. */
  async bindings(tx: Transaction, tenantId: string, keys: readonly PaymentKey[]): Promise<PaymentBinding[]> {
    const { rows } = await tx.query<PaymentBinding>({
      name: 'payment_bindings',
      text: BINDINGS,
      values: [tenantId, ...columnsOf(keys)],
    });
    return rows;
  }

  /** The payments of these keys as they are now, without locking; those that are not known are left out. */
  async find(db: Pick<Transaction, 'query'>, tenantId: string, keys: readonly PaymentKey[]): Promise<StoredPayment[]> {
    const values = [tenantId, ...columnsOf(keys)];
    const { rows } = await db.query<PaymentRow>({ name: 'payment_find', text: FIND, values });
    return this.withDetails(db, rows);
  }

  /** One payment by our own id; with `lock`, for the rest of the transaction. */
  async findById(
    db: Pick<Transaction, 'query'>,
    tenantId: string,
    id: string,
    { lock = false }: { readonly lock?: boolean } = {},
  ): Promise<StoredPayment | null> {
    const text = `SELECT ${PAYMENT_COLUMNS} FROM payments WHERE tenant_id = $1 AND id = $2${lock ? ' FOR UPDATE' : ''}`;
    const { rows } = await db.query<PaymentRow>(text, [tenantId, id]);
    return (await this.withDetails(db, rows))[0] ?? null;
  }

  /** Locks and reads the payments of these keys and every payment of these orders and carts. */
  async lock(
    tx: Transaction,
    tenantId: string,
    wanted: { keys: readonly PaymentKey[]; orderIds: readonly string[]; cartIds: readonly string[] },
  ): Promise<StoredPayment[]> {
    const values = [tenantId, ...columnsOf(wanted.keys), wanted.orderIds, wanted.cartIds];
    const { rows } = await tx.query<PaymentRow>({ name: 'payment_lock', text: LOCK, values });
    return this.withDetails(tx, rows);
  }

  /** @throws ConcurrentChangeError when another transaction inserted one of them first. */
  async insert(tx: Transaction, tenantId: string, payments: readonly StoredPayment[]): Promise<void> {
    if (payments.length === 0) return;
    const { rowCount } = await tx.query({
      name: 'payment_insert',
      text: INSERT,
      values: [tenantId, ...toColumns(payments)],
    });
    if (rowCount !== payments.length) throw new ConcurrentChangeError('a payment was inserted');
    await this.saveDetails(tx, tenantId, payments);
  }

  /** Writes new states over the versions they were read at. @throws ConcurrentChangeError when a row has moved on. */
  async update(
    tx: Transaction,
    tenantId: string,
    changes: readonly { readonly payment: StoredPayment; readonly expectedVersion: number }[],
  ): Promise<void> {
    if (changes.length === 0) return;
    const payments = changes.map(({ payment }) => payment);
    const expected = changes.map(({ expectedVersion }) => expectedVersion);
    const values = [tenantId, ...toColumns(payments), expected];
    const { rowCount } = await tx.query({ name: 'payment_update', text: UPDATE, values });
    if (rowCount !== payments.length) throw new ConcurrentChangeError('a payment was updated');
    await this.saveDetails(tx, tenantId, payments);
  }

  async addHistory(tx: Transaction, tenantId: string, lines: readonly PaymentTransition[]): Promise<void> {
    if (lines.length === 0) return;
    const column = <K extends keyof PaymentTransition>(key: K) => lines.map((line) => line[key]);
    const values = [
      tenantId,
      column('paymentId'),
      column('version'),
      column('fromStatus'),
      column('toStatus'),
      column('reason'),
      column('capturedDeltaMinor'),
      column('refundedDeltaMinor'),
      column('disputedDeltaMinor'),
      column('cause'),
      column('occurredAt'),
    ];
    await tx.query({ name: 'payment_history_insert', text: HISTORY, values });
  }

  private async withDetails(db: Pick<Transaction, 'query'>, rows: readonly PaymentRow[]): Promise<StoredPayment[]> {
    const ids = rows.map(({ id }) => id);
    const details = ids.length > 0 ? await this.details(db, ids) : NO_DETAILS;
    return rows.map((row) => fromRow(row, details));
  }

  private async details(tx: Pick<Transaction, 'query'>, ids: readonly string[]): Promise<Details> {
    const refunds = await tx.query<RefundState & { paymentId: string }>(
      `SELECT payment_id AS "paymentId", refund_id AS "refundId", amount_minor AS "amountMinor", status, occurred_at AS "occurredAt"
         FROM refunds WHERE payment_id = ANY($1::text[]) ORDER BY refund_id COLLATE "C"`,
      [ids],
    );
    const disputes = await tx.query<DisputeState & { paymentId: string }>(
      `SELECT payment_id AS "paymentId", dispute_id AS "disputeId", amount_minor AS "amountMinor", status, occurred_at AS "occurredAt"
         FROM disputes WHERE payment_id = ANY($1::text[]) ORDER BY dispute_id COLLATE "C"`,
      [ids],
    );
    return { refunds: refunds.rows, disputes: disputes.rows };
  }

  private async saveDetails(tx: Transaction, tenantId: string, payments: readonly StoredPayment[]): Promise<void> {
    const refunds = payments.flatMap(({ id, refunds }) =>
      refunds.map((refund) => ({ ...refund, id, key: refund.refundId })),
    );
    const disputes = payments.flatMap(({ id, disputes }) =>
      disputes.map((dispute) => ({ ...dispute, id, key: dispute.disputeId })),
    );
    await this.upsertDetails(tx, tenantId, 'refunds', 'refund_id', refunds);
    await this.upsertDetails(tx, tenantId, 'disputes', 'dispute_id', disputes);
  }

  private async upsertDetails(
    tx: Transaction,
    tenantId: string,
    table: 'refunds' | 'disputes',
    key: 'refund_id' | 'dispute_id',
    rows: readonly { id: string; key: string; amountMinor: bigint; status: string; occurredAt: Date }[],
  ): Promise<void> {
    if (rows.length === 0) return;
    await tx.query(
      `INSERT INTO ${table} AS t (tenant_id, payment_id, ${key}, amount_minor, status, occurred_at)
       SELECT $1, * FROM unnest($2::text[], $3::text[], $4::bigint[], $5::text[], $6::timestamptz[])
       ON CONFLICT (payment_id, ${key}) DO UPDATE SET amount_minor = excluded.amount_minor, status = excluded.status,
         occurred_at = excluded.occurred_at WHERE (t.status, t.amount_minor, t.occurred_at) IS DISTINCT FROM (excluded.status, excluded.amount_minor, excluded.occurred_at)`,
      [
        tenantId,
        rows.map(({ id }) => id),
        rows.map((row) => row.key),
        rows.map(({ amountMinor }) => amountMinor),
        rows.map(({ status }) => status),
        rows.map(({ occurredAt }) => occurredAt),
      ],
    );
  }
}

function columnsOf(keys: readonly PaymentKey[]): [string[], string[]] {
  return [keys.map(({ provider }) => provider), keys.map(({ transactionId }) => transactionId)];
}
