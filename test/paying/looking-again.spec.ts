import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import { PaymentSessionRepository } from '../../apps/api/src/paying/payment-session.repository.js';
import type { StoredSession } from '../../apps/api/src/paying/payment-session.js';
import { SessionSettler } from '../../apps/api/src/paying/session.settler.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';
import { until } from '../support/until.js';
import { CUSTOMER, Payer } from './payer.js';

/** What the gateway calls a payment that was refused. */
const WAYS = [
  ['wompi', 'pse', { bank_code: '4' }, 'DECLINED'],
  ['mercadopago', 'efecty', {}, 'rejected'],
  ['stripe', 'payment_intent', {}, 'payment_failed'],
] as const;

describe('a payment that is looked at again', () => {
  let api: TestApplication;
  let shop: Shop;
  let payer: Payer;

  beforeAll(async () => {
    api = await startApplication({ sandbox: true });
    shop = new Shop(api);
    payer = new Payer(api);
  });
  afterAll(() => api?.close());
  beforeEach(() => api.sandbox?.control.reset());

  const pool = () => api.app.get(DatabaseService).pool;

  async function stored(id: string): Promise<StoredSession> {
    const session = await api.app.get(PaymentSessionRepository, { strict: false }).find(pool(), 'default', id);
    if (session === null) throw new Error(`no session ${id}`);
    return session;
  }

  const look = (session: StoredSession): Promise<StoredSession> =>
    api.app.get(SessionSettler, { strict: false }).look(session);

  async function history(transactionId: string | null): Promise<string[]> {
    const { rows } = await pool().query<{ status: string }>(
      `SELECT h.to_status AS status FROM payment_history h JOIN payments p ON p.id = h.payment_id
       WHERE p.transaction_id = $1 ORDER BY h.version`,
      [transactionId],
    );
    return rows.map(({ status }) => status);
  }

  it.each(WAYS)('at %s by %s writes no history of what is known', async (gateway, method, more, refused) => {
    const cart = await shop.cart();
    const { id } = await payer.started(cart, { provider: gateway, method, customer: CUSTOMER, ...more });
    const { transactionId } = await stored(id);
    api.sandbox?.control.changeStatus({ gateway, id: transactionId ?? '', status: refused });
    await api.sandbox?.control.waitUntilIdle();
    await until('what was told is worked', async () => {
      const { rows } = await pool().query(`SELECT 1 FROM webhook_events WHERE status <> 'success'`);
      return rows.length === 0;
    });
    // The session as it was stored, still open: no webhook touches it. The first look may know a better word for the failure.
    const session = await stored(id);
    await look(session);
    const known = await history(transactionId);
    expect(known.at(-1)).toBe('failed');
    await look(session);
    await look(session);
    expect(await history(transactionId)).toEqual(known);
    expect((await payer.session(id)).status).toBe('failed');
  });

  it('tells what no webhook told', async () => {
    api.sandbox?.control.setWebhooks({ silent: true });
    const cart = await shop.cart();
    const { id } = await payer.started(cart, { provider: 'mercadopago', method: 'efecty', customer: CUSTOMER });
    const { transactionId } = await stored(id);
    await look(await stored(id));
    expect(await history(transactionId)).toEqual(['pending']);
    api.sandbox?.control.changeStatus({ gateway: 'mercadopago', id: transactionId ?? '', status: 'approved' });
    expect(await look(await stored(id))).toMatchObject({ status: 'succeeded' });
    expect(await history(transactionId)).toEqual(['pending', 'captured']);
  });
});
