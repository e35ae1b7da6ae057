import type { JsonObject } from '../../apps/sandbox/src/gateway/json.types.js';
import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { onEveryQueueBackend } from '../support/queue-backends.js';
import { Shop } from '../support/shop.js';
import { until } from '../support/until.js';

interface EventRow {
  readonly id: string;
  readonly status: string;
  readonly attempts: number;
  readonly next_retry_at: Date | null;
  readonly last_error_code: string | null;
  readonly last_error: string | null;
  readonly outcome: string | null;
}

interface AttemptRow {
  readonly attempt: number;
  readonly result: string;
  readonly error_code: string | null;
  readonly started_at: Date;
}

onEveryQueueBackend('working stored events', (backend) => {
  let application: TestApplication;
  let shop: Shop;

  beforeAll(async () => {
    application = await startApplication({
      sandbox: true,
      env: {
        ...backend.env(),
        WEBHOOK_MAX_ATTEMPTS: '3',
        WEBHOOK_BACKOFF: '200ms,400ms',
        WEBHOOK_SWEEP_INTERVAL: '200ms',
        WEBHOOK_BREAKER_OPEN: '500ms',
        GATEWAY_TIMEOUT: '1s',
      },
    });
    shop = new Shop(application);
  });
  afterAll(async () => {
    await application.close();
  });
  afterEach(() => {
    for (const gateway of ['wompi', 'mercadopago', 'stripe'] as const) control().setFault({ gateway, mode: 'ok' });
  });

  const control = () => {
    if (!application.sandbox) throw new Error('no sandbox');
    return application.sandbox.control;
  };
  const query = async <T extends object>(text: string, values: unknown[] = []): Promise<T[]> =>
    (await application.app.get(DatabaseService).pool.query<T>(text, values)).rows;
  const eventOf = async (transactionId: string): Promise<EventRow | undefined> =>
    (
      await query<EventRow>('SELECT * FROM webhook_events WHERE transaction_id = $1 ORDER BY received_at LIMIT 1', [
        transactionId,
      ])
    )[0];
  const attemptsOf = (eventId: string): Promise<AttemptRow[]> =>
    query<AttemptRow>(
      'SELECT attempt, result, error_code, started_at FROM webhook_event_attempts WHERE event_id = $1 ORDER BY id',
      [eventId],
    );
  const untilEvent = async (
    transactionId: string,
    what: string,
    holds: (event: EventRow) => boolean,
  ): Promise<EventRow> => {
    let event: EventRow | undefined;
    await until(`the event of ${transactionId} ${what}`, async () => {
      event = await eventOf(transactionId);
      return event !== undefined && holds(event);
    });
    return event as EventRow;
  };

  /** A signed event of a transaction that the gateway's API does not know. */
  const unknownTransaction = async (): Promise<string> => {
    const { transaction } = control().makeTransaction({
      gateway: 'wompi',
      reference: 'nobody',
      amount: 5_000_000,
      deliver: false,
    });
    const request = control().buildRequest({ gateway: 'wompi', id: transaction.id });
    control().reset();
    const response = await fetch(`${application.url}/webhooks/wompi`, {
      method: 'POST',
      headers: request.headers,
      body: request.body,
    });
    expect(response.status).toBe(200);
    return transaction.id;
  };

  it('tries three times with the configured waits, then fails with the reason', async () => {
    const id = await unknownTransaction();
    const event = await untilEvent(id, 'failed', ({ status }) => status === 'failed');
    expect(event).toMatchObject({ attempts: 3, next_retry_at: null, last_error_code: 'gateway_unknown_transaction' });
    const attempts = await attemptsOf(event.id);
    expect(attempts.map(({ attempt, result }) => [attempt, result])).toEqual([
      [1, 'retry'],
      [2, 'retry'],
      [3, 'failed'],
    ]);
    const waits = attempts
      .slice(1)
      .map(({ started_at }, index) => started_at.getTime() - (attempts[index]?.started_at.getTime() ?? 0));
    expect(waits[0]).toBeGreaterThanOrEqual(200);
    expect(waits[1]).toBeGreaterThanOrEqual(400);
  });

  it('mends a failed event when it is retried, whatever the dedup says', async () => {
    const cart = await shop.cart();
    await shop.complete(cart);
    const { transaction } = control().makeTransaction({
      gateway: 'wompi',
      reference: cart,
      amount: 5_000_000,
      deliver: false,
    });
    const request = control().buildRequest({ gateway: 'wompi', id: transaction.id });
    const resource = transaction.resource;
    control().reset();
    await fetch(`${application.url}/webhooks/wompi`, { method: 'POST', headers: request.headers, body: request.body });
    const event = await untilEvent(transaction.id, 'failed', ({ status }) => status === 'failed');
    control().makeTransaction({ gateway: 'wompi', raw: resource, deliver: false });
    expect(await shop.merchant('POST', `/api/webhook-events/${event.id}/retry`)).toEqual({
      status: 202,
      body: { queued: 1 },
    });
    await shop.untilOrder(cart, 'captured');
    expect((await eventOf(transaction.id))?.status).toBe('success');
  });

  it('ends at once what no retry can mend', async () => {
    const { built } = {
      built: control().sendEvent({ gateway: 'stripe', deliver: false, body: brokenStripeEvent() }),
    };
    const response = await fetch(`${application.url}/webhooks/stripe`, {
      method: 'POST',
      headers: built.request.headers,
      body: built.request.body,
    });
    expect(response.status).toBe(200);
    const { id } = (await response.json()) as { id: string };
    await until(
      'the event failed',
      async () => (await query<EventRow>('SELECT * FROM webhook_events WHERE id = $1', [id]))[0]?.status === 'failed',
    );
    expect(await attemptsOf(id)).toHaveLength(1);
  });

  it('ends an unknown type as a success that says it was ignored', async () => {
    const built = control().sendEvent({
      gateway: 'stripe',
      deliver: false,
      body: { ...brokenStripeEvent(), id: 'evt_unknown_type', type: 'invoice.voided' },
    });
    await fetch(`${application.url}/webhooks/stripe`, {
      method: 'POST',
      headers: built.request.headers,
      body: built.request.body,
    });
    await until('the event is ignored', async () => {
      const [event] = await query<EventRow>(`SELECT * FROM webhook_events WHERE webhook_id = 'evt_unknown_type'`);
      return event?.status === 'success' && event.outcome === 'ignored:unknown_type';
    });
  });

  it.each(['down', 'error', 'garbage', 'hang'] as const)(
    'parks events while the gateway is %s, at the cost of no attempt, and applies them when it is back',
    async (mode) => {
      const carts = await Promise.all(Array.from({ length: 8 }, () => shop.cart()));
      for (const cart of carts) await shop.complete(cart);
      control().setFault({ gateway: 'mercadopago', mode });
      const made = carts.map((reference) =>
        control().makeTransaction({ gateway: 'mercadopago', reference, amount: 5_000_000 }),
      );
      await until('the breaker is open', async () => {
        const [breaker] = await query<{ state: string }>(
          `SELECT state FROM gateway_breakers WHERE provider = 'mercadopago'`,
        );
        return breaker?.state === 'open';
      });
      for (const { transaction } of made) {
        await untilEvent(
          transaction.id,
          'is parked',
          ({ status, attempts, next_retry_at }) => status === 'pending' && attempts === 0 && next_retry_at !== null,
        );
      }
      control().setFault({ gateway: 'mercadopago', mode: 'ok' });
      for (const cart of carts) await shop.untilOrder(cart, 'captured');
      for (const { transaction } of made) expect((await eventOf(transaction.id))?.attempts).toBe(1);
    },
    60_000,
  );

  it('counts the attempt of one broken transaction while the gateway serves the others', async () => {
    const cart = await shop.cart();
    await shop.complete(cart);
    control().setFault({ gateway: 'wompi', mode: 'error', status: 500, times: 1 });
    control().makeTransaction({ gateway: 'wompi', reference: cart, amount: 5_000_000 });
    await shop.untilOrder(cart, 'captured');
  });
});

function brokenStripeEvent(): JsonObject {
  return {
    id: `evt_broken_${Date.now()}`,
    object: 'event',
    api_version: '2026-10-28.endive',
    created: Math.floor(Date.now() / 1000),
    type: 'payment_intent.succeeded',
    livemode: false,
    data: {
      object: { id: 'pi_broken', object: 'payment_intent', status: 'succeeded', amount: 'a lot', currency: 'cop' },
    },
  };
}
