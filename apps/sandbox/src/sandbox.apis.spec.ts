import Stripe from 'stripe';
import { startSandbox, type Sandbox } from './sandbox.js';

let sandbox: Sandbox;

beforeAll(async () => {
  sandbox = await startSandbox();
});

beforeEach(() => sandbox.control.reset());

afterAll(() => sandbox.close());

async function get(path: string, headers: Record<string, string> = {}): Promise<{ status: number; body: unknown }> {
  const answer = await fetch(`${sandbox.url}${path}`, { headers });
  return { status: answer.status, body: await answer.json() };
}

function bearer(key: string): Record<string, string> {
  return { authorization: `Bearer ${key}` };
}

describe('Wompi’s API', () => {
  const read = (path: string) => get(`/wompi/v1${path}`, bearer(sandbox.secrets.wompi.privateKey));

  it('answers a transaction to the private key only', async () => {
    const { transaction } = sandbox.control.makeTransaction({ gateway: 'wompi', reference: 'WC-1', amount: 5_000_000 });
    const path = `/transactions/${transaction.id}`;
    expect(await read(path)).toMatchObject({
      status: 200,
      body: { data: { reference: 'WC-1', amount_in_cents: 5_000_000 } },
    });
    expect(await get(`/wompi/v1${path}`)).toMatchObject({ status: 404, body: { error: { type: 'NOT_FOUND_ERROR' } } });
    expect(await get(`/wompi/v1${path}`, bearer('prv_test_other'))).toMatchObject({
      status: 401,
      body: { error: { type: 'INVALID_ACCESS_TOKEN', reason: expect.any(String) } },
    });
    expect(await read('/transactions/unknown')).toMatchObject({
      status: 404,
      body: { error: { type: 'NOT_FOUND_ERROR' } },
    });
  });

  it('finds all transactions of a reference, newest first, by pages', async () => {
    for (const status of ['DECLINED', 'ERROR', 'APPROVED']) {
      sandbox.control.makeTransaction({ gateway: 'wompi', reference: 'WC-1', amount: 100, status });
    }
    sandbox.control.makeTransaction({ gateway: 'wompi', reference: 'WC-2', amount: 100 });
    expect(await read('/transactions?reference=WC-1&page=1&page_size=2')).toMatchObject({
      body: { data: [{ status: 'APPROVED' }, { status: 'ERROR' }], meta: { page: 1, page_size: 2, total_results: 3 } },
    });
    expect(await read('/transactions?reference=WC-1&page=2&page_size=2')).toMatchObject({
      body: { data: [{ status: 'DECLINED' }] },
    });
    expect(await read('/transactions?reference=WC-1&status=APPROVED')).toMatchObject({
      body: { meta: { total_results: 1 } },
    });
    expect(await read('/transactions?from_date=2020-01-01&until_date=2020-01-02')).toMatchObject({
      body: { data: [] },
    });
    expect(await read('/transactions?page_size=201')).toMatchObject({
      status: 422,
      body: { error: { type: 'INPUT_VALIDATION_ERROR' } },
    });
  });

  it('gives fresh acceptance tokens under both addresses of the merchant', async () => {
    const { publicKey } = sandbox.secrets.wompi;
    const answers = [
      await get(`/wompi/v1/merchants/${publicKey}`),
      await get('/wompi/v1/merchants/info', { 'x-merchant-public-key': publicKey }),
    ];
    for (const answer of answers) {
      expect(answer).toMatchObject({
        status: 200,
        body: {
          data: {
            presigned_acceptance: { type: 'END_USER_POLICY' },
            presigned_personal_data_auth: { type: 'PERSONAL_DATA_AUTH' },
          },
        },
      });
    }
    expect(answers[0]).not.toEqual(answers[1]);
    expect((await get('/wompi/v1/merchants/pub_test_other')).status).toBe(404);
  });
});

describe('MercadoPago’s API', () => {
  const read = (path: string) => get(`/mercadopago${path}`, bearer(sandbox.secrets.mercadopago.accessToken));

  it('answers a payment to its access token only, and not found as MercadoPago words it', async () => {
    const { transaction } = sandbox.control.makeTransaction({
      gateway: 'mercadopago',
      reference: 'WC-1',
      amount: 15_000_000,
    });
    expect(await read(`/v1/payments/${transaction.id}`)).toMatchObject({
      status: 200,
      body: {
        id: Number(transaction.id),
        transaction_amount: 150_000,
        external_reference: 'WC-1',
        status_detail: 'accredited',
      },
    });
    expect((await get(`/mercadopago/v1/payments/${transaction.id}`)).status).toBe(401);
    expect((await get(`/mercadopago/v1/payments/${transaction.id}`, bearer('other'))).status).toBe(401);
    expect(await read('/v1/payments/123456')).toMatchObject({
      status: 404,
      body: { message: 'Payment not found', error: 'not_found', status: 404, cause: [{ code: 2000 }] },
    });
  });

  it('searches by reference and date, in order, by pages', async () => {
    for (const status of ['rejected', 'approved']) {
      sandbox.control.makeTransaction({ gateway: 'mercadopago', reference: 'WC-1', amount: 10_000, status });
    }
    sandbox.control.makeTransaction({ gateway: 'mercadopago', reference: 'WC-2', amount: 10_000 });
    const search = '/v1/payments/search?external_reference=WC-1&sort=date_created';
    expect(await read(`${search}&criteria=desc`)).toMatchObject({
      body: { paging: { total: 2, limit: 30, offset: 0 }, results: [{ status: 'approved' }, { status: 'rejected' }] },
    });
    expect(await read(`${search}&criteria=asc&limit=1&offset=1`)).toMatchObject({
      body: { paging: { total: 2, limit: 1, offset: 1 }, results: [{ status: 'approved' }] },
    });
    expect(await read(`${search}&begin_date=NOW-1DAYS&end_date=NOW`)).toMatchObject({ body: { paging: { total: 2 } } });
    const range = '&range=date_created&begin_date=2020-01-01T00:00:00.000Z&end_date=2020-01-02T00:00:00.000Z';
    expect(await read(`${search}${range}`)).toMatchObject({ body: { paging: { total: 0 } } });
    expect(await read(`${search}&begin_date=yesterday`)).toMatchObject({
      status: 400,
      body: { cause: [{ code: 1001 }] },
    });
  });
});

describe('Stripe’s API, read with the official package', () => {
  function client(key = sandbox.secrets.stripe.secretKey): Stripe {
    const { hostname, port } = new URL(sandbox.url);
    return new Stripe(key, {
      host: hostname,
      port: Number(port),
      protocol: 'http',
      maxNetworkRetries: 0,
      telemetry: false,
    });
  }

  it('retrieves an intent, with its charge expanded when asked', async () => {
    const { transaction } = sandbox.control.makeTransaction({
      gateway: 'stripe',
      reference: 'WC-1',
      amount: 15_000_000,
    });
    const intent = await client().paymentIntents.retrieve(transaction.id, { expand: ['latest_charge'] });
    expect(intent).toMatchObject({
      status: 'succeeded',
      amount_received: 15_000_000,
      currency: 'cop',
      latest_charge: { captured: true },
    });
    const plain = await client().paymentIntents.retrieve(transaction.id);
    expect(await client().charges.retrieve(plain.latest_charge as string)).toMatchObject({
      payment_intent: transaction.id,
    });
  });

  it('refuses what is unknown or unauthorized as Stripe does', async () => {
    await expect(client().paymentIntents.retrieve('pi_unknown')).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      code: 'resource_missing',
      statusCode: 404,
    });
    await expect(client('sk_test_other').events.list()).rejects.toMatchObject({ type: 'StripeAuthenticationError' });
    expect((await get('/v1/events')).status).toBe(401);
    const basic = Buffer.from(`${sandbox.secrets.stripe.secretKey}:`).toString('base64');
    expect((await get('/v1/events', { authorization: `Basic ${basic}` })).status).toBe(200);
  });

  it('searches by any key of the metadata', async () => {
    sandbox.control.makeTransaction({ gateway: 'stripe', reference: "O'Hara", amount: 100 });
    sandbox.control.makeTransaction({ gateway: 'stripe', cart_id: 'cart_1', amount: 100, status: 'canceled' });
    sandbox.control.makeTransaction({ gateway: 'stripe', order_id: 'order_1', amount: 100 });
    const search = async (query: string) =>
      (await client().paymentIntents.search({ query })).data.map(({ metadata }) => Object.values(metadata)[0]);
    expect(await search(String.raw`metadata['reference']:'O\'Hara'`)).toEqual(["O'Hara"]);
    expect(
      await search("metadata['reference']:'cart_1' OR metadata['cart_id']:'cart_1' OR metadata['order_id']:'cart_1'"),
    ).toEqual(['cart_1']);
    expect(await search("status:'succeeded' AND metadata['order_id']:'order_1'")).toEqual(['order_1']);
    await expect(search("metadata['a']:'b' OR status:'x' AND amount:1")).rejects.toMatchObject({ statusCode: 400 });
    await expect(search('nonsense')).rejects.toMatchObject({ statusCode: 400 });
  });

  it('lists events newest first, by pages in both directions', async () => {
    for (let made = 0; made < 6; made += 1) sandbox.control.makeTransaction({ gateway: 'stripe', amount: 100 });
    const all = await client().events.list({ limit: 100 });
    expect(all.data).toHaveLength(12);
    expect(all.data[0]?.type).toBe('charge.succeeded');
    const walked: string[] = [];
    for await (const event of client().events.list({ limit: 5 })) walked.push(event.id);
    expect(walked).toEqual(all.data.map(({ id }) => id));
    const later: string[] = [];
    for await (const event of client().events.list({ limit: 2, ending_before: String(walked[5]) }))
      later.push(event.id);
    expect(later).toEqual(walked.slice(0, 5).reverse());
  });

  it('filters events by type, time and delivery', async () => {
    const { transaction } = sandbox.control.makeTransaction({ gateway: 'stripe', amount: 100 });
    sandbox.control.refund({ gateway: 'stripe', id: transaction.id });
    const list = async (filter: Stripe.EventListParams) =>
      (await client().events.list(filter)).data.map(({ type }) => type);
    expect(await list({ types: ['charge.refunded', 'charge.succeeded'] })).toEqual([
      'charge.refunded',
      'charge.succeeded',
    ]);
    expect(await list({ type: 'payment_intent.*' })).toEqual(['payment_intent.succeeded']);
    expect(await list({ created: { gte: Math.floor(Date.now() / 1000) + 60 } })).toEqual([]);
    expect(await list({ delivery_success: false })).toHaveLength(5);
    expect(await list({ delivery_success: true })).toEqual([]);
    const [first] = (await client().events.list({ limit: 1 })).data;
    expect(await client().events.retrieve(String(first?.id))).toMatchObject({
      type: 'refund.updated',
      pending_webhooks: 1,
    });
  });
});
