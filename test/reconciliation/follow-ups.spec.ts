import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import { QueueService } from '../../apps/api/src/queue/queue.service.js';
import { FollowUpRepository } from '../../apps/api/src/reconciliation/follow-up.repository.js';
import { FollowUps } from '../../apps/api/src/reconciliation/follow-up.service.js';
import { CUSTOMER, Payer } from '../paying/payer.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { checksumOfBooks } from './books.js';

const GATEWAYS = ['wompi', 'mercadopago', 'stripe'] as const;

describe('what waits', () => {
  let application: TestApplication;
  let shop: Shop;
  let payer: Payer;
  let followUps: FollowUps;

  beforeAll(async () => {
    application = await startApplication({
      sandbox: true,
      env: {
        MAINTENANCE_INTERVAL: '1h',
        GATEWAY_TIMEOUT: '1s',
        WEBHOOK_BREAKER_OPEN: '100ms',
        RATE_LIMIT_ENABLED: 'false',
      },
    });
    shop = new Shop(application);
    payer = new Payer(application);
    followUps = application.app.get(FollowUps, { strict: false });
    // The first maintenance comes with the start; it must not ask in place of a test.
    await until('the maintenance is over', async () => {
      const counts = (await application.app.get(QueueService).counts())['maintenance'];
      return counts?.waiting === 0 && counts.active === 0 && counts.delayed > 0;
    });
  });
  afterAll(() => application.close());
  afterEach(async () => {
    for (const gateway of GATEWAYS) {
      control().setFault({ gateway, mode: 'ok' });
      control().setWebhooks({ gateway, silent: false });
    }
    // What one test leaves waiting is none of the next one's.
    await query(`UPDATE follow_ups SET next_check_at = NULL`);
    await query(`UPDATE payment_sessions SET status = 'expired', next_check_at = NULL WHERE status <> 'succeeded'`);
  });

  const control = () => {
    if (!application.sandbox) throw new Error('no sandbox');
    return application.sandbox.control;
  };
  const pool = () => application.app.get(DatabaseService).pool;
  const query = (text: string, values: unknown[] = []) => pool().query<Record<string, unknown>>(text, values);
  /** As if the first minute were over. */
  const due = async (): Promise<void> => {
    await application.app.get(FollowUpRepository, { strict: false }).refresh(1_000);
    await query(`UPDATE follow_ups SET next_check_at = now() WHERE next_check_at > now()`);
    await query(
      `UPDATE payment_sessions SET next_check_at = now() WHERE status IN ('created', 'requires_action', 'processing')`,
    );
  };
  const followUpOf = async (cart: string) => {
    const { rows } = await query(
      `SELECT f.checks, extract(epoch FROM f.next_check_at - now())::float8 AS "inSeconds" FROM follow_ups f
         JOIN orders o ON o.id = f.id WHERE o.cart_id = $1`,
      [cart],
    );
    return rows[0];
  };

  it.each(GATEWAYS)('is asked about at %s, and the order is paid without any webhook', async (gateway) => {
    const cart = await shop.cart();
    await shop.complete(cart);
    control().makeTransaction({ gateway, reference: cart, amount: 5_000_000, deliver: false });
    expect(await followUps.run()).toBe(0);
    await due();
    expect(await followUps.run()).toBeGreaterThanOrEqual(1);
    expect(await shop.order(cart)).toMatchObject({ status: 'completed', payment_status: 'captured' });
  });

  it('is asked about less and less often, and asking writes nothing', async () => {
    const cart = await shop.cart();
    await shop.complete(cart);
    await due();
    const before = await checksumOfBooks(pool());
    const waits: number[] = [];
    for (let look = 1; look <= 4; look++) {
      await due();
      await followUps.run();
      const followUp = await followUpOf(cart);
      expect(followUp?.['checks']).toBe(look);
      waits.push(Number(followUp?.['inSeconds']));
    }
    expect(await checksumOfBooks(pool())).toBe(before);
    const least = [2, 5, 10, 30].map((minutes) => minutes * 60 - 5);
    expect(waits.every((wait, index) => wait >= (least[index] ?? 0))).toBe(true);
  });

  it('uses up nothing while the gateway is away', async () => {
    const cart = await shop.cart();
    await shop.complete(cart);
    control().setFault({ gateway: 'mercadopago', mode: 'down' });
    for (let look = 0; look < 3; look++) {
      await due();
      await followUps.run();
    }
    expect(await followUpOf(cart)).toMatchObject({ checks: 0 });
    control().setFault({ gateway: 'mercadopago', mode: 'ok' });
    await until('it was asked about', async () => {
      await due();
      await followUps.run();
      return Number((await followUpOf(cart))?.['checks']) > 0;
    });
  });

  it('is asked about by one worker, however many there are', async () => {
    const carts = await Promise.all(Array.from({ length: 12 }, () => shop.cart()));
    for (const cart of carts) await shop.complete(cart);
    await due();
    const repository = application.app.get(FollowUpRepository, { strict: false });
    const claims = await Promise.all(Array.from({ length: 6 }, () => repository.claim('order', 4, 60_000)));
    const ids = claims.flat().map(({ id }) => id);
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids.length).toBe(12);
    expect(await repository.claim('order', 100, 60_000)).toEqual([]);
  });

  it('is taken up by another when the lease of a worker that died is over', async () => {
    const cart = await shop.cart();
    await shop.complete(cart);
    await due();
    const repository = application.app.get(FollowUpRepository, { strict: false });
    expect(await repository.claim('order', 100, 0)).toHaveLength(1);
    expect(await repository.claim('order', 100, 60_000)).toHaveLength(1);
  });

  it.each(GATEWAYS)('ends as expired, when it is a session at %s that nobody paid', async (provider) => {
    const cart = await shop.cart();
    const { id } = await payer.started(cart, { provider, method: 'checkout' });
    await query(`UPDATE payment_sessions SET expires_at = now() - interval '1 second' WHERE id = $1`, [id]);
    await due();
    await followUps.run();
    const { rows } = await query(`SELECT status, next_check_at FROM payment_sessions WHERE id = $1`, [id]);
    expect(rows).toEqual([{ status: 'expired', next_check_at: null }]);
  });

  it('ends as succeeded, when it is a session whose payment was approved without a word', async () => {
    control().setWebhooks({ gateway: 'wompi', silent: true });
    const cart = await shop.cart();
    await shop.complete(cart);
    const { id } = await payer.started(cart, {
      provider: 'wompi',
      method: 'pse',
      bank_code: '1',
      customer: CUSTOMER,
    });
    await until('the bank approved it', () => {
      return control().listTransactions({ reference: cart })[0]?.status === 'APPROVED';
    });
    await due();
    await followUps.run();
    expect(await shop.order(cart)).toMatchObject({ payment_status: 'captured' });
    expect((await query(`SELECT status FROM payment_sessions WHERE id = $1`, [id])).rows).toEqual([
      { status: 'succeeded' },
    ]);
    expect((await payer.session(id)).status).toBe('succeeded');
  });

  it('ends in no failure after half an hour without any gateway', async () => {
    const carts: string[] = [];
    for (const gateway of GATEWAYS) {
      const cart = await shop.cart();
      await shop.complete(cart);
      control().setFault({ gateway, mode: 'down' });
      control().makeTransaction({ gateway, reference: cart, amount: 5_000_000, deliver: gateway !== 'mercadopago' });
      carts.push(cart);
    }
    // The half hour, sped up: every wait that is over is worked again.
    for (let minute = 0; minute < 30; minute++) {
      await query(`UPDATE webhook_events SET next_retry_at = now() WHERE status = 'pending'`);
      await due();
      await followUps.run();
    }
    expect((await query(`SELECT count(*)::int AS failed FROM webhook_events WHERE status = 'failed'`)).rows).toEqual([
      { failed: 0 },
    ]);
    for (const gateway of GATEWAYS) control().setFault({ gateway, mode: 'ok' });
    for (const cart of carts) {
      await until(`${cart} is paid`, async () => {
        await due();
        await followUps.run();
        return (await shop.order(cart))?.payment_status === 'captured';
      });
    }
    expect((await query(`SELECT count(*)::int AS failed FROM webhook_events WHERE status = 'failed'`)).rows).toEqual([
      { failed: 0 },
    ]);
  }, 60_000);
});
