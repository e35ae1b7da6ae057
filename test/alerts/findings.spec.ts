import { createId } from '../../apps/api/src/common/ids.js';
import { call } from '../api/client.js';
import { Rows } from '../api/rows.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import { QUICK_LOOKS } from './receivers.js';

let database: TestDatabase;
let rows: Rows;
let door: TestApplication;
let worker: TestApplication;

const open = async (): Promise<string[]> => {
  const found = await rows.query<{ topic: string }>(
    `SELECT condition || '/' || subject AS topic FROM alerts WHERE ended_at IS NULL ORDER BY 1`,
  );
  return found.map(({ topic }) => topic);
};
const isOpen = (topic: string) => async () => (await open()).includes(topic);
const hoursAgo = (hours: number) => new Date(Date.now() - hours * 3_600_000);

/** A reconciliation that found nothing. */
const run = (id: string, window: { since: Date; until: Date; provider?: string }) => ({
  id,
  tenant_id: 'default',
  origin: 'manual',
  status: 'completed',
  started_at: new Date(),
  finished_at: new Date(),
  report: JSON.stringify({ here_not_there: [], amount_differs: [], failed: [] }),
  ...window,
});

beforeAll(async () => {
  database = await testDatabase();
  rows = await Rows.open(database.url);
  const env = { ...QUICK_LOOKS, AUTO_BACKUP_ENABLED: 'true', WEBHOOK_SWEEP_INTERVAL: '1h' };
  worker = await startApplication({ database, env: { ...env, ROLE: 'worker' } });
  door = await startApplication({ database, env: { ...env, ROLE: 'api' } });
});
afterAll(async () => {
  await door?.close();
  await worker?.close();
  await rows?.close();
  await database?.drop();
});

it('finds nothing in a new installation', async () => {
  const looks = async () =>
    Number((await rows.query<{ round: string }>('SELECT round FROM alert_rounds'))[0]?.round ?? 0);
  await until('it was looked at often', async () => (await looks()) > 12);
  expect(await open()).toEqual([]);
});

it('finds what the rows of the money path say', async () => {
  await rows.event(createId('evt'), { received_at: hoursAgo(1), next_retry_at: hoursAgo(-1) });
  await rows.event(createId('evt'), { provider: 'stripe', status: 'failed', received_at: hoursAgo(2) });
  await rows.order('ord_review', { status: 'requires_review', payment_status: 'captured' });
  await rows.payment('pay_orphan');
  for (let index = 0; index < 20; index++) {
    const isBroken = index === 0;
    await rows.payment(`pay_failed_${index}`, {
      provider: 'mercadopago',
      phase: 'failed',
      status: 'failed',
      captured_minor: 0,
      // The other nineteen were refused by a bank.
      failure_outcome: isBroken ? 'failed' : 'rejected',
    });
  }
  const expected = [
    'events_failed/stripe',
    'events_stuck/wompi',
    'orders_review/',
    'payments_failing/mercadopago',
    'payments_orphan/',
  ];
  await until('all is found', async () => (await open()).length >= expected.length);
  expect(await open()).toEqual(expected);
});

it('finds a backup that failed, one that is too old, and books that differ', async () => {
  const backup = { tenant_id: 'default', origin: 'schedule' };
  await rows.insert('backups', { id: 'bkp_1', ...backup, status: 'completed', finished_at: hoursAgo(27) });
  await rows.insert('backups', { id: 'bkp_2', ...backup, status: 'failed', finished_at: hoursAgo(3) });
  await rows.insert('restore_drills', {
    id: 'drill_1',
    tenant_id: 'default',
    origin: 'schedule',
    status: 'failed',
    started_at: hoursAgo(2),
    finished_at: hoursAgo(2),
  });
  const entry = (settled: boolean) => ({ provider: 'wompi', transaction_id: 'tx', settled });
  const report = { here_not_there: [entry(false), entry(true)], amount_differs: [entry(true)] };
  await rows.insert('reconciliation_runs', {
    ...run('recon_1', { since: hoursAgo(53), until: hoursAgo(5) }),
    origin: 'schedule',
    started_at: hoursAgo(5),
    finished_at: hoursAgo(4),
    report: JSON.stringify(report),
  });
  const wanted = ['backup_failed/', 'backup_late/', 'books_differ/', 'drill_failed/', 'reconciliation_late/'];
  for (const topic of wanted) await until(topic, isOpen(topic));
  const [books] = await rows.query<{ summary: string }>(`SELECT summary FROM alerts WHERE condition = 'books_differ'`);
  expect(books?.summary).toContain('encontró 1 diferencias');
});

it('ends what was mended, and not what somebody only looked at in part', async () => {
  const now = new Date();
  // Another gateway, and another day: neither says anything of what differs.
  await rows.insert('reconciliation_runs', run('recon_2', { provider: 'stripe', since: hoursAgo(48), until: now }));
  await rows.insert('reconciliation_runs', run('recon_3', { since: hoursAgo(96), until: hoursAgo(72) }));
  await rows.insert('backups', {
    id: 'bkp_3',
    tenant_id: 'default',
    origin: 'manual',
    status: 'completed',
    finished_at: new Date(),
  });
  await until('it ended', async () => !(await open()).some((topic) => topic.startsWith('backup_')));
  expect(await open()).toContain('books_differ/');
});

it('ends differences of the books with a look at that gateway that finds none', async () => {
  await rows.insert(
    'reconciliation_runs',
    run('recon_4', { provider: 'wompi', since: hoursAgo(48), until: new Date() }),
  );
  await until('they ended', async () => !(await open()).includes('books_differ/'));
});

it('finds what another process counted: signatures that its door refused', async () => {
  for (let knocks = 0; knocks < 6; knocks++) {
    const forged = {
      event: 'transaction.updated',
      data: {
        transaction: { id: `01-${knocks}`, status: 'APPROVED', amount_in_cents: 1, reference: 'WC-1', currency: 'COP' },
      },
      environment: 'test',
      timestamp: Math.floor(Date.now() / 1000),
      signature: {
        checksum: 'a'.repeat(64),
        properties: ['transaction.id', 'transaction.status', 'transaction.amount_in_cents'],
      },
    };
    const { status } = await call(door, '/webhooks/wompi', { method: 'POST', bearer: null, body: forged });
    expect(status).toBe(401);
  }
  await until('it is found', isOpen('signature_failures/wompi'));
  const [alert] = await rows.query<{ summary: string }>(
    `SELECT summary FROM alerts WHERE condition = 'signature_failures'`,
  );
  expect(alert?.summary).toMatch(/^[56] de [56] webhooks/);
});

it('finds that nobody works any more, and that somebody does again', async () => {
  expect(await open()).not.toContain('workers_missing/');
  await worker.close();
  await until('it is found', isOpen('workers_missing/'));
  worker = await startApplication({ database, env: { ...QUICK_LOOKS, ROLE: 'worker' } });
  await until('it ended', async () => !(await isOpen('workers_missing/')()));
});
