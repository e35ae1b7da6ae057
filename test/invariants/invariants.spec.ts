import pg from 'pg';
import { checkBooks, checkSnapshot } from '../../apps/api/src/invariants/books.checker.js';
import { violationCount } from '../../apps/api/src/invariants/invariant.js';
import { invariantQueries } from '../../apps/api/src/invariants/invariant.queries.js';
import { runInvariantsCommand } from '../../apps/api/src/invariants/invariants.command.js';
import { InvariantsService } from '../../apps/api/src/invariants/invariants.service.js';
import { StateRepository } from '../../apps/api/src/metrics/state.repository.js';
import { LocalStage } from '../support/local-stage.js';

const ONE_PAYMENT = `(SELECT min(id) FROM payments WHERE status = 'captured')`;
const OPERATION = (
  due: string,
): string => `INSERT INTO payment_operations (id, tenant_id, payment_id, kind, currency, amount_minor,
    requested_by, next_check_at) SELECT 'op_late', tenant_id, id, 'refund', currency, 1, 'user:usr_1', ${due} FROM payments LIMIT 1`;
const DRIFT = (
  settled: boolean,
): string => `INSERT INTO reconciliation_runs (id, tenant_id, origin, status, since, until, report)
    VALUES ('rec_1', 'default', 'manual', 'completed', now(), now(), '{"here_not_there":[],"amount_differs":[],
      "approved_there_not_here":[{"provider":"wompi","transaction_id":"01-1","payment_id":null,"settled":${settled}}]}')`;

/** What the checker of the faults does not break: each statement breaks one promise, as a bug or a hand in the database would. */
const CORRUPTIONS: readonly (readonly [string, string, string])[] = [
  [
    'the index is gone and an event is stored twice',
    'I1',
    `DROP INDEX webhook_events_event_key; INSERT INTO webhook_events (id, tenant_id, provider, event_key, webhook_id, type, status, delivery, raw_payload)
       SELECT 'evt_twin', tenant_id, provider, event_key, webhook_id, type, status, delivery, raw_payload FROM webhook_events LIMIT 1`,
  ],
  [
    'an event is long due',
    'I3',
    `UPDATE webhook_events SET status = 'pending', received_at = now() - interval '1 hour'`,
  ],
  [
    'money is captured at a payment that the gateway refused',
    'I5',
    `UPDATE payments SET phase = 'failed' WHERE id = ${ONE_PAYMENT}`,
  ],
  ['a status is not what the facts say', 'I8', `UPDATE payments SET status = 'refunded' WHERE id = ${ONE_PAYMENT}`],
  [
    'an order is not what its payments say',
    'I8',
    `UPDATE orders SET status = 'pending' WHERE id = (SELECT min(id) FROM orders WHERE status = 'completed')`,
  ],
  [
    'a payment moved because of an event that never came',
    'I10',
    `DELETE FROM webhook_events WHERE id = (SELECT substr(cause, 9) FROM payment_history WHERE captured_delta_minor > 0 LIMIT 1)`,
  ],
  ['the last reconciliation could not settle a difference', 'I16', DRIFT(false)],
  [
    'it could not, and another gateway was asked since',
    'I16',
    `${DRIFT(false)}; INSERT INTO reconciliation_runs (id, tenant_id, origin, provider, status, since, until, started_at, report)
       VALUES ('rec_2', 'default', 'manual', 'stripe', 'completed', now(), now(), now() + interval '1 second', '{}')`,
  ],
  ['a refund waits and nobody asks about it', 'I17', OPERATION(`now() - interval '1 hour'`)],
];

/** What looks alike and is fine. */
const FINE: readonly (readonly [string, string])[] = [
  [
    'an event waits for its retry',
    `UPDATE webhook_events SET status = 'pending', next_retry_at = now() + interval '5 minutes'`,
  ],
  ['an event has just come', `UPDATE webhook_events SET status = 'pending', received_at = now()`],
  ['the last reconciliation settled what differed', DRIFT(true)],
  ['a refund waits for its next look', OPERATION(`now() + interval '1 minute'`)],
];

describe('the invariants of a live database', () => {
  let stage: LocalStage;
  let client: pg.Client;

  beforeAll(async () => {
    stage = await LocalStage.set();
    const payments = await stage.market.payments(12);
    await stage.send(payments.flatMap(({ deliveries }) => deliveries));
    expect(await stage.violations()).toEqual([]);
    client = new pg.Client({ connectionString: stage.application.database.url });
    await client.connect();
  });

  afterAll(async () => {
    await client.end();
    await stage.clear();
  });

  /** Changes the database, looks, and takes it back. */
  async function brokenAfter(change: string): Promise<string[]> {
    await client.query('BEGIN');
    try {
      await client.query('SET LOCAL session_replication_role = replica');
      await client.query(change);
      const findings = await checkSnapshot(client, { graceMs: 60_000 });
      return findings.filter(({ count }) => count > 0).map(({ invariant }) => invariant);
    } finally {
      await client.query('ROLLBACK');
    }
  }

  const environment = (): Record<string, string> => ({ DATABASE_URL: stage.application.database.url });

  async function command(args: readonly string[], env = environment()): Promise<{ code: number; text: string }> {
    let text = '';
    const write = (more: string): void => void (text += more);
    return { code: await runInvariantsCommand(args, env, { print: write, complain: write }), text };
  }

  it('all hold after a day of trade, also where nothing may be on its way', async () => {
    expect(violationCount(await checkBooks(stage.application.database.url, { graceMs: 0 }))).toBe(0);
  });

  it.each(CORRUPTIONS)('are broken when %s (%s)', async (_what, invariant, corruption) => {
    expect(await brokenAfter(corruption)).toContain(invariant);
  });

  it.each(FINE)('hold when %s', async (_what, change) => {
    expect(await brokenAfter(change)).toEqual([]);
  });

  it('are broken when a transaction is left open (I13)', async () => {
    const watcher = new pg.Client({ connectionString: stage.application.database.url });
    await watcher.connect();
    try {
      await client.query('BEGIN');
      // A minute is what the check gives a transaction: here its clock is put forward instead.
      const hanging = invariantQueries(0).find(({ invariant }) => invariant === 'I13');
      const soon = hanging?.text.replace('60000', '0') ?? '';
      const { rows } = await watcher.query<{ what: string }>(soon, [...(hanging?.values ?? [])]);
      expect(rows.map(({ what }) => what)).toEqual([expect.stringContaining('idle in a transaction')]);
    } finally {
      await client.query('ROLLBACK');
      await watcher.end();
    }
  });

  it('counts what it does not list', async () => {
    await client.query('BEGIN');
    await client.query(`SET LOCAL session_replication_role = replica`);
    await client.query(`INSERT INTO payments (id, tenant_id, provider, transaction_id, phase, status, occurred_at, version)
      SELECT 'pay_' || n, 'default', 'stripe', 'pi_' || n, 'pending', 'pending', now(), 0 FROM generate_series(1, 1500) n`);
    await client.query(`UPDATE payments SET refunded_minor = 5 WHERE id LIKE 'pay_%' AND version = 0`);
    const findings = await checkSnapshot(client, { graceMs: 60_000 });
    await client.query('ROLLBACK');
    const of = (wanted: string) => findings.find(({ invariant }) => invariant === wanted);
    expect([of('I6')?.count, of('I6')?.violations.length]).toEqual([1500, 20]);
    // Judged page by page, by the machine itself.
    expect([of('I8')?.count, of('I8')?.violations.length]).toEqual([1500, 20]);
  });

  it('the nightly job keeps what it found, and the metrics tell it', async () => {
    const invariants = stage.application.app.get(InvariantsService, { strict: false });
    await stage.pool.query(`UPDATE orders SET amount_minor = amount_minor + 1 WHERE payment_status = 'captured'`);
    try {
      await invariants.check();
    } finally {
      await stage.pool.query(`UPDATE orders SET amount_minor = amount_minor - 1 WHERE payment_status = 'captured'`);
    }
    const { lastCheck } = await stage.application.app.get(StateRepository, { strict: false }).read();
    expect(lastCheck?.counts).toMatchObject({ I1: 0, I6: 0, I9: expect.any(Number) });
    expect(lastCheck?.counts.I9).toBeGreaterThan(0);
    expect(lastCheck?.ageSeconds).toBeLessThan(60);
    await invariants.check();
    const [kept] = await stage.rows<{ violations: number }>(
      'SELECT violations FROM invariant_checks ORDER BY id DESC LIMIT 1',
    );
    expect(kept?.violations).toBe(0);
  });

  it('the command says of each whether it holds, and ends with 0', async () => {
    const { code, text } = await command(['--settled']);
    expect(text).toMatch(/^I1 {2}bien {4}Cada evento, pago y pedido está una sola vez$/m);
    expect(text).toMatch(/^Todo se cumple \(/m);
    expect(code).toBe(0);
  });

  it('the command names what is broken, in JSON too, and ends with 1', async () => {
    await stage.pool.query(`UPDATE orders SET amount_minor = amount_minor + 1 WHERE payment_status = 'captured'`);
    try {
      const { code, text } = await command([]);
      expect(text).toMatch(/^I9 {2}\d+ mal/m);
      expect(text).toMatch(/^ {6}order_\w+: captured without a payment of its amount and currency$/m);
      expect(code).toBe(1);
      const report: unknown = JSON.parse((await command(['--json'])).text);
      expect(report).toHaveProperty('findings');
    } finally {
      await stage.pool.query(`UPDATE orders SET amount_minor = amount_minor - 1 WHERE payment_status = 'captured'`);
    }
  });

  it.each([
    ['an unknown option', ['--quick'], {}, 2, /Opciones desconocidas/],
    ['no database', [], { DATABASE_URL: '' }, 2, /Falta variable de entorno requerida: DATABASE_URL/],
    ['a database that is away', [], { DATABASE_URL: 'postgresql://127.0.0.1:1/none' }, 3, /No se pudo leer/],
  ])('the command refuses %s', async (_what, args, env, expected, words) => {
    const { code, text } = await command(args, { ...environment(), ...env });
    expect([code, text]).toEqual([expected, expect.stringMatching(words)]);
  });
});
