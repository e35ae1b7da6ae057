import type { QueryResultRow } from 'pg';
import { BIGINT_TYPES, type Transaction } from '../database/database.service.js';
import type { OrderPayment, OrderPaymentStatus, OrderStatus, ReviewReason } from '../orders/order.state.js';
import { type Details, fromRow, PAYMENT_COLUMNS, type PaymentRow } from '../payments/payment.row.js';
import type { CheckedOrder, CheckedPayment } from './derived.check.js';
import type { Violation } from './invariant.js';
import { MAX_LISTED } from './invariant.js';
import type { InvariantQuery } from './invariant.queries.js';

/** A connection, any, inside the snapshot that a check looks at. */
export type Snapshot = Pick<Transaction, 'query'>;

async function read<Row extends QueryResultRow>(
  snapshot: Snapshot,
  text: string,
  values: readonly unknown[],
): Promise<Row[]> {
  return (await snapshot.query<Row>({ text, values: [...values], types: BIGINT_TYPES })).rows;
}

/** How many violations there are, and the first of them. */
export interface Found {
  readonly count: number;
  readonly violations: readonly Violation[];
}

export async function findViolations(snapshot: Snapshot, { invariant, text, values }: InvariantQuery): Promise<Found> {
  const rows = await read<{ subject: string; what: string; total: string }>(
    snapshot,
    `SELECT subject, what, (count(*) OVER ())::text AS total FROM (${text}) broken LIMIT ${MAX_LISTED}`,
    values,
  );
  const violations = rows.map(({ subject, what }) => ({ invariant, subject, what }));
  return { count: Number(rows[0]?.total ?? 0), violations };
}

/** The next payments after an id, in the order of their ids, with their refunds and disputes. */
export async function paymentsAfter(snapshot: Snapshot, id: string, limit: number): Promise<CheckedPayment[]> {
  const rows = await read<PaymentRow>(
    snapshot,
    `SELECT ${PAYMENT_COLUMNS} FROM payments WHERE id > $1 ORDER BY id LIMIT $2`,
    [id, limit],
  );
  const details = await detailsOf(
    snapshot,
    rows.map((row) => row.id),
  );
  return rows.map((row) => fromRow(row, details.get(row.id) ?? { refunds: [], disputes: [] }));
}

async function detailsOf(snapshot: Snapshot, ids: readonly string[]): Promise<Map<string, Details>> {
  const refunds = await read<Details['refunds'][number]>(
    snapshot,
    `SELECT payment_id AS "paymentId", refund_id AS "refundId", amount_minor AS "amountMinor", status, occurred_at AS "occurredAt"
     FROM refunds WHERE payment_id = ANY ($1::text[])`,
    [ids],
  );
  const disputes = await read<Details['disputes'][number]>(
    snapshot,
    `SELECT payment_id AS "paymentId", dispute_id AS "disputeId", amount_minor AS "amountMinor", status, occurred_at AS "occurredAt"
     FROM disputes WHERE payment_id = ANY ($1::text[])`,
    [ids],
  );
  const refundsBy = groupBy(refunds);
  const disputesBy = groupBy(disputes);
  const named = new Set([...refundsBy.keys(), ...disputesBy.keys()]);
  return new Map(
    [...named].map((id) => [id, { refunds: refundsBy.get(id) ?? [], disputes: disputesBy.get(id) ?? [] }] as const),
  );
}

interface OrderRow {
  id: string;
  status: OrderStatus;
  paymentStatus: OrderPaymentStatus;
  reviewReason: ReviewReason | null;
  amountMinor: bigint;
  currency: string;
  reviewedPayments: string[];
}

/** The next orders after an id, in the order of their ids, with their payments. */
export async function ordersAfter(snapshot: Snapshot, id: string, limit: number): Promise<CheckedOrder[]> {
  const rows = await read<OrderRow>(
    snapshot,
    `SELECT id, status, payment_status AS "paymentStatus", review_reason AS "reviewReason", amount_minor AS "amountMinor", currency,
       reviewed_payments AS "reviewedPayments"
     FROM orders WHERE id > $1 ORDER BY id LIMIT $2`,
    [id, limit],
  );
  const payments = await read<OrderPayment & { orderId: string }>(
    snapshot,
    `SELECT order_id AS "orderId", id, phase, status, amount_minor AS "amountMinor", captured_minor AS "capturedMinor", currency
     FROM payments WHERE order_id = ANY ($1::text[]) ORDER BY id`,
    [rows.map((row) => row.id)],
  );
  const byOrder = groupBy(payments.map((payment) => ({ ...payment, paymentId: payment.orderId })));
  return rows.map((row) => ({ ...row, payments: byOrder.get(row.id) ?? [] }));
}

function groupBy<T extends { readonly paymentId: string }>(rows: readonly T[]): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const row of rows) {
    const group = groups.get(row.paymentId);
    if (group) group.push(row);
    else groups.set(row.paymentId, [row]);
  }
  return groups;
}
