import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';
import { call } from '../api/client.js';
import { CUSTOMER, Payer } from './payer.js';

let api: TestApplication;
let shop: Shop;
let payer: Payer;

beforeAll(async () => {
  api = await startApplication({ sandbox: true, env: { GATEWAY_TIMEOUT: '1s', WEBHOOK_BREAKER_OPEN: '50ms' } });
  shop = new Shop(api);
  payer = new Payer(api);
});
afterAll(() => api?.close());

const control = () => {
  if (!api.sandbox) throw new Error('no sandbox');
  return api.sandbox.control;
};
const banks = (provider: string) =>
  payer.read<{ banks: { code: string; name: string }[] }>(`/store/payments/pse-banks?provider=${provider}`);

describe('the configuration', () => {
  it.each(['/store/payments/config', '/api/v1/payments/config'])(
    'names gateways, public keys, ways to pay and currencies: %s',
    async (path) => {
      const { wompi, mercadopago, stripe } = api.secrets;
      const { status, body } = await payer.read<{ gateways: object[] }>(path);
      expect(status).toBe(200);
      expect(body).toMatchObject({
        environment: 'test',
        gateways: [
          { provider: 'wompi', public_key: wompi.publicKey, environment: 'test', test_mode: true, available: true },
          { provider: 'mercadopago', public_key: mercadopago.publicKey },
          { provider: 'stripe', public_key: stripe.publishableKey, script_url: `${api.sandbox?.url}/v3` },
        ],
      });
      expect(body.gateways[0]).toMatchObject({
        methods: expect.arrayContaining([
          {
            method: 'pse',
            label_es: 'PSE: débito desde tu banco',
            label_en: 'PSE: bank transfer',
            currencies: ['COP'],
            available: true,
          },
        ]),
      });
    },
  );

  it('holds no secret, and neither does anything else that a storefront is told', async () => {
    const { wompi, mercadopago, stripe } = api.secrets;
    const secrets = [wompi.privateKey, wompi.eventsSecret, wompi.integritySecret, mercadopago.accessToken];
    secrets.push(mercadopago.webhookSecret, stripe.secretKey, stripe.webhookSecret);
    const cart = await shop.cart();
    const starts = ['checkout', 'widget'].map((method) => payer.start(cart, { provider: 'wompi', method }));
    const texts = [
      await payer.read('/store/payments/config'),
      await payer.read('/api/v1/payments/health'),
      await banks('wompi'),
      ...(await Promise.all(starts)),
      await payer.start(cart, { provider: 'mercadopago' }),
      await payer.start(cart, { provider: 'stripe' }),
    ].map(({ text }) => text);
    for (const text of texts) for (const secret of secrets) expect(text).not.toContain(secret);
  });

  it('wants a key', async () => {
    for (const path of ['/store/payments/config', '/api/v1/payments/config', '/api/v1/payments/health']) {
      expect((await call(api, path, { bearer: null })).status).toBe(401);
    }
  });
});

describe('the banks of PSE', () => {
  it('are those of the gateway', async () => {
    expect((await banks('wompi')).body.banks).toContainEqual({ code: '1', name: 'Banco que aprueba' });
    expect((await banks('wompi')).body.banks.map(({ code }) => code)).not.toContain('0');
    expect((await banks('mp')).body.banks).toContainEqual({ code: '1007', name: 'Bancolombia' });
  });

  it('are known while the gateway is away', async () => {
    const before = (await banks('wompi')).body;
    control().setFault({ gateway: 'wompi', mode: 'error', status: 503 });
    const away = await banks('wompi');
    control().reset();
    expect(away).toMatchObject({ status: 200, body: before });
  });

  it('are not those of a gateway that has none, or of none', async () => {
    expect(await banks('stripe')).toMatchObject({ status: 422, body: { code: 'unsupported_method' } });
    expect(await banks('bold')).toMatchObject({ status: 404, body: { code: 'unknown_gateway' } });
  });
});

it('tells what the shopper agrees to where no page of the gateway does', async () => {
  const terms = (provider: string) => payer.read<{ terms: object[] }>(`/store/payments/terms?provider=${provider}`);
  expect((await terms('wompi')).body.terms).toMatchObject([
    { kind: 'end_user_policy', url: expect.stringMatching(/^https:/) },
    { kind: 'personal_data', url: expect.stringMatching(/^https:/) },
  ]);
  expect((await terms('stripe')).body.terms).toEqual([]);
  expect(await terms('bold')).toMatchObject({ status: 404 });
});

describe("an order's payments", () => {
  it('are told with the order, refused ones too', async () => {
    const cart = await shop.cart();
    const refused = { ...CUSTOMER, phone_number: '3992222222' };
    await payer.started(cart, { provider: 'wompi', method: 'nequi', customer: refused });
    await shop.untilResult(cart, 'rejected');
    await payer.started(cart, { provider: 'wompi', method: 'nequi', customer: CUSTOMER });
    await shop.untilResult(cart, 'approved');
    const { order } = (await shop.complete(cart)).body;
    const { status, body } = await payer.read(`/api/v1/payments/status/order/${order.id}`);
    expect(status).toBe(200);
    expect(body).toMatchObject({
      order_id: order.id,
      payment_status: 'captured',
      status: 'completed',
      amount: 5_000_000,
      currency: 'COP',
      payments: [
        { provider: 'wompi', status: 'failed', method: 'NEQUI' },
        { provider: 'wompi', status: 'captured', method: 'NEQUI' },
      ],
    });
  });

  it('of an order that is none are not found', async () => {
    for (const id of ['order_01jq4s4ky8hwq6na5pxb65b3d3', '%00', 'x'.repeat(65)]) {
      expect((await payer.read(`/api/v1/payments/status/order/${id}`)).status).toBe(404);
    }
  });
});

describe('the health of the gateways', () => {
  const up = { reachable: true, breaker: 'closed', latency_ms: expect.any(Number) };

  it('tells who answers and how fast', async () => {
    const { body } = await payer.read('/api/v1/payments/health');
    expect(body).toEqual({ status: 'ok', gateways: { wompi: up, mercadopago: up, stripe: up } });
  });

  it('tells of one that does not, and of none that does', async () => {
    const other = await startApplication({ sandbox: true, env: { ROLE: 'api', GATEWAY_TIMEOUT: '1s' } });
    const nobody = await startApplication({ env: { ROLE: 'api', GATEWAY_TIMEOUT: '1s' } });
    try {
      other.sandbox?.control.setFault({ gateway: 'stripe', mode: 'error', status: 503 });
      const read = (app: TestApplication) =>
        call(app, '/api/v1/payments/health', { headers: { 'x-publishable-api-key': app.keys.publishable } });
      const down = { reachable: false, breaker: 'closed', latency_ms: null };
      expect((await read(other)).body).toEqual({
        status: 'degraded',
        gateways: { wompi: up, mercadopago: up, stripe: down },
      });
      expect((await read(nobody)).body).toMatchObject({ status: 'down', gateways: { wompi: down } });
    } finally {
      await nobody.close();
      await other.close();
    }
  });
});
