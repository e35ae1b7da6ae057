import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';
import type { TimelineEntry } from './timeline.js';

/** What a timeline is of: some payments, and the order and cart that they have in common. */
export interface TimelineSubject {
  readonly paymentIds: readonly string[];
  readonly orderId: string | null;
  readonly cartId: string | null;
  /** Names and transactions by which gateways speak of it. */
  readonly references: readonly string[];
  readonly transactionIds: readonly string[];
  /** One payment's timeline leaves out what its neighbours did. */
  readonly isWhole: boolean;
}

/** A row of any source, as it becomes an entry. */
export type TimelineRow = Omit<TimelineEntry, 'source' | 'actor'> & {
  readonly table: 'session' | 'redirect' | 'event' | 'history' | 'operation' | 'audit';
};

interface SubjectRow {
  readonly paymentIds: string[];
  readonly orderId: string | null;
  readonly cartId: string | null;
  readonly references: string[] | null;
  readonly transactionIds: string[] | null;
}

/** Of each source the newest so many: an answer is bounded whatever happens. */
const MAX_OF_EACH = 500;

const OF_PAYMENT = `SELECT ARRAY[id] AS "paymentIds", order_id AS "orderId", cart_id AS "cartId",
    array_remove(ARRAY[reference], NULL) AS references, ARRAY[transaction_id] AS "transactionIds"
  FROM payments WHERE tenant_id = $1 AND id = $2`;

const OF_ORDER = `SELECT array_remove(array_agg(p.id), NULL) AS "paymentIds", o.id AS "orderId", o.cart_id AS "cartId",
    array_remove(array_agg(DISTINCT p.reference) || ARRAY[o.id, o.cart_id, o.reference], NULL) AS references,
    array_remove(array_agg(p.transaction_id), NULL) AS "transactionIds"
  FROM orders o LEFT JOIN payments p ON p.order_id = o.id AND p.tenant_id = $1
  WHERE o.tenant_id = $1 AND o.id = $2 GROUP BY o.id`;

/** The columns of every half of the union, in their order. */
const entry = (columns: Readonly<Record<string, string>>): string =>
  [
    'table',
    'at',
    'kind',
    'cause',
    'from',
    'to',
    'amount',
    'currency',
    'code',
    'message',
    'event',
    'payment',
    'order',
    'operation',
  ]
    .map((name) => `${columns[name] ?? (name === 'amount' ? 'NULL::bigint' : 'NULL::text')} AS "${name}"`)
    .join(', ');

const SESSION_OF = `FROM payment_sessions s WHERE s.tenant_id = $1 AND s.cart_id = $5
    AND ($6 OR s.transaction_id = ANY($4::text[]) OR s.reference = ANY($3::text[]))`;

const SESSIONS = `(SELECT ${entry({ table: `'session'`, at: 's.created_at', kind: `'session_started'`, cause: `'session:' || s.id`, to: `'created'`, amount: 's.amount_minor', currency: 's.currency', code: `s.provider || ' ' || s.method` })} ${SESSION_OF}
  UNION ALL SELECT ${entry({ table: `'redirect'`, at: 's.redirected_at', kind: `'shopper_sent_away'`, cause: `'session:' || s.id`, code: 's.provider' })} ${SESSION_OF} AND s.redirected_at IS NOT NULL
  UNION ALL SELECT ${entry({ table: `'redirect'`, at: 's.returned_at', kind: `'shopper_returned'`, cause: `'session:' || s.id`, code: 's.provider' })} ${SESSION_OF} AND s.returned_at IS NOT NULL
  UNION ALL SELECT ${entry({ table: `'session'`, at: 's.updated_at', kind: `'session_failed'`, cause: `'session:' || s.id`, to: `'failed'`, code: 's.error_code' })} ${SESSION_OF} AND s.status = 'failed'
  ORDER BY at DESC LIMIT $7)`;

/** By the names that are indexed; which of those bear the same name is told by the transaction. */
const EVENTS_OF = `FROM webhook_events e WHERE e.tenant_id = $1 AND e.reference = ANY($3::text[])
    AND ($6 OR e.transaction_id = ANY($4::text[]))`;
const EVENTS = `(SELECT ${entry({ table: `'event'`, at: 'e.received_at', kind: `'webhook_received'`, cause: `'webhook:' || e.id`, to: 'e.status', code: 'e.type', event: 'e.id' })} ${EVENTS_OF}
  UNION ALL SELECT ${entry({ table: `'event'`, at: 'e.processed_at', kind: `CASE WHEN e.status = 'failed' THEN 'webhook_failed' ELSE 'webhook_ignored' END`, cause: `'webhook:' || e.id`, to: 'e.status', code: 'COALESCE(e.last_error_code, e.outcome)', message: 'e.last_error', event: 'e.id' })} ${EVENTS_OF}
    AND e.processed_at IS NOT NULL AND (e.status = 'failed' OR (e.status = 'success' AND e.outcome <> 'applied'))
  ORDER BY at DESC LIMIT $7)`;

const PAYMENTS = `(SELECT ${entry({ table: `'history'`, at: 'h.created_at', kind: `'payment_changed'`, cause: 'h.cause', from: 'h.from_status', to: 'h.to_status', amount: 'NULLIF(h.captured_delta_minor - h.refunded_delta_minor - h.disputed_delta_minor, 0)', currency: 'p.currency', code: `CASE WHEN h.to_status = 'failed' THEN COALESCE(p.failure_code, h.reason) ELSE h.reason END`, message: `CASE WHEN h.to_status = 'failed' THEN p.failure_message END`, payment: 'p.id', order: 'p.order_id' })}
  FROM payment_history h JOIN payments p ON p.id = h.payment_id WHERE h.tenant_id = $1 AND h.payment_id = ANY($2::text[])
  ORDER BY h.created_at DESC LIMIT $7)`;

const ORDERS = `(SELECT ${entry({ table: `'history'`, at: 'h.created_at', kind: `'order_changed'`, cause: 'h.cause', from: `h.from_status`, to: 'h.to_status', code: 'h.reason', message: 'h.note', payment: 'h.payment_id', order: 'h.order_id' })}
  FROM order_history h WHERE h.tenant_id = $1 AND h.order_id = $8 ORDER BY h.version DESC LIMIT $7)`;

const OPERATIONS_OF = `FROM payment_operations o WHERE o.tenant_id = $1 AND o.payment_id = ANY($2::text[])`;
const OPERATIONS = `(SELECT ${entry({ table: `'operation'`, at: 'o.created_at', kind: `o.kind || '_requested'`, cause: 'o.requested_by', to: `'pending'`, amount: 'o.amount_minor', currency: 'o.currency', message: 'o.reason', payment: 'o.payment_id', operation: 'o.id' })} ${OPERATIONS_OF}
  UNION ALL SELECT ${entry({ table: `'operation'`, at: 'o.updated_at', kind: `o.kind || '_' || o.status`, cause: `'operation:' || o.id`, to: 'o.status', amount: 'o.amount_minor', currency: 'o.currency', code: 'o.error_code', message: 'o.error', payment: 'o.payment_id', operation: 'o.id' })} ${OPERATIONS_OF} AND o.status IN ('succeeded', 'failed')
  ORDER BY at DESC LIMIT $7)`;

/** What a history or an operation tells already is not told twice. */
const AUDIT = `(SELECT ${entry({ table: `'audit'`, at: 'a.at', kind: 'a.action', cause: 'a.actor', payment: `CASE WHEN a.object_kind = 'payment' THEN a.object_id END`, order: `CASE WHEN a.object_kind = 'order' THEN a.object_id END` })}
  FROM audit_log a WHERE a.tenant_id = $1 AND a.object_id = ANY($2::text[] || $8::text)
    AND a.action NOT LIKE 'payment.%\\_requested' AND a.action NOT IN ('payment.attached', 'order.review_resolved')
  ORDER BY a.id DESC LIMIT $7)`;

const ENTRIES = [SESSIONS, EVENTS, PAYMENTS, ORDERS, OPERATIONS, AUDIT].join(' UNION ALL ');

/** All that was written down about a payment or an order, from every table. Always of one tenant. */
@Injectable()
export class TimelineRepository {
  constructor(private readonly database: DatabaseService) {}

  /** Null when there is no such payment or order. */
  async subject(tenantId: string, kind: 'payment' | 'order', id: string): Promise<TimelineSubject | null> {
    const text = kind === 'payment' ? OF_PAYMENT : OF_ORDER;
    const { rows } = await this.database.pool.query<SubjectRow>(text, [tenantId, id]);
    const row = rows[0];
    if (row === undefined) return null;
    return {
      ...row,
      references: row.references ?? [],
      transactionIds: row.transactionIds ?? [],
      isWhole: kind === 'order',
    };
  }

  /** In any order. */
  async rows(tenantId: string, subject: TimelineSubject): Promise<TimelineRow[]> {
    const { paymentIds, references, transactionIds, cartId, isWhole, orderId } = subject;
    const values = [tenantId, paymentIds, references, transactionIds, cartId, isWhole, MAX_OF_EACH, orderId];
    return (await this.database.pool.query<TimelineRow>(ENTRIES, values)).rows;
  }
}
