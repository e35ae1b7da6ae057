import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import type { ReconciliationReport } from '../../apps/api/src/reconciliation/reconciliation.report.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { checkBooks } from '../support/checker.js';
import { seededRandom } from '../support/random.js';
import { Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { checksumOfBooks } from './books.js';

const GATEWAYS = ['wompi', 'mercadopago', 'stripe'] as const;
type Gateway = (typeof GATEWAYS)[number];

const PAID: Readonly<Record<Gateway, string>> = { wompi: 'APPROVED', mercadopago: 'approved', stripe: 'succeeded' };
const REFUSED: Readonly<Record<Gateway, string>> = {
  wompi: 'DECLINED',
  mercadopago: 'rejected',
  stripe: 'payment_failed',
};
const WAITING: Readonly<Record<Gateway, string>> = { wompi: 'PENDING', mercadopago: 'pending', stripe: 'processing' };

interface Run {
  readonly id: string;
  readonly status: string;
  readonly error: string | null;
  readonly report: ReconciliationReport | null;
}

describe('a reconciliation', () => {
  let application: TestApplication;
  let shop: Shop;

  beforeAll(async () => {
    application = await startApplication({
      sandbox: true,
      env: {
        MAINTENANCE_INTERVAL: '1h',
        GATEWAY_TIMEOUT: '2s',
        WEBHOOK_SWEEP_INTERVAL: '100ms',
        WEBHOOK_BREAKER_OPEN: '100ms',
        RATE_LIMIT_ENABLED: 'false',
      },
    });
    shop = new Shop(application);
  });
  afterAll(() => application.close());
  afterEach(() => {
    for (const gateway of GATEWAYS) control().setFault({ gateway, mode: 'ok' });
  });

  const control = () => {
    if (!application.sandbox) throw new Error('no sandbox');
    return application.sandbox.control;
  };
  const pool = () => application.app.get(DatabaseService).pool;
  const runs = (path = '') => shop.merchant<{ data: Run }>('GET', `/api/reconciliation/runs${path}`);

  /** Asks for a run and waits for its end. */
  const reconcile = async (body: object = {}): Promise<Run & { report: ReconciliationReport }> => {
    const started = await shop.merchant<{ data: Run }>('POST', '/api/reconciliation/runs', body);
    expect(started.status).toBe(202);
    const ended: Run[] = [];
    await until('the run is over', async () => {
      const { data } = (await runs(`/${started.body.data.id}`)).body;
      if (data.status !== 'running') ended.push(data);
      return ended.length > 0;
    });
    return ended[0] as Run & { report: ReconciliationReport };
  };

  const quiet = () =>
    until('all events are worked', async () => {
      const { rows } = await pool().query<{ open: number }>(
        `SELECT count(*)::int AS open FROM webhook_events WHERE status IN ('pending', 'processing')`,
      );
      return rows[0]?.open === 0;
    });

  it('puts everything right after one webhook in twenty was lost, and a second run writes nothing', async () => {
    const random = seededRandom('RECONCILIATION_SEED', 'reconciliation');
    const expected = new Map<string, string>();
    let lost = 0;
    for (let index = 0; index < 90; index++) {
      const gateway = GATEWAYS[index % 3] as Gateway;
      const cart = await shop.cart(1_000_000 + index * 100);
      if (random.chance(0.7)) await shop.complete(cart);
      const isPaid = random.chance(0.8);
      // The twentieth part of so few may be nobody: each gateway loses one for certain.
      const deliver = index >= 3 && !random.chance(0.05);
      if (!deliver) lost++;
      const status = (isPaid ? PAID : REFUSED)[gateway];
      control().makeTransaction({ gateway, reference: cart, amount: 1_000_000 + index * 100, status, deliver });
      expected.set(cart, isPaid ? 'captured' : 'failed');
    }
    await control().waitUntilIdle({ ignore_retries: true });
    await quiet();

    const { status, report } = await reconcile();
    expect(status).toBe('completed');
    expect(report.failed).toEqual([]);
    expect(report.applied).toBeGreaterThanOrEqual(lost);
    expect(report.approved_there_not_here.every(({ settled }) => settled)).toBe(true);
    for (const [cart, outcome] of expected) {
      const { body } = await shop.complete(cart);
      expect([cart, body.order.payment_status]).toEqual([cart, outcome]);
    }
    expect(await checkBooks(pool())).toEqual([]);

    const before = await checksumOfBooks(pool());
    const again = await reconcile();
    expect(again).toMatchObject({ status: 'completed', report: { applied: 0, approved_there_not_here: [] } });
    expect(await checksumOfBooks(pool())).toBe(before);
  }, 60_000);

  it.each(GATEWAYS)('says of a payment at %s that nobody told us of what it was, and settles it', async (gateway) => {
    const cart = await shop.cart();
    await shop.complete(cart);
    const { transaction } = control().makeTransaction({ gateway, reference: cart, amount: 5_000_000, deliver: false });
    const { id, report } = await reconcile({ provider: gateway });
    expect(await shop.order(cart)).toMatchObject({ status: 'completed', payment_status: 'captured' });
    expect(report.approved_there_not_here).toMatchObject([
      {
        provider: gateway,
        transaction_id: transaction.id,
        reference: cart,
        here: null,
        there: { status: 'captured', captured_amount: 5_000_000, currency: 'COP' },
        settled: true,
      },
    ]);
    const { rows } = await pool().query<{ cause: string }>(
      `SELECT DISTINCT h.cause FROM payment_history h JOIN payments p ON p.id = h.payment_id WHERE p.transaction_id = $1`,
      [transaction.id],
    );
    expect(rows).toEqual([{ cause: `reconciliation:${id}` }]);
  });

  it.each(GATEWAYS)('hears what became of a payment that waited at %s', async (gateway) => {
    const cart = await shop.cart();
    await shop.complete(cart);
    const { transaction } = control().makeTransaction({
      gateway,
      reference: cart,
      amount: 5_000_000,
      status: WAITING[gateway],
      deliver: true,
    });
    await until('the payment is known', async () => {
      const { rowCount } = await pool().query(`SELECT 1 FROM payments WHERE transaction_id = $1`, [transaction.id]);
      return rowCount === 1;
    });
    control().changeStatus({ gateway, id: transaction.id, status: PAID[gateway], deliver: false });
    const { report } = await reconcile({ provider: gateway });
    expect(report.approved_there_not_here).toMatchObject([{ here: { status: 'pending' }, settled: true }]);
    expect(await shop.order(cart)).toMatchObject({ payment_status: 'captured' });
  });

  it("stores Stripe's event under its own name: the delivery that comes after all was received already", async () => {
    const cart = await shop.cart();
    const { transaction } = control().makeTransaction({
      gateway: 'stripe',
      reference: cart,
      amount: 5_000_000,
      deliver: false,
    });
    await reconcile({ provider: 'stripe' });
    await shop.untilResult(cart, 'approved');
    const stored = async () => {
      const { rows } = await pool().query<{ webhook_id: string; status: string; outcome: string }>(
        `SELECT webhook_id, status, outcome FROM webhook_events WHERE transaction_id = $1 ORDER BY id`,
        [transaction.id],
      );
      return rows;
    };
    const before = await stored();
    expect(before.length).toBeGreaterThan(0);
    expect(before.every(({ status }) => status === 'success')).toBe(true);
    control().resend({ gateway: 'stripe', id: transaction.id, events: 'all' });
    await control().waitUntilIdle({});
    const answers = control()
      .listDeliveries({ gateway: 'stripe', transaction_id: transaction.id })
      .flatMap(({ attempts }) => attempts);
    expect(answers.length).toBeGreaterThan(0);
    expect(JSON.stringify(answers)).toContain('already_received');
    expect(await stored()).toEqual(before);
  });

  it.each(GATEWAYS)('reports what we call paid and %s does not know', async (gateway) => {
    const cart = await shop.cart();
    const made = control().makeTransaction({ gateway, reference: cart, amount: 5_000_000 });
    await shop.untilResult(cart, 'approved');
    const unknown = { wompi: '1-1700000000-99999', mercadopago: '99999999999', stripe: 'pi_unknown' }[gateway];
    await pool().query(
      `UPDATE payments SET transaction_id = $1, occurred_at = now() - interval '1 hour' WHERE transaction_id = $2`,
      [unknown, made.transaction.id],
    );
    const { report, status } = await reconcile({ provider: gateway });
    expect(status).toBe('completed');
    expect(report.here_not_there).toMatchObject([
      { transaction_id: unknown, here: { status: 'captured' }, there: null, settled: false },
    ]);
    await pool().query(`UPDATE payments SET occurred_at = now() - interval '10 days' WHERE transaction_id = $1`, [
      unknown,
    ]);
  });

  it.each(['wompi', 'mercadopago'] as const)('reports amounts that differ from those of %s', async (gateway) => {
    const cart = await shop.cart();
    const { transaction } = control().makeTransaction({ gateway, reference: cart, amount: 5_000_000 });
    await shop.untilResult(cart, 'approved');
    await pool().query(
      `UPDATE payments SET amount_minor = 7000000, captured_minor = 7000000 WHERE transaction_id = $1`,
      [transaction.id],
    );
    const { report } = await reconcile({ provider: gateway });
    expect(report.amount_differs).toMatchObject([
      {
        transaction_id: transaction.id,
        here: { captured_amount: 7_000_000 },
        there: { captured_amount: 5_000_000 },
        settled: false,
      },
    ]);
    await pool().query(
      `UPDATE payments SET amount_minor = 5000000, captured_minor = 5000000 WHERE transaction_id = $1`,
      [transaction.id],
    );
  });

  it.each(['mercadopago', 'stripe'] as const)('hears of a refund at %s of which no webhook told', async (gateway) => {
    const cart = await shop.cart();
    await shop.complete(cart);
    const { transaction } = control().makeTransaction({ gateway, reference: cart, amount: 5_000_000 });
    await shop.untilOrder(cart, 'captured');
    control().refund({ gateway, id: transaction.id, amount: 1_000_000, deliver: false });
    const { report } = await reconcile({ provider: gateway });
    expect(report.amount_differs).toMatchObject([{ transaction_id: transaction.id, settled: true }]);
    expect(await shop.order(cart)).toMatchObject({ payment_status: 'partially_refunded' });
  });

  it('goes on with the other gateways when one is away, and says so', async () => {
    const cart = await shop.cart();
    control().makeTransaction({ gateway: 'stripe', reference: cart, amount: 5_000_000, deliver: false });
    control().setFault({ gateway: 'wompi', mode: 'error', status: 503 });
    const { status, report, error } = await reconcile();
    expect({ status, failed: report.failed, error }).toEqual({
      status: 'failed',
      failed: [{ provider: 'wompi', code: 'gateway_down' }],
      error: 'wompi: gateway_down',
    });
    expect(report.approved_there_not_here).toMatchObject([{ provider: 'stripe', settled: true }]);
  });

  it('runs once at a time, and is taken up again when its worker died', async () => {
    const { rows } = await pool().query<{ id: string }>(
      `INSERT INTO reconciliation_runs (id, tenant_id, origin, since, until, started_at)
       VALUES ('recon_orphan', 'default', 'manual', now() - interval '1 hour', now(), now() - interval '5 minutes') RETURNING id`,
    );
    expect(rows).toHaveLength(1);
    expect(await shop.merchant('POST', '/api/reconciliation/runs', {})).toMatchObject({
      status: 409,
      body: { code: 'reconciliation_running' },
    });
    const { ReconciliationService } = await import('../../apps/api/src/reconciliation/reconciliation.service.js');
    await application.app.get(ReconciliationService, { strict: false }).enqueueForgotten(60_000);
    await until('the orphan is over', async () => (await runs('/recon_orphan')).body.data.status === 'completed');
  });

  it('is for operators, lists its runs, and takes no window that ends before it begins', async () => {
    expect((await shop.call('POST', '/api/reconciliation/runs', {})).status).toBe(403);
    const list = await shop.merchant<{ data: Run[] }>('GET', '/api/reconciliation/runs?limit=2&status=completed');
    expect(list.body.data).toHaveLength(2);
    const window = { since: '2026-01-02T00:00:00Z', until: '2026-01-01T00:00:00Z' };
    expect(await shop.merchant('POST', '/api/reconciliation/runs', window)).toMatchObject({ status: 422 });
    expect(await shop.merchant('POST', '/api/reconciliation/runs', { provider: 'bold' })).toMatchObject({
      status: 422,
    });
    expect(await shop.merchant('POST', '/api/reconciliation/runs', { since: 'gestern' })).toMatchObject({
      status: 400,
    });
    expect((await runs('/recon_none')).status).toBe(404);
  });
});
