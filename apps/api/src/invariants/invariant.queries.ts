import { ORDER_TRANSITIONS, REVIEW_RESOLUTIONS } from '../orders/order.machine.js';
import { PAYMENT_TRANSITIONS } from '../payments/payment.machine.js';
import type { Invariant } from './invariant.js';

/** A statement whose every row is a violation: `subject` and `what`. */
export interface InvariantQuery {
  readonly invariant: Invariant;
  readonly text: string;
  readonly values: readonly unknown[];
}

/** The queries of a check. @param graceMs what is younger is still on its way, not late. */
export function invariantQueries(graceMs: number): readonly InvariantQuery[] {
  return [
    ...STORED_ONCE.map((text) => ({ invariant: 'I1' as const, text, values: [] })),
    ...OVERDUE.map((text) => ({ invariant: 'I3' as const, text, values: [graceMs] })),
    { invariant: 'I4', text: APPLIED_TWICE, values: [] },
    { invariant: 'I5', text: WRONGLY_CAPTURED, values: [] },
    { invariant: 'I6', text: UNBALANCED, values: [] },
    {
      invariant: 'I7',
      text: strayedSql('payments', 'payment_history', 'payment_id'),
      values: edges(PAYMENT_TRANSITIONS),
    },
    { invariant: 'I7', text: strayedSql('orders', 'order_history', 'order_id'), values: edges(ORDER_STEPS) },
    { invariant: 'I10', text: WITHOUT_EVENT, values: [] },
    { invariant: 'I13', text: HANGING, values: [graceMs] },
    { invariant: 'I16', text: DRIFTED, values: [] },
    { invariant: 'I17', text: UNDECIDED, values: [graceMs] },
  ];
}

/** The unique indexes make these impossible; a database that lost one, or was mended by hand, is found out here. */
const STORED_ONCE = [
  `SELECT min(id) AS subject, count(*) || ' rows of one event of ' || provider AS what FROM webhook_events
    GROUP BY event_key, provider, tenant_id HAVING count(*) > 1`,
  `SELECT min(id) AS subject, count(*) || ' payments of one transaction of ' || provider AS what FROM payments
    GROUP BY tenant_id, provider, transaction_id HAVING count(*) > 1`,
  `SELECT min(id) AS subject, count(*) || ' orders of the cart ' || cart_id AS what FROM orders
    GROUP BY tenant_id, cart_id HAVING count(*) > 1`,
];

/** A review is ended by a person alone. */
const ORDER_STEPS = { ...ORDER_TRANSITIONS, requires_review: Object.values(REVIEW_RESOLUTIONS) };

/** What is due, and whom the sweeper should have found long ago. */
const OVERDUE = [
  `SELECT id AS subject, 'pending since ' || received_at AS what FROM webhook_events WHERE status = 'pending'
    AND COALESCE(next_retry_at, received_at) <= now() - $1 * interval '1 millisecond'`,
  `SELECT id AS subject, 'processing, its lease ended ' || COALESCE(lease_until::text, 'before it began') AS what
    FROM webhook_events WHERE status = 'processing'
    AND COALESCE(lease_until, received_at) <= now() - $1 * interval '1 millisecond'`,
];

/** An order becomes captured once: what follows (a refund that failed, a dispute that was won) starts from money that is there. */
const APPLIED_TWICE = `SELECT order_id AS subject, 'captured ' || count(*) || ' times' AS what FROM order_history
  WHERE to_payment_status = 'captured'
    AND COALESCE(from_payment_status, 'awaiting_payment') IN ('awaiting_payment', 'authorized', 'failed')
  GROUP BY order_id HAVING count(*) > 1`;

const WRONGLY_CAPTURED = `SELECT id AS subject, phase || ': ' || captured_minor || ' captured of ' || COALESCE(amount_minor::text, '?') AS what
  FROM payments WHERE captured_minor > amount_minor OR (phase <> 'captured' AND captured_minor <> 0)
    OR (captured_minor <> 0 AND currency IS NULL)`;

/** A payment's amounts are the sums of its history, and no more is given back than came. */
const UNBALANCED = `SELECT p.id AS subject, p.captured_minor || ' captured, ' || p.refunded_minor || ' refunded, ' || p.disputed_minor
    || ' disputed; its history says ' || COALESCE(sum(h.captured_delta_minor), 0) || ', ' || COALESCE(sum(h.refunded_delta_minor), 0)
    || ', ' || COALESCE(sum(h.disputed_delta_minor), 0) AS what
  FROM payments p LEFT JOIN payment_history h ON h.payment_id = p.id GROUP BY p.id
  HAVING COALESCE(sum(h.captured_delta_minor), 0) <> p.captured_minor
    OR COALESCE(sum(h.refunded_delta_minor), 0) <> p.refunded_minor
    OR COALESCE(sum(h.disputed_delta_minor), 0) <> p.disputed_minor
    OR p.refunded_minor > p.captured_minor OR p.disputed_minor > p.captured_minor
    OR least(p.captured_minor, p.refunded_minor, p.disputed_minor) < 0`;

/**
 * Only published edges ($1, as `from>to`) occur, each version has its line, each line begins where the one before ended, and the
 * last is what the row says.
 */
function strayedSql(table: string, history: string, key: string): string {
  return `SELECT r.id AS subject, COALESCE(min(h.fault), 'it is ' || r.status || ' in version ' || r.version || ', its history '
      || COALESCE((array_agg(h.to_status ORDER BY h.version DESC))[1], 'empty')) AS what
    FROM ${table} r LEFT JOIN (
      SELECT ${key} AS owner, version, to_status, CASE
        WHEN version <> row_number() OVER w THEN 'line ' || version || ' is not the next one'
        WHEN from_status IS DISTINCT FROM lag(to_status) OVER w THEN 'line ' || version || ' begins elsewhere'
        WHEN from_status <> to_status AND NOT from_status || '>' || to_status = ANY ($1::text[])
          THEN 'line ' || version || ' goes from ' || from_status || ' to ' || to_status
        END AS fault
      FROM ${history} WINDOW w AS (PARTITION BY ${key} ORDER BY version, id)
    ) h ON h.owner = r.id
    GROUP BY r.id
    HAVING count(h.fault) > 0 OR count(h.version) <> r.version OR max(h.version) IS DISTINCT FROM r.version
      OR (array_agg(h.to_status ORDER BY h.version DESC))[1] IS DISTINCT FROM r.status`;
}

function edges(transitions: Readonly<Record<string, readonly string[]>>): [string[]] {
  return [Object.entries(transitions).flatMap(([from, all]) => all.map((to) => `${from}>${to}`))];
}

/** Money that moved because of an event, and no such event was ever authentic. */
const WITHOUT_EVENT = `SELECT h.payment_id AS subject, 'line ' || h.version || ' was caused by an event that is not there' AS what
  FROM payment_history h WHERE h.cause LIKE 'webhook:%'
    AND NOT EXISTS (SELECT 1 FROM webhook_events e WHERE e.id = substr(h.cause, 9) AND e.tenant_id = h.tenant_id)`;

/** A transaction that is left open holds locks, and the rows that it saw can never be cleaned up. */
const HANGING = `SELECT 'connection ' || pid AS subject, COALESCE(application_name, '') || ' idle in a transaction since ' || state_change AS what
  FROM pg_stat_activity WHERE datname = current_database() AND state LIKE 'idle in transaction%'
    AND state_change <= now() - greatest($1, 60000) * interval '1 millisecond'`;

/** What the last reconciliation that heard all gateways found and could not settle. */
const DRIFTED = `SELECT COALESCE(entry ->> 'payment_id', entry ->> 'transaction_id') AS subject, kind || ' at ' || (entry ->> 'provider') AS what
  FROM (SELECT report FROM reconciliation_runs WHERE status = 'completed' AND provider IS NULL
      ORDER BY started_at DESC LIMIT 1) last
    CROSS JOIN LATERAL (VALUES ('approved_there_not_here'), ('here_not_there'), ('amount_differs')) kinds (kind)
    CROSS JOIN LATERAL jsonb_array_elements(COALESCE(last.report -> kind, '[]'::jsonb)) entry
  WHERE NOT (entry ->> 'settled')::boolean`;

/** What was asked of a gateway has an answer, or somebody asks again in time. */
const UNDECIDED = `SELECT id AS subject, kind || ' ' || status || ', due since ' || COALESCE(next_check_at, created_at) AS what
  FROM payment_operations WHERE status IN ('pending', 'submitted')
    AND COALESCE(next_check_at, created_at) <= now() - $1 * interval '1 millisecond'`;
