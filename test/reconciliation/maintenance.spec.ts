import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import { MaintenanceService } from '../../apps/api/src/reconciliation/maintenance.service.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';

const GATEWAYS = ['wompi', 'mercadopago', 'stripe'] as const;

describe('the maintenance', () => {
  let application: TestApplication;
  let shop: Shop;
  let maintenance: MaintenanceService;

  beforeAll(async () => {
    application = await startApplication({
      sandbox: true,
      env: {
        ORDER_PAYMENT_TIMEOUT: '24h',
        MAINTENANCE_INTERVAL: '1h',
        GATEWAY_TIMEOUT: '1s',
        WEBHOOK_BREAKER_OPEN: '100ms',
      },
    });
    shop = new Shop(application);
    maintenance = application.app.get(MaintenanceService, { strict: false });
  });
  afterAll(async () => {
    await application.close();
  });
  afterEach(() => {
    for (const gateway of GATEWAYS) control().setFault({ gateway, mode: 'ok' });
  });

  const control = () => {
    if (!application.sandbox) throw new Error('no sandbox');
    return application.sandbox.control;
  };
  const query = (text: string, values: unknown[] = []) => application.app.get(DatabaseService).pool.query(text, values);
  const overdueOrder = async (): Promise<string> => {
    const cart = await shop.cart();
    await shop.complete(cart);
    await query(`UPDATE orders SET created_at = now() - interval '25 hours' WHERE cart_id = $1`, [cart]);
    return cart;
  };

  it('cancels an order that nobody paid in time, with the reason in its history', async () => {
    const cart = await overdueOrder();
    await maintenance.run();
    expect(await shop.order(cart)).toMatchObject({ status: 'canceled', payment_status: 'canceled' });
    const { rows } = await query(
      `SELECT reason, cause FROM order_history h JOIN orders o ON o.id = h.order_id WHERE o.cart_id = $1 ORDER BY h.version`,
      [cart],
    );
    expect(rows).toEqual([
      { reason: 'created', cause: 'storefront' },
      { reason: 'payment_timeout', cause: 'maintenance' },
    ]);
  });

  it('leaves an order that still has time', async () => {
    const cart = await shop.cart();
    await shop.complete(cart);
    await maintenance.run();
    expect(await shop.order(cart)).toMatchObject({ status: 'pending' });
  });

  it('leaves an order that its shopper is about to pay, until that attempt has expired', async () => {
    const cart = await overdueOrder();
    await shop.call('POST', `/store/carts/${cart}/payments`, { provider: 'wompi', method: 'checkout' });
    await maintenance.run();
    expect(await shop.order(cart)).toMatchObject({ status: 'pending' });
    await query(`UPDATE payment_sessions SET expires_at = now() WHERE cart_id = $1`, [cart]);
    await maintenance.run();
    expect(await shop.order(cart)).toMatchObject({ status: 'canceled' });
  });

  it.each(GATEWAYS)('captures instead, when %s knows of a payment whose webhook never came', async (gateway) => {
    const cart = await overdueOrder();
    control().makeTransaction({ gateway, reference: cart, amount: 5_000_000, deliver: false });
    await maintenance.run();
    expect(await shop.order(cart)).toMatchObject({ status: 'completed', payment_status: 'captured' });
  });

  it.each(GATEWAYS)('captures instead, when %s knows of a payment under a further attempt', async (gateway) => {
    const cart = await overdueOrder();
    for (let attempt = 1; attempt <= 2; attempt++) {
      // Another customer each time: the same request would be the same attempt.
      await shop.call('POST', `/store/carts/${cart}/payments`, {
        provider: gateway,
        customer: { email: `ana+${attempt}@example.com` },
      });
    }
    control().makeTransaction({ gateway, reference: `${cart}-2`, amount: 5_000_000, deliver: false });
    await maintenance.run();
    expect(await shop.order(cart)).toMatchObject({ status: 'completed', payment_status: 'captured' });
  });

  it.each([
    ['wompi', 'PENDING'],
    ['mercadopago', 'pending'],
    ['stripe', 'processing'],
  ] as const)('waits on while %s still expects the money', async (gateway, status) => {
    const cart = await overdueOrder();
    const { transaction } = control().makeTransaction({
      gateway,
      reference: cart,
      amount: 5_000_000,
      status,
      deliver: false,
    });
    await maintenance.run();
    expect(await shop.order(cart)).toMatchObject({ status: 'pending' });
    control().changeStatus({
      gateway,
      id: transaction.id,
      status: { wompi: 'DECLINED', mercadopago: 'rejected', stripe: 'canceled' }[gateway],
      deliver: false,
    });
    // It is not asked about again every minute.
    await maintenance.run();
    expect(await shop.order(cart)).toMatchObject({ status: 'pending' });
    await query(`UPDATE follow_ups SET next_check_at = now() WHERE next_check_at > now()`);
    await maintenance.run();
    expect(await shop.order(cart)).toMatchObject({ status: 'canceled' });
  });

  it.each(GATEWAYS)('cancels nothing while %s cannot be asked', async (gateway) => {
    const cart = await overdueOrder();
    control().setFault({ gateway, mode: 'error', status: 503 });
    await maintenance.run();
    expect(await shop.order(cart)).toMatchObject({ status: 'pending' });
    control().setFault({ gateway, mode: 'ok' });
    // The breaker may be open for a moment yet.
    for (let tries = 0; tries < 50 && (await shop.order(cart))?.status === 'pending'; tries++) await maintenance.run();
    expect(await shop.order(cart)).toMatchObject({ status: 'canceled' });
  });

  it('needs a human for money that comes after the order was canceled, and drops nothing', async () => {
    const cart = await overdueOrder();
    await maintenance.run();
    control().makeTransaction({ gateway: 'stripe', reference: cart, amount: 5_000_000, status: 'succeeded' });
    expect(await shop.untilOrder(cart, 'captured')).toMatchObject({ status: 'requires_review' });
  });

  it('removes early results that nobody may read any more', async () => {
    const cart = await shop.cart();
    control().makeTransaction({ gateway: 'stripe', reference: cart, amount: 5_000_000, status: 'succeeded' });
    await shop.untilResult(cart, 'approved');
    await query(`UPDATE early_results SET expires_at = now() - interval '1 second' WHERE cart_id = $1`, [cart]);
    expect((await maintenance.run()).expiredResults).toBe(1);
    expect((await query(`SELECT 1 FROM early_results WHERE cart_id = $1`, [cart])).rowCount).toBe(0);
  });

  it('gives an order the payment that slipped by while it was being made', async () => {
    const cart = await shop.cart();
    control().makeTransaction({ gateway: 'stripe', reference: cart, amount: 5_000_000, status: 'succeeded' });
    await shop.untilResult(cart, 'approved');
    // As if the payment had been written in the instant between reading the payments and committing the order.
    await query(`UPDATE payments SET cart_id = NULL, reference = 'elsewhere' WHERE cart_id = $1`, [cart]);
    await shop.complete(cart);
    await query(`UPDATE payments SET reference = $1 WHERE reference = 'elsewhere'`, [cart]);
    await maintenance.run();
    expect(await shop.order(cart)).toMatchObject({ status: 'completed', payment_status: 'captured' });
  });

  it('changes nothing when it runs again', async () => {
    await maintenance.run();
    expect(await maintenance.run()).toEqual({
      expiredResults: 0,
      expiredKeys: 0,
      attachedCarts: 0,
      canceledOrders: 0,
      followedUp: 0,
    });
  });
});
