import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';
import { until } from '../support/until.js';

describe("an event of the gateway's other world", () => {
  let application: TestApplication;
  let shop: Shop;

  beforeAll(async () => {
    application = await startApplication({ sandbox: true });
    shop = new Shop(application);
  });
  afterAll(() => application.close());

  const control = () => {
    if (!application.sandbox) throw new Error('no sandbox');
    return application.sandbox.control;
  };
  const outcomes = async (provider: string) => {
    const { rows } = await application.app
      .get(DatabaseService)
      .pool.query<{ status: string; outcome: string | null }>(
        `SELECT status, outcome FROM webhook_events WHERE provider = $1`,
        [provider],
      );
    return rows;
  };
  const metrics = async (): Promise<string> => {
    const response = await fetch(`${application.url}/metrics/prometheus`, {
      headers: { authorization: `Bearer ${application.keys.secret}` },
    });
    return response.text();
  };

  it('pays nothing at Stripe, is stored, and named as such', async () => {
    const cart = await shop.cart();
    await shop.complete(cart);
    const intent = {
      id: 'pi_of_production',
      object: 'payment_intent',
      amount: 5_000_000,
      amount_received: 5_000_000,
      currency: 'cop',
      status: 'succeeded',
      metadata: { reference: cart },
    };
    const body = { id: 'evt_live', object: 'event', type: 'payment_intent.succeeded', created: 1_795_000_000 };
    control().sendEvent({ gateway: 'stripe', body: { ...body, livemode: true, data: { object: intent } } });
    await until('it is worked', async () => (await outcomes('stripe'))[0]?.status === 'success');
    expect(await outcomes('stripe')).toEqual([{ status: 'success', outcome: 'ignored:wrong_environment' }]);
    expect(await shop.order(cart)).toMatchObject({ payment_status: 'awaiting_payment' });
    expect(await metrics()).toMatch(/pasarela_webhooks_ignored_total\{[^}]*reason="wrong_environment"[^}]*\} 1/);
  });

  it('pays nothing at Wompi, even if our secret signed it', async () => {
    const cart = await shop.cart();
    await shop.complete(cart);
    const { transaction } = control().makeTransaction({
      gateway: 'wompi',
      reference: cart,
      amount: 5_000_000,
      deliver: false,
    });
    const body = {
      event: 'transaction.updated',
      data: { transaction: transaction.resource },
      environment: 'prod',
      sent_at: new Date().toISOString(),
      timestamp: Math.floor(Date.now() / 1000),
      signature: { properties: ['transaction.id', 'transaction.status', 'transaction.amount_in_cents'], checksum: '' },
    };
    control().sendEvent({ gateway: 'wompi', body });
    await until('it is worked', async () => (await outcomes('wompi'))[0]?.status === 'success');
    expect(await outcomes('wompi')).toEqual([{ status: 'success', outcome: 'ignored:wrong_environment' }]);
    expect(await shop.order(cart)).toMatchObject({ payment_status: 'awaiting_payment' });
  });

  it("is turned away at Wompi's door when none of our secrets signed it, and counted under its name", async () => {
    const signature = {
      properties: ['transaction.id', 'transaction.status', 'transaction.amount_in_cents'],
      checksum: '0'.repeat(64),
    };
    const transaction = { id: '1-2-3', status: 'APPROVED', amount_in_cents: 100 };
    const event = { event: 'transaction.updated', environment: 'prod', timestamp: Math.floor(Date.now() / 1000) };
    const response = await fetch(`${application.url}/webhooks/wompi`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ ...event, data: { transaction }, signature }),
    });
    expect(response.status).toBe(401);
    expect(await response.json()).toMatchObject({ code: 'invalid_signature' });
    expect(await metrics()).toMatch(/pasarela_webhooks_rejected_total\{[^}]*reason="wrong_environment"[^}]*\} 1/);
  });
});
