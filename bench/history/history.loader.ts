import type { Pool } from 'pg';

/** A shop's past: for two events one payment, for ten payments nine orders, over ninety days that end now. */
export interface History {
  readonly events: number;
  readonly payments: number;
}

export const DAYS = 90;
const CHUNK = 50_000;
const ALPHABET = '0123456789abcdefghjkmnpqrstvwxyz';
const TIME_CHARACTERS = 10;
const BITS = 5;

/** Ids as the API makes them: what was made later sorts later. Written so that PostgreSQL inlines it. */
function idFunction(): string {
  const characters = Array.from({ length: TIME_CHARACTERS }, (_, index) => {
    const shift = (TIME_CHARACTERS - 1 - index) * BITS;
    return `substr('${ALPHABET}', ((ms >> ${shift}) & 31)::int + 1, 1)`;
  });
  return `CREATE OR REPLACE FUNCTION bench_id(prefix text, ms bigint, n bigint) RETURNS text LANGUAGE sql IMMUTABLE AS
    $$ SELECT prefix || '_' || ${characters.join(' || ')} || lpad(n::text, 16, '0') $$`;
}

/** When the `n`th of `$3` happened, and that in milliseconds. */
const AT = `date_trunc('milliseconds', $4::timestamptz - make_interval(secs => (${DAYS} * 86400.0 * ($3 - n)) / $3))`;
const ROWS = `(SELECT n, ${AT} AS at, (extract(epoch FROM ${AT}) * 1000)::bigint AS ms FROM generate_series($1::bigint, $2::bigint) n) AS r`;

const PROVIDER = `(ARRAY['stripe', 'wompi', 'mercadopago'])[p % 3 + 1]`;
/** About as large as what gateways send, and about as hard to compress. */
const PAYLOAD = `convert_to('{"id":"evt_' || md5(n::text) || '","object":"event","livemode":false,"data":{"object":{"id":"tx_' || p
    || '","amount":5000000,"currency":"cop","status":"succeeded","captured":true,"payment_method_details":{"type":"card","network":"visa"},'
    || '"description":"Pedido de la tienda","metadata":{"reference":"WC-' || p || '"},"balance_transaction":null,"failure_code":null,'
    || '"fingerprint":"' || md5(n || 'a') || md5(n || 'b') || md5(n || 'c') || md5(n || 'd') || md5(n || 'e') || md5(n || 'f')
    || md5(n || 'g') || md5(n || 'h') || md5(n || 'i') || md5(n || 'j') || '"}},"pending_webhooks":1,"type":"charge.succeeded"}', 'UTF8')`;

const EVENTS = `INSERT INTO webhook_events (id, tenant_id, provider, event_key, webhook_id, type, status, attempts, next_retry_at,
    outcome, last_error_code, last_error, reference, transaction_id, request_id, delivery, raw_payload, received_at, processed_at)
  SELECT bench_id('evt', ms, n), 'default', ${PROVIDER}, 'key_' || n, 'evt_' || n,
    CASE WHEN n % 20000 = 7 THEN 'charge.dispute.created'
      ELSE (ARRAY['charge.succeeded', 'transaction.updated', 'payment.updated'])[p % 3 + 1] END,
    s, CASE s WHEN 'pending' THEN 0 WHEN 'failed' THEN 3 ELSE 1 END, CASE s WHEN 'pending' THEN now() + interval '1 year' END,
    CASE s WHEN 'success' THEN 'applied' END, CASE s WHEN 'failed' THEN 'gateway_error' END,
    CASE s WHEN 'failed' THEN 'The gateway answered 500' END, 'WC-' || p, 'tx_' || p, 'req_' || n, '{"headers":{},"query":{}}', ${PAYLOAD},
    at, CASE s WHEN 'pending' THEN NULL ELSE at + interval '1 second' END
  FROM (SELECT *, (n + 1) / 2 AS p, CASE WHEN n % 400 = 9 THEN 'failed' WHEN n % 2000 = 11 THEN 'pending' ELSE 'success' END AS s
    FROM ${ROWS}) AS e`;

const ATTEMPTS = `INSERT INTO webhook_event_attempts (tenant_id, event_id, attempt, result, started_at, finished_at)
  SELECT 'default', bench_id('evt', ms, n), 1, 'success', at, at + interval '1 second' FROM ${ROWS}`;

const PAYMENTS = `INSERT INTO payments (id, tenant_id, provider, transaction_id, reference, cart_id, order_id, phase, status, currency,
    amount_minor, captured_minor, refunded_minor, disputed_minor, method, occurred_at, created_at, updated_at)
  SELECT bench_id('pay', ms, p), 'default', ${PROVIDER}, 'tx_' || p, 'WC-' || p, 'cart_' || p,
    CASE WHEN p % 10 <> 0 THEN bench_id('order', ms, p) END,
    CASE s WHEN 'failed' THEN 'failed' WHEN 'pending' THEN 'pending' ELSE 'captured' END, s, 'COP', 5000000 + p % 1000,
    CASE WHEN s IN ('failed', 'pending') THEN 0 ELSE 5000000 + p % 1000 END, CASE s WHEN 'refunded' THEN 5000000 + p % 1000 ELSE 0 END,
    CASE s WHEN 'disputed' THEN 5000000 + p % 1000 ELSE 0 END, 'card', at, at, at
  FROM (SELECT *, n AS p, CASE WHEN n % 12 = 5 OR n % 10 = 0 AND n % 200 <> 0 THEN 'failed' WHEN n % 1000 = 3 THEN 'pending'
    WHEN n % 10000 = 21 THEN 'disputed' WHEN n % 100 = 1 THEN 'refunded' ELSE 'captured' END AS s FROM ${ROWS}) AS e`;

const PAYMENT_HISTORY = `INSERT INTO payment_history (tenant_id, payment_id, version, to_status, reason, captured_delta_minor,
    refunded_delta_minor, disputed_delta_minor, cause, occurred_at, created_at)
  SELECT tenant_id, id, 0, status, 'applied', captured_minor, refunded_minor, disputed_minor, 'webhook:' || id, occurred_at, created_at
  FROM payments WHERE transaction_id IN (SELECT 'tx_' || n FROM generate_series($1::bigint, $2::bigint) n) AND $3::bigint > 0 AND $4::timestamptz IS NOT NULL`;

const ORDERS = `INSERT INTO orders (id, tenant_id, cart_id, reference, status, payment_status, review_reason, currency, amount_minor,
    email, version, created_at, updated_at, captured_at)
  SELECT bench_id('order', ms, n), 'default', 'cart_' || n, 'WC-' || n, s,
    CASE WHEN s = 'pending' THEN 'awaiting_payment' WHEN n % 10000 = 21 THEN 'disputed' WHEN n % 100 = 1 THEN 'refunded' ELSE 'captured' END,
    CASE s WHEN 'requires_review' THEN 'amount_mismatch' END, 'COP', 5000000 + n % 1000, 'buyer' || n || '@shop.example', 1, at, at,
    CASE s WHEN 'pending' THEN NULL ELSE at END
  FROM (SELECT *, CASE WHEN n % 12 = 5 OR n % 1000 = 3 THEN 'pending' WHEN n % 5000 = 13 THEN 'requires_review' ELSE 'completed' END AS s
    FROM ${ROWS}) AS e WHERE n % 10 <> 0`;

const ORDER_HISTORY = `INSERT INTO order_history (tenant_id, order_id, version, to_status, to_payment_status, reason, cause, created_at)
  SELECT 'default', bench_id('order', ms, n), 1, 'completed', 'captured', 'payment', 'webhook:' || n, at FROM ${ROWS} WHERE n % 10 <> 0`;

/** Fills a migrated, empty database with the past of a shop, and tells PostgreSQL to look at it. */
export async function loadHistory(pool: Pool, events: number, say: (line: string) => void): Promise<History> {
  const payments = Math.ceil(events / 2);
  const until = new Date();
  await pool.query(idFunction());
  await inChunks(pool, [EVENTS, ATTEMPTS], events, until, say);
  await inChunks(pool, [PAYMENTS, PAYMENT_HISTORY, ORDERS, ORDER_HISTORY], payments, until, say);
  await pool.query('DROP FUNCTION bench_id');
  await pool.query('VACUUM (ANALYZE)');
  return { events, payments };
}

async function inChunks(
  pool: Pool,
  statements: readonly string[],
  rows: number,
  until: Date,
  say: (line: string) => void,
): Promise<void> {
  const client = await pool.connect();
  try {
    // What is lost in a crash of the benchmark is loaded again.
    await client.query('SET synchronous_commit = off');
    for (let first = 1; first <= rows; first += CHUNK) {
      const last = Math.min(first + CHUNK - 1, rows);
      for (const statement of statements) await client.query(statement, [first, last, rows, until]);
      say(`loading: ${last} of ${rows}`);
    }
  } finally {
    await client.query('RESET synchronous_commit');
    client.release();
  }
}
