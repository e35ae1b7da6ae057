import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';
import { until } from '../support/until.js';

interface Told {
  readonly type: string;
  readonly data: {
    has_payment_result?: boolean;
    payment_result?: { status: string };
    order?: { payment_status: string };
  };
}

/** Reads a stream of server-sent events until it is cut. */
function listen(
  application: TestApplication,
  cartId: string,
): { told: Told[]; stop: () => void; status: Promise<number> } {
  const told: Told[] = [];
  const cut = new AbortController();
  const status = fetch(`${application.url}/store/payment-status/${cartId}/events`, {
    headers: { 'x-publishable-api-key': application.keys.publishable },
    signal: cut.signal,
  }).then((response) => {
    if (response.body && response.status === 200) void read(response.body, told);
    return response.status;
  });
  return { told, stop: () => cut.abort(), status };
}

async function read(body: ReadableStream<Uint8Array>, told: Told[]): Promise<void> {
  let text = '';
  const decoder = new TextDecoder();
  try {
    for await (const chunk of body) {
      const blocks = (text + decoder.decode(chunk, { stream: true })).split('\n\n');
      text = blocks.pop() ?? '';
      told.push(...blocks.flatMap(parsed));
    }
  } catch {
    // cut by the test
  }
}

function parsed(block: string): Told[] {
  const type = /^event: (.*)$/m.exec(block)?.[1];
  const data = /^data: (.*)$/m.exec(block)?.[1];
  return type !== undefined && data ? [{ type, data: JSON.parse(data) as Told['data'] }] : [];
}

describe('the live payment status of a cart', () => {
  let first: TestApplication;
  let second: TestApplication;
  let shop: Shop;

  beforeAll(async () => {
    first = await startApplication({ sandbox: true });
    // An instance that serves HTTP alone: what it tells, it can only have heard from the database.
    second = await startApplication({ database: first.database, env: { ROLE: 'api' } });
    shop = new Shop(first);
  });
  afterAll(async () => {
    await second.close();
    await first.close();
  });

  it('tells every instance the moment the result and then the order changes', async () => {
    const cart = await shop.cart();
    const streams = [listen(first, cart), listen(second, cart)];
    for (const { told } of streams) await until('the first status', () => told.length > 0);
    expect(streams.map(({ told }) => told[0])).toEqual(
      Array(2).fill({ type: 'payment_status', data: { has_payment_result: false } }),
    );
    first.sandbox?.control.makeTransaction({
      gateway: 'stripe',
      reference: cart,
      amount: 5_000_000,
      status: 'succeeded',
    });
    for (const { told } of streams) {
      await until('the approval', () => told.some(({ data }) => data.payment_result?.status === 'approved'), 5_000);
    }
    await shop.complete(cart);
    for (const { told, stop } of streams) {
      await until(
        'the order',
        () => told.some(({ type, data }) => type === 'order' && data.order?.payment_status === 'captured'),
        5_000,
      );
      stop();
    }
  });

  it('goes on telling after its connection to the database was cut', async () => {
    const cart = await shop.cart();
    const { told, stop } = listen(second, cart);
    await until('the first status', () => told.length > 0);
    await first.app
      .get(DatabaseService)
      .pool.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'pasarela-listen' AND datname = current_database()`,
      );
    first.sandbox?.control.makeTransaction({
      gateway: 'stripe',
      reference: cart,
      amount: 5_000_000,
      status: 'succeeded',
    });
    await until('the approval', () => told.some(({ data }) => data.payment_result?.status === 'approved'), 8_000);
    stop();
  });

  it('does not keep a stopping process from ending', async () => {
    const third = await startApplication({ database: first.database, env: { ROLE: 'api' } });
    const cart = await shop.cart();
    const { told, stop } = listen(third, cart);
    await until('the first status', () => told.length > 0);
    let closed = false;
    const closing = third.close().then(() => {
      closed = true;
    });
    await until('the process has ended', () => closed, 8_000);
    await closing;
    stop();
  });

  it('answers 404 for a cart that does not exist', async () => {
    expect(await listen(first, 'cart_unknown').status).toBe(404);
  });
});
