import pg from 'pg';
import { checkInvariants, type Violation } from '../support/checker.js';
import { LocalStage } from '../support/local-stage.js';

/** Each breaks one promise, as a bug would: what the checker must say of it, and how the database is then. */
const CORRUPTIONS: readonly (readonly [string, string, string])[] = [
  ['an acknowledged event is lost', 'I1', `DELETE FROM webhook_events WHERE id = (SELECT min(id) FROM webhook_events)`],
  [
    'a byte of an event is not what was sent',
    'I1',
    `UPDATE webhook_events SET raw_payload = set_byte(raw_payload, 3, 0) WHERE id = (SELECT min(id) FROM webhook_events)`,
  ],
  [
    'an event is stored twice',
    'I1',
    `INSERT INTO webhook_events (id, tenant_id, provider, event_key, webhook_id, type, status, delivery, raw_payload)
       SELECT 'evt_twin', tenant_id, provider, event_key || 'x', webhook_id, type, status, delivery, raw_payload
       FROM webhook_events LIMIT 1`,
  ],
  [
    'an event is stored that nobody sent',
    'I2',
    `INSERT INTO webhook_events (id, tenant_id, provider, event_key, webhook_id, type, status, delivery, raw_payload)
       SELECT 'evt_phantom', tenant_id, provider, 'phantom', webhook_id, type, status, delivery, 'phantom' FROM webhook_events LIMIT 1`,
  ],
  [
    'an event is never worked',
    'I3',
    `UPDATE webhook_events SET status = 'pending' WHERE id = (SELECT min(id) FROM webhook_events)`,
  ],
  [
    'an event stays with a dead worker',
    'I3',
    `UPDATE webhook_events SET status = 'processing' WHERE id = (SELECT min(id) FROM webhook_events)`,
  ],
  [
    'an event ended well twice',
    'I4',
    `INSERT INTO webhook_event_attempts (tenant_id, event_id, attempt, result, started_at)
       SELECT tenant_id, event_id, attempt, result, started_at FROM webhook_event_attempts WHERE result = 'success' LIMIT 1`,
  ],
  [
    'a payment was captured by two lines',
    'I5',
    `WITH one AS (SELECT * FROM payment_history WHERE captured_delta_minor > 0 LIMIT 1),
       half AS (UPDATE payment_history h SET captured_delta_minor = h.captured_delta_minor - 1 FROM one WHERE h.id = one.id)
     INSERT INTO payment_history (tenant_id, payment_id, version, from_status, to_status, reason, captured_delta_minor, cause, occurred_at)
       SELECT tenant_id, payment_id, version + 1, to_status, to_status, reason, 1, cause, occurred_at FROM one`,
  ],
  [
    'an approved payment is missing',
    'I5',
    `DELETE FROM payments WHERE id = (SELECT min(id) FROM payments WHERE captured_minor > 0)`,
  ],
  [
    'a refused payment is captured',
    'I5',
    `UPDATE payments SET captured_minor = amount_minor WHERE id = (SELECT min(id) FROM payments WHERE status = 'failed')`,
  ],
  [
    'a payment is made up',
    'I5',
    `INSERT INTO payments (id, tenant_id, provider, transaction_id, phase, status, occurred_at, version)
       VALUES ('pay_madeup', 'default', 'stripe', 'pi_madeup', 'pending', 'pending', now(), 0)`,
  ],
  [
    'another currency was captured',
    'I5',
    `UPDATE payments SET currency = 'USD' WHERE id = (SELECT min(id) FROM payments WHERE captured_minor > 0)`,
  ],
  [
    'a sum is not that of its history',
    'I6',
    `UPDATE payments SET refunded_minor = 1 WHERE id = (SELECT min(id) FROM payments WHERE captured_minor > 0)`,
  ],
  [
    'more is refunded than was captured',
    'I6',
    `WITH one AS (UPDATE payments SET refunded_minor = captured_minor + 1
         WHERE id = (SELECT min(id) FROM payments WHERE captured_minor > 0) RETURNING id, refunded_minor)
     UPDATE payment_history h SET refunded_delta_minor = one.refunded_minor FROM one WHERE h.payment_id = one.id AND h.version = 1`,
  ],
  [
    'a payment went back',
    'I7',
    `WITH one AS (UPDATE payments SET status = 'pending', version = version + 1
         WHERE id = (SELECT min(id) FROM payments WHERE status = 'captured') RETURNING id, version, tenant_id)
     INSERT INTO payment_history (tenant_id, payment_id, version, from_status, to_status, reason, cause, occurred_at)
       SELECT tenant_id, id, version, 'captured', 'pending', 'stale', 'bug', now() FROM one`,
  ],
  [
    'a line of a history is missing',
    'I7',
    `DELETE FROM order_history WHERE id = (SELECT max(id) FROM order_history WHERE to_payment_status = 'captured')`,
  ],
  [
    'a status was set without a line of history',
    'I7',
    `UPDATE orders SET status = 'canceled' WHERE id = (SELECT min(id) FROM orders WHERE status = 'completed')`,
  ],
  [
    'an order is paid with another amount',
    'I9',
    `UPDATE orders SET amount_minor = amount_minor + 1 WHERE id = (SELECT min(id) FROM orders WHERE payment_status = 'captured')`,
  ],
  [
    'a paid order is not captured',
    'I5',
    `UPDATE orders SET payment_status = 'awaiting_payment' WHERE id = (SELECT min(id) FROM orders WHERE payment_status = 'captured')`,
  ],
  [
    'an order that nobody paid is captured',
    'I9',
    `UPDATE orders SET payment_status = 'captured' WHERE id = (SELECT min(id) FROM orders WHERE payment_status = 'failed')`,
  ],
  [
    'an order was captured twice',
    'I4',
    `INSERT INTO order_history (tenant_id, order_id, version, from_status, to_status, from_payment_status, to_payment_status, reason, cause)
       SELECT tenant_id, order_id, 99, to_status, to_status, 'awaiting_payment', 'captured', 'bug', 'bug'
       FROM order_history WHERE to_payment_status = 'captured' LIMIT 1`,
  ],
  ['a completed cart has no order', 'I4', `DELETE FROM orders WHERE id = (SELECT min(id) FROM orders)`],
];

describe('the checker of the invariants', () => {
  let stage: LocalStage;
  let client: pg.Client;

  beforeAll(async () => {
    stage = await LocalStage.set();
    const payments = await stage.market.payments(20);
    await stage.send(payments.flatMap(({ deliveries }) => deliveries));
    client = new pg.Client({ connectionString: stage.application.database.url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await stage.clear();
  });

  it('finds nothing wrong in a database where nothing is', async () => {
    expect(await stage.violations()).toEqual([]);
  });

  /** Breaks the database, looks, and takes it back: all inside one transaction. */
  async function violationsAfter(corruption: string): Promise<Violation[]> {
    const { truth, completed } = stage.market;
    await client.query('BEGIN');
    try {
      // What a bug cannot do any more because a trigger forbids it, the checker must see all the same.
      await client.query('SET LOCAL session_replication_role = replica');
      const { rowCount } = await client.query(corruption);
      expect(rowCount).toBeGreaterThan(0);
      return await checkInvariants(client, { sent: stage.sent, truth, completed });
    } finally {
      await client.query('ROLLBACK');
    }
  }

  it.each(CORRUPTIONS)('complains when %s (%s)', async (_what, invariant, corruption) => {
    expect((await violationsAfter(corruption)).map((violation) => violation.invariant)).toContain(invariant);
  });
});
