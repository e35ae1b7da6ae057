import type { PoolClient } from 'pg';
import { checkSnapshot } from '../../apps/api/src/invariants/books.checker.js';
import type { SentDelivery } from './load.js';
import type { TruePayment } from './market.js';

/** A client or pool; inside a transaction the checker sees what that transaction sees. */
export type Database = Pick<PoolClient, 'query'>;

/** What senders and gateways know. */
export interface History {
  readonly sent: readonly SentDelivery[];
  readonly truth: readonly TruePayment[];
  /** Carts whose completion was answered. */
  readonly completed: ReadonlySet<string>;
}

/** The promise that is broken, and how. */
export interface Violation {
  readonly invariant: string;
  readonly what: string;
}

/**
 * Compares the database with what senders and gateways know. Call it once the system is quiet. An empty list means that every
 * acknowledged event is stored once and byte for byte, nothing else is, all of it was worked, and money moved exactly as the
 * gateways say, along the published edges alone.
 */
export async function checkInvariants(db: Database, history: History): Promise<Violation[]> {
  return [
    ...(await storedOnce(db, history)),
    ...(await checkBooks(db)),
    ...(await capturedOnce(db, history)),
    ...(await ordersPaidRightly(db, history)),
  ];
}

/** The part of it that needs to know nothing of the outside: all is worked, and the invariants of `npm run check:invariants` hold. */
export async function checkBooks(db: Database): Promise<Violation[]> {
  const findings = await checkSnapshot(db, { graceMs: 0 });
  return [...(await progressed(db)), ...findings.flatMap(({ violations }) => violations.map(described))];
}

function described({ invariant, subject, what }: Violation & { readonly subject: string }): Violation {
  return { invariant, what: `${subject}: ${what}` };
}

/** I1: acknowledged ⇒ stored once, byte for byte, under the id that was named. I2: nothing is stored that nobody sent. */
async function storedOnce(db: Database, { sent }: History): Promise<Violation[]> {
  const { rows } = await db.query<{ id: string; provider: string; sha256: string; key: string }>(
    `SELECT id, provider, encode(sha256(raw_payload), 'hex') AS sha256, concat_ws(' ', tenant_id, provider, event_key) AS key
       FROM webhook_events`,
  );
  const byBytes = groupBy(rows, ({ provider, sha256 }) => `${provider} ${sha256}`);
  const lost = sent.flatMap(({ provider, sha256, acknowledgedAs }) => {
    const stored = byBytes.get(`${provider} ${sha256}`) ?? [];
    if (stored.length > 1) return broken('I1', `${provider} ${sha256} is stored ${stored.length} times`);
    if (acknowledgedAs === null || stored[0]?.id === acknowledgedAs) return [];
    return broken(
      'I1',
      `${provider} ${sha256} was acknowledged as ${acknowledgedAs} and is ${stored[0]?.id ?? 'lost'}`,
    );
  });
  const known = new Set(sent.map(({ provider, sha256 }) => `${provider} ${sha256}`));
  const phantoms = [...byBytes.keys()].filter((key) => !known.has(key));
  const twice = [...groupBy(rows, ({ key }) => key)].filter(([, same]) => same.length > 1);
  return [
    ...lost,
    ...phantoms.flatMap((key) => broken('I2', `nobody sent ${key}`)),
    ...twice.flatMap(([key]) => broken('I1', `the key ${key} is stored more than once`)),
  ];
}

/** I3: nothing is left to do, and what ended well ended once. */
async function progressed(db: Database): Promise<Violation[]> {
  const { rows } = await db.query<{ id: string; status: string; successes: number }>(
    `SELECT e.id, e.status, count(a.id)::int AS successes FROM webhook_events e
       LEFT JOIN webhook_event_attempts a ON a.event_id = e.id AND a.result = 'success' GROUP BY e.id`,
  );
  return rows.flatMap(({ id, status, successes }) => {
    if (status !== 'success' && status !== 'failed') return broken('I3', `${id} is still ${status}`);
    const due = status === 'success' ? 1 : 0;
    return successes === due ? [] : broken('I4', `${id} (${status}) succeeded ${successes} times`);
  });
}

/** I4, I5: each approved payment is captured by exactly one line of history, in full; no other is; none is made up. */
async function capturedOnce(db: Database, { truth }: History): Promise<Violation[]> {
  const { rows } = await db.query<{ key: string; currency: string; captured: string; captures: number }>(
    `SELECT p.provider || ' ' || p.transaction_id AS key, p.currency, p.captured_minor::text AS captured,
       count(h.id) FILTER (WHERE h.captured_delta_minor > 0)::int AS captures
     FROM payments p LEFT JOIN payment_history h ON h.payment_id = p.id GROUP BY p.id`,
  );
  const stored = groupBy(rows, ({ key }) => key);
  const wrong = truth.flatMap(({ provider, transactionId, approved, amountMinor, currency }) => {
    const key = `${provider} ${transactionId}`;
    const [payment, ...more] = stored.get(key) ?? [];
    if (!payment || more.length > 0) return broken('I5', `${key} is ${more.length + (payment ? 1 : 0)} payments`);
    const expected = approved ? `${amountMinor} ${currency} in 1` : `0 ${currency} in 0`;
    const found = `${payment.captured} ${payment.currency} in ${payment.captures}`;
    return found === expected ? [] : broken('I5', `${key} captured ${found} instead of ${expected}`);
  });
  const known = new Set(truth.map(({ provider, transactionId }) => `${provider} ${transactionId}`));
  const madeUp = [...stored.keys()].filter((key) => !known.has(key));
  return [...wrong, ...madeUp.flatMap((key) => broken('I5', `the gateway knows no payment ${key}`))];
}

interface OrderRow {
  id: string;
  cartId: string;
  status: string;
  paymentStatus: string;
  captures: number;
  matching: number;
}

const HOLDS_MONEY = ['captured', 'partially_refunded', 'refunded', 'disputed'];

/**
 * I9: no order is paid with another amount or currency. And the other way round: an order whose cart was paid once, rightly,
 * is captured, once; one that was not paid is not.
 */
async function ordersPaidRightly(db: Database, { truth, completed }: History): Promise<Violation[]> {
  const { rows } = await db.query<OrderRow>(
    `SELECT o.id, o.cart_id AS "cartId", o.status, o.payment_status AS "paymentStatus",
       (SELECT count(*)::int FROM order_history h WHERE h.order_id = o.id AND h.to_payment_status = 'captured'
         AND h.from_payment_status IS DISTINCT FROM 'captured') AS captures,
       (SELECT count(*)::int FROM payments p WHERE p.order_id = o.id AND p.captured_minor = o.amount_minor
         AND p.currency = o.currency) AS matching
     FROM orders o`,
  );
  const byCart = groupBy(rows, ({ cartId }) => cartId);
  const paid = groupBy(
    truth.filter(({ approved }) => approved),
    ({ cartId }) => cartId,
  );
  const missing = [...completed].filter((cartId) => byCart.get(cartId)?.length !== 1);
  return [
    ...missing.flatMap((cartId) => broken('I4', `${cartId} has ${byCart.get(cartId)?.length ?? 0} orders`)),
    ...rows.flatMap((order) => wronglyPaid(order, paid.get(order.cartId)?.length ?? 0)),
  ];
}

function wronglyPaid(order: OrderRow, approvals: number): Violation[] {
  const { id, status, paymentStatus, captures, matching } = order;
  const holds = HOLDS_MONEY.includes(paymentStatus);
  if (holds && matching === 0)
    return broken('I9', `${id} is ${paymentStatus} by a payment of another amount or currency`);
  if (captures > 1) return broken('I4', `${id} was captured ${captures} times`);
  if (approvals === 0 && holds) return broken('I5', `${id} is ${paymentStatus} and nobody paid`);
  if (approvals === 1 && matching !== 1) return broken('I5', `${id} was paid and has ${matching} payments that say so`);
  if (approvals === 1 && !holds) return broken('I5', `${id} was paid and is ${status}/${paymentStatus}`);
  return [];
}

function broken(invariant: string, what: string): Violation[] {
  return [{ invariant, what }];
}

function groupBy<T>(values: readonly T[], keyOf: (value: T) => string): Map<string, T[]> {
  const groups = new Map<string, T[]>();
  for (const value of values) {
    const group = groups.get(keyOf(value));
    if (group) group.push(value);
    else groups.set(keyOf(value), [value]);
  }
  return groups;
}
