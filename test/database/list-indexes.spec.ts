import type pg from 'pg';
import { loadHistory } from '../../bench/history/history.loader.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { until } from '../support/until.js';
import { testPool } from '../support/pool.js';

const EVENTS = 20_000;

describe('a list of what is rare', () => {
  let api: TestApplication;
  let pool: pg.Pool;

  beforeAll(async () => {
    api = await startApplication({ env: { ROLE: 'api' } });
    pool = testPool(api.database.url, { max: 2 });
    await loadHistory(pool, EVENTS, () => undefined);
  }, 60_000);

  afterAll(async () => {
    await pool.end();
    await api.close();
  });

  async function scansOf(index: string): Promise<number> {
    const { rows } = await pool.query<{ scans: number }>(
      'SELECT idx_scan::int AS scans FROM pg_stat_user_indexes WHERE indexrelname = $1',
      [index],
    );
    if (rows[0] === undefined) throw new Error(`there is no index ${index}`);
    return rows[0].scans;
  }

  it('is read from the index that holds the rare alone', async () => {
    const before = await Promise.all(LISTS.map(({ index }) => scansOf(index)));
    // More often than PostgreSQL plans anew: what it keeps afterwards must be as good.
    for (const { path } of LISTS.flatMap((list) => Array<typeof list>(REQUESTS).fill(list))) {
      const response = await fetch(api.url + path, { headers: { authorization: `Bearer ${api.keys.secret}` } });
      expect(response.status).toBe(200);
    }
    for (const [position, { path, index }] of LISTS.entries()) {
      const enough = (before[position] ?? 0) + REQUESTS;
      await until(`PostgreSQL tells of the scans for ${path}`, async () => (await scansOf(index)) >= enough, 30_000);
    }
  }, 60_000);
});

const REQUESTS = 8;
const LISTS = [
  { path: '/api/webhook-events?type=charge.dispute.created', index: 'webhook_events_rare_type' },
  { path: '/api/payments?status=disputed', index: 'payments_rare_status' },
  { path: '/api/orders?status=canceled', index: 'orders_canceled' },
  { path: '/api/orders?payment_status=disputed', index: 'orders_rare_payment_status' },
];
