import { Injectable } from '@nestjs/common';
import { ConcurrentChangeError } from '../database/database.errors.js';
import type { Transaction } from '../database/database.service.js';
import type { OrderPaymentStatus, OrderState, OrderStatus, ReviewReason } from './order.state.js';

export interface StoredOrder extends OrderState {
  readonly id: string;
  readonly displayId: number;
  readonly cartId: string;
  readonly reference: string | null;
  readonly email: string | null;
  readonly items: unknown;
  readonly metadata: unknown;
  readonly version: number;
  readonly createdAt: Date;
  readonly reviewedPayments: readonly string[];
}

/** A change of an order with what explains it; `next.version` is one above the row's. */
export interface OrderTransition {
  readonly before: OrderState | null;
  readonly next: StoredOrder;
  readonly reason: string;
  readonly paymentId: string | null;
  readonly cause: string;
  /** What the person who did it had to say. */
  readonly note?: string;
}

interface OrderRow {
  id: string;
  display_id: number;
  cart_id: string;
  reference: string | null;
  status: OrderStatus;
  payment_status: OrderPaymentStatus;
  review_reason: ReviewReason | null;
  currency: string;
  amount_minor: bigint;
  email: string | null;
  items: unknown;
  metadata: unknown;
  version: number;
  created_at: Date;
  reviewed_payments: string[];
}

const COLUMNS = `id, display_id, cart_id, reference, status, payment_status, review_reason, currency, amount_minor, email, items,
  metadata, version, created_at, reviewed_payments`;

const INSERT = `INSERT INTO orders (id, tenant_id, cart_id, reference, status, payment_status, review_reason, currency, amount_minor,
    email, items, metadata, version, captured_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, CASE WHEN $6 = 'captured' THEN now() END)
  RETURNING ${COLUMNS}`;

const UPDATE = `UPDATE orders o SET status = u.status, payment_status = u.payment_status, review_reason = u.review_reason,
    version = u.version, updated_at = now(),
    captured_at = CASE WHEN u.payment_status = 'captured' THEN COALESCE(o.captured_at, now()) ELSE o.captured_at END
  FROM (SELECT * FROM unnest($2::text[], $3::text[], $4::text[], $5::text[], $6::int[])
    AS t(id, status, payment_status, review_reason, version)) u
  WHERE o.tenant_id = $1 AND o.id = u.id AND o.version = u.version - 1`;

const HISTORY = `INSERT INTO order_history (tenant_id, order_id, version, from_status, to_status, from_payment_status,
    to_payment_status, reason, payment_id, cause, note)
  SELECT $1, * FROM unnest($2::text[], $3::int[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[], $10::text[],
    $11::text[])`;

/** The money path's reads and writes of orders, inside the caller's transaction. */
@Injectable()
export class OrderRepository {
  /** Locks the orders with these ids, references or carts, in the order of their ids. */
  async lock(
    tx: Transaction,
    tenantId: string,
    wanted: { idsOrReferences: readonly string[]; cartIds: readonly string[] },
  ): Promise<StoredOrder[]> {
    const { rows } = await tx.query<OrderRow>({
      name: 'order_lock',
      text: `SELECT ${COLUMNS} FROM orders WHERE tenant_id = $1 AND id IN (
          SELECT id FROM orders WHERE tenant_id = $1 AND id = ANY($2::text[])
          UNION SELECT id FROM orders WHERE tenant_id = $1 AND reference = ANY($2::text[])
          UNION SELECT id FROM orders WHERE tenant_id = $1 AND cart_id = ANY($3::text[])
        ) ORDER BY id FOR UPDATE`,
      values: [tenantId, wanted.idsOrReferences, wanted.cartIds],
    });
    return rows.map(fromRow);
  }

  /** Reads one order, without locking it. */
  async find(
    db: Pick<Transaction, 'query'>,
    tenantId: string,
    by: 'id' | 'cart_id',
    value: string,
  ): Promise<StoredOrder | null> {
    const text = `SELECT ${COLUMNS} FROM orders WHERE tenant_id = $1 AND ${by} = $2`;
    const { rows } = await db.query<OrderRow>({ name: `order_find_${by}`, text, values: [tenantId, value] });
    return rows[0] ? fromRow(rows[0]) : null;
  }

  /** Inserts a new order at version 1 with its first line of history; the row's display id and time come back. */
  async insert(
    tx: Transaction,
    tenantId: string,
    order: Omit<StoredOrder, 'displayId' | 'createdAt' | 'reviewedPayments'>,
    cause: string,
  ): Promise<StoredOrder> {
    const { rows } = await tx.query<OrderRow>(INSERT, [
      order.id,
      tenantId,
      order.cartId,
      order.reference,
      order.status,
      order.paymentStatus,
      order.reviewReason,
      order.currency,
      order.amountMinor,
      order.email,
      JSON.stringify(order.items),
      JSON.stringify(order.metadata),
      order.version,
    ]);
    const inserted = fromRow(rows[0] as OrderRow);
    await this.addHistory(tx, tenantId, [{ before: null, next: inserted, reason: 'created', paymentId: null, cause }]);
    return inserted;
  }

  /** Writes the transitions with their history. @throws ConcurrentChangeError when an order has moved on. */
  async update(tx: Transaction, tenantId: string, transitions: readonly OrderTransition[]): Promise<void> {
    if (transitions.length === 0) return;
    const column = <T>(pick: (order: StoredOrder) => T): T[] => transitions.map(({ next }) => pick(next));
    const { rowCount } = await tx.query({
      name: 'order_update',
      text: UPDATE,
      values: [
        tenantId,
        column(({ id }) => id),
        column(({ status }) => status),
        column(({ paymentStatus }) => paymentStatus),
        column(({ reviewReason }) => reviewReason),
        column(({ version }) => version),
      ],
    });
    if (rowCount !== transitions.length) throw new ConcurrentChangeError('an order was updated');
    await this.addHistory(tx, tenantId, transitions);
  }

  /** Writes the end of a review with its history. @throws ConcurrentChangeError when the order has moved on. */
  async resolve(tx: Transaction, tenantId: string, transition: OrderTransition): Promise<void> {
    await this.update(tx, tenantId, [transition]);
    const { id, reviewedPayments } = transition.next;
    await tx.query('UPDATE orders SET reviewed_payments = $3 WHERE tenant_id = $1 AND id = $2', [
      tenantId,
      id,
      reviewedPayments,
    ]);
  }

  private async addHistory(tx: Transaction, tenantId: string, transitions: readonly OrderTransition[]): Promise<void> {
    const column = <T>(pick: (transition: OrderTransition) => T): T[] => transitions.map(pick);
    await tx.query({
      name: 'order_history_insert',
      text: HISTORY,
      values: [
        tenantId,
        column(({ next }) => next.id),
        column(({ next }) => next.version),
        column(({ before }) => before?.status ?? null),
        column(({ next }) => next.status),
        column(({ before }) => before?.paymentStatus ?? null),
        column(({ next }) => next.paymentStatus),
        column(({ reason }) => reason),
        column(({ paymentId }) => paymentId),
        column(({ cause }) => cause),
        column(({ note }) => note ?? null),
      ],
    });
  }
}

function fromRow(row: OrderRow): StoredOrder {
  return {
    id: row.id,
    displayId: row.display_id,
    cartId: row.cart_id,
    reference: row.reference,
    status: row.status,
    paymentStatus: row.payment_status,
    reviewReason: row.review_reason,
    currency: row.currency,
    amountMinor: row.amount_minor,
    email: row.email,
    items: row.items,
    metadata: row.metadata,
    version: row.version,
    createdAt: row.created_at,
    reviewedPayments: row.reviewed_payments,
  };
}
