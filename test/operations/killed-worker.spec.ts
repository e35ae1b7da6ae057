import { startSandbox, type Sandbox } from '../../apps/sandbox/src/sandbox.js';
import { PROCESS_KEYS, startPasarela, type PasarelaProcess } from '../support/process.js';
import { Shop } from '../support/shop.js';
import { testDatabase, type TestDatabase } from '../support/test-database.js';
import { until } from '../support/until.js';
import type { Pool } from 'pg';
import { GATEWAYS, QUICK, RefundDesk } from './refund.desk.js';
import { testPool } from '../support/pool.js';

describe('a worker that is killed between the question and the answer', () => {
  let database: TestDatabase;
  let sandbox: Sandbox;
  let pasarela: PasarelaProcess;
  let pool: Pool;
  let desk: RefundDesk;

  beforeAll(async () => {
    database = await testDatabase();
    sandbox = await startSandbox({ timeFactor: 1_000 });
    pasarela = await startPasarela({
      databaseUrl: database.url,
      sandbox,
      env: { ...QUICK, GATEWAY_TIMEOUT: '10s', WEBHOOK_LEASE: '30s' },
    });
    sandbox.setTarget(pasarela.url);
    pool = testPool(database.url, { max: 1 });
    desk = new RefundDesk(new Shop({ url: pasarela.url, keys: PROCESS_KEYS }), () => sandbox);
  });
  afterAll(async () => {
    await pool?.end();
    await pasarela?.dispose();
    await sandbox.close();
    await database.drop();
  });

  it.each(GATEWAYS)(
    'leaves one refund at %s',
    async (gateway) => {
      const paid = await desk.paid(gateway);
      // The gateway does it at once and keeps its answer for longer than the worker lives.
      sandbox.control.setFault({ gateway, mode: 'slow', delay_ms: 3_000, times: 1 });
      await desk.refund(paid, { amount: 1_000_000 });
      await until('the gateway has done it', () => desk.given(paid) > 0);
      await pasarela.kill();
      sandbox.control.setFault({ gateway, mode: 'ok' });
      // As if the lease of the dead worker had run out.
      await pool.query(`UPDATE payment_operations SET next_check_at = now() WHERE status = 'pending'`);
      await pasarela.restart();
      await desk.untilPayment(paid, 'partially_refunded');
      await desk.untilRefunds(paid, (refunds) => refunds.every(({ status }) => status === 'succeeded'));
      expect(await desk.refunds(paid)).toHaveLength(1);
      expect(desk.given(paid)).toBe(1_000_000);
    },
    60_000,
  );
});
