import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runBackupCommand } from '../../apps/api/src/backups/backup.command.js';
import { runRestoreCommand } from '../../apps/api/src/backups/restore.command.js';
import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import { QueueService } from '../../apps/api/src/queue/queue.service.js';
import { RestoreCatchUp } from '../../apps/api/src/reconciliation/restore-catch-up.service.js';
import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { checkBooks } from '../support/checker.js';
import { gatewayEnvironment } from '../support/gateway-environment.js';
import { Shop } from '../support/shop.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';

const GATEWAYS = ['wompi', 'mercadopago', 'stripe'] as const;
type Gateway = (typeof GATEWAYS)[number];
const PAID: Readonly<Record<Gateway, string>> = { wompi: 'APPROVED', mercadopago: 'approved', stripe: 'succeeded' };
const AMOUNT = 5_000_000;

let database: TestDatabase;
let sandbox: Sandbox;
let directory: string;
let application: TestApplication;
let shop: Shop;

beforeAll(async () => {
  database = await testDatabase();
  sandbox = await startSandbox({ timeFactor: 1_000 });
  directory = await mkdtemp(join(tmpdir(), 'pasarela-backups-'));
});
beforeEach(() => start());
afterEach(() => application.close());
afterAll(async () => {
  await sandbox.close();
  await database.drop();
  await rm(directory, { recursive: true, force: true });
});

/** A process of the installation, which outlives it: its database and its gateways stay. */
async function start(env: Readonly<Record<string, string>> = {}): Promise<void> {
  application = await startApplication({
    database,
    env: {
      ...gatewayEnvironment(sandbox.secrets, sandbox.url),
      MAINTENANCE_INTERVAL: '1h',
      RATE_LIMIT_ENABLED: 'false',
      WEBHOOK_SWEEP_INTERVAL: '100ms',
      WEBHOOK_BREAKER_OPEN: '100ms',
      ...env,
    },
  });
  sandbox.setTarget(application.url);
  shop = new Shop(application);
}

async function command(run: typeof runBackupCommand, args: string[]): Promise<string> {
  let text = '';
  const output = { print: (more: string) => void (text += more), complain: (more: string) => void (text += more) };
  const code = await run(args, { DATABASE_URL: database.url, BACKUP_DIR: directory }, output);
  if (code !== 0) throw new Error(text);
  return text;
}

/** An order that waits for its money, by its cart. */
async function order(): Promise<string> {
  const cart = await shop.cart(AMOUNT);
  await shop.complete(cart);
  return cart;
}

async function payOrder(gateway: Gateway, cart: string): Promise<void> {
  sandbox.control.makeTransaction({ gateway, reference: cart, amount: AMOUNT, status: PAID[gateway] });
  await shop.untilOrder(cart, 'captured');
}

async function pay(gateway: Gateway): Promise<string> {
  const cart = await order();
  await payOrder(gateway, cart);
  return cart;
}

async function paymentColumn(column: 'id' | 'transaction_id' | 'refunded_minor', cart: string): Promise<string> {
  const { rows } = await pool().query<{ value: string }>(
    `SELECT ${column}::text AS value FROM payments WHERE reference = $1`,
    [cart],
  );
  return rows[0]?.value ?? '';
}
const transactionOf = (cart: string) => paymentColumn('transaction_id', cart);
const paymentOf = (cart: string) => paymentColumn('id', cart);
const refundedMinor = (cart: string) => paymentColumn('refunded_minor', cart);

const pool = () => application.app.get(DatabaseService).pool;

interface Mark {
  readonly caught_up: boolean;
  readonly failures: number;
  readonly reached_restore: boolean;
}

async function marks(): Promise<Mark[]> {
  const { rows } = await pool().query<Mark>(
    `SELECT caught_up_at IS NOT NULL AS caught_up, failures, reached_at >= restored_at AS reached_restore
       FROM restores ORDER BY restored_at`,
  );
  return rows;
}

/** A backup, then `work`, then the restore of it; the application is down while it is restored. */
async function backUpWorkRestore<T>(work: () => Promise<T>): Promise<T> {
  const [id = ''] = /bkp_[0-9a-z]+/.exec(await command(runBackupCommand, [])) ?? [];
  const result = await work();
  await application.close();
  await command(runRestoreCommand, [id, '--force']);
  return result;
}

it('knows after a restore, by itself, of every payment and refund that the backup is too old to know', async () => {
  const paidBefore = await Promise.all(GATEWAYS.map(pay));
  const unpaid = await Promise.all(GATEWAYS.map(order));
  await backUpWorkRestore(async () => {
    for (const [index, gateway] of GATEWAYS.entries()) await payOrder(gateway, unpaid[index] ?? '');
    const refunded = paidBefore[GATEWAYS.indexOf('stripe')] ?? '';
    sandbox.control.refund({ gateway: 'stripe', id: await transactionOf(refunded) });
    await shop.untilOrder(refunded, 'refunded');
  });

  await start();
  for (const cart of unpaid) await shop.untilOrder(cart, 'captured');
  await shop.untilOrder(paidBefore[GATEWAYS.indexOf('stripe')] ?? '', 'refunded');
  await until('all has been asked', async () => (await marks()).every(({ caught_up }) => caught_up));
  expect(await marks()).toEqual([{ caught_up: true, failures: 0, reached_restore: true }]);
  const { rows } = await pool().query<{ origin: string }>(`SELECT DISTINCT origin FROM reconciliation_runs`);
  expect(rows).toEqual([{ origin: 'restore' }]);
  expect(await checkBooks(pool())).toEqual([]);
}, 60_000);

it('asks again when a gateway was away, and does not take it for done before', async () => {
  const cart = await order();
  await backUpWorkRestore(() => payOrder('wompi', cart));
  sandbox.control.setFault({ gateway: 'wompi', mode: 'down' });
  await start({ GATEWAY_TIMEOUT: '500ms' });
  await until('a run has failed', async () => (await marks()).at(-1)?.failures === 1);
  expect((await marks()).at(-1)).toMatchObject({ caught_up: false });
  expect(await shop.order(cart)).toMatchObject({ payment_status: 'awaiting_payment' });

  sandbox.control.setFault({ gateway: 'wompi', mode: 'ok' });
  await pool().query('UPDATE restores SET next_run_at = now() WHERE caught_up_at IS NULL');
  await application.app.get(RestoreCatchUp).run();
  await until('all has been asked', async () => (await marks()).every(({ caught_up }) => caught_up));
  await shop.untilOrder(cart, 'captured');
}, 60_000);

it('goes back to an old backup window by window until the restore is reached', async () => {
  await backUpWorkRestore(() => Promise.resolve());
  await start({ RECONCILIATION_WINDOW: '24h' });
  await until('all has been asked', async () => (await marks()).every(({ caught_up }) => caught_up));
  await pool().query(
    `INSERT INTO restores (id, tenant_id, taken_at, reached_at)
     VALUES ('rst_old', 'default', now() - interval '70 hours', now() - interval '70 hours')`,
  );
  await application.app.get(RestoreCatchUp).run();
  await until('all has been asked', async () => (await marks()).every(({ caught_up }) => caught_up));
  const { rows } = await pool().query<{ hours: number }>(
    `SELECT round(extract(epoch FROM until - since) / 3600)::int AS hours FROM reconciliation_runs
      ORDER BY started_at DESC LIMIT 3`,
  );
  expect(rows.map(({ hours }) => hours)).toEqual([46, 48, 48]);
}, 60_000);

it('does not refund a second time what was refunded between the backup and its restore', async () => {
  const cart = await pay('wompi');
  const id = await paymentOf(cart);
  // Asked for, and nobody has asked the gateway yet: that is how the backup knows it.
  await application.app.get(QueueService).beforeApplicationShutdown();
  const asked = await shop.merchant('POST', `/api/payments/${id}/refunds`, { amount: 1_000_000 });
  expect(asked.status).toBe(202);
  await backUpWorkRestore(async () => {
    await application.close();
    await start();
    await until('it is refunded', async () => (await refundedMinor(cart)) === '1000000');
  });

  await start();
  await until('all has been asked', async () => (await marks()).every(({ caught_up }) => caught_up));
  await until('nothing is open', async () => {
    const { rows } = await pool().query(`SELECT FROM payment_operations WHERE status IN ('pending', 'submitted')`);
    return rows.length === 0;
  });
  expect(await refundedMinor(cart)).toBe('1000000');
  expect(await checkBooks(pool())).toEqual([]);
}, 60_000);
