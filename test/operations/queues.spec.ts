import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { onEveryQueueBackend } from '../support/queue-backends.js';
import { Shop } from '../support/shop.js';
import { QUICK, RefundDesk } from './refund.desk.js';

onEveryQueueBackend('a refund and its queue', (backend) => {
  let application: TestApplication;
  let desk: RefundDesk;

  beforeAll(async () => {
    application = await startApplication({ sandbox: true, env: { ...QUICK, ...backend.env() } });
    desk = new RefundDesk(new Shop(application), () => {
      if (!application.sandbox) throw new Error('no sandbox');
      return application.sandbox;
    });
  });
  afterAll(() => application.close());

  it('is done, once', async () => {
    const paid = await desk.paid('stripe');
    await Promise.all([desk.refund(paid, { amount: 1_000_000 }), desk.refund(paid, { amount: 2_000_000 })]);
    await desk.untilRefunds(paid, (refunds) => refunds.every(({ status }) => status === 'succeeded'));
    expect(desk.given(paid)).toBe(3_000_000);
  });

  it('is done although the queue lost its job', async () => {
    const paid = await desk.paid('mercadopago');
    await application.app.get(DatabaseService).pool.query(
      `INSERT INTO payment_operations (id, tenant_id, payment_id, kind, currency, amount_minor, requested_by, next_check_at)
       VALUES ($1, 'default', $2, 'refund', 'COP', 1000000, 'key:test', now())`,
      [`payop_${paid.paymentId}`, paid.paymentId],
    );
    await desk.untilRefunds(paid, (refunds) => refunds.every(({ status }) => status === 'succeeded'));
    expect(desk.given(paid)).toBe(1_000_000);
  });

  it('is done although the queue answers nothing', async () => {
    const paid = await desk.paid('stripe');
    backend.redis()?.pause();
    try {
      expect((await desk.refund(paid, { amount: 1_000_000 })).status).toBe(202);
      await desk.untilRefunds(paid, (refunds) => refunds.every(({ status }) => status === 'succeeded'));
      expect(desk.given(paid)).toBe(1_000_000);
    } finally {
      backend.redis()?.resume();
    }
  }, 40_000);
});
