import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { MercadoPagoGateway } from '../../../api/src/gateways/mercadopago/mercadopago.gateway.js';
import { StripeGateway } from '../../../api/src/gateways/stripe/stripe.gateway.js';
import { WompiGateway } from '../../../api/src/gateways/wompi/wompi.gateway.js';
import type { Gateway } from '../../../api/src/gateways/gateway.js';
import { signForGateway, type KnownSimulation } from './simulation.signer.js';
import type { Provider } from './simulation.types.js';
import { mercadoPagoTestConfig, stripeTestConfig, wompiTestConfig } from '../../../../test/support/gateway-configs.js';

const ENV = {
  WOMPI_EVENTS_SECRET: 'test_events_newest,test_events_older',
  MERCADOPAGO_WEBHOOK_SECRET: 'a-webhook-secret',
  STRIPE_WEBHOOK_SECRET: 'whsec_newest',
  STRIPE_SECRET_KEY: 'sk_test_key',
};

const GATEWAYS: Readonly<Record<Provider, Gateway>> = {
  wompi: new WompiGateway(
    wompiTestConfig({
      eventsSecrets: ['test_events_newest'],
      privateKey: 'prv_test_x',
      baseUrl: 'http://127.0.0.1:9/v1',
    }),
  ),
  mercadopago: new MercadoPagoGateway(
    mercadoPagoTestConfig({
      webhookSecrets: ['a-webhook-secret'],
      accessToken: 'TEST-x',
      baseUrl: 'http://127.0.0.1:9',
    }),
  ),
  stripe: new StripeGateway(
    stripeTestConfig({
      webhookSecrets: ['whsec_newest'],
      secretKey: 'sk_test_key',
      baseUrl: 'http://127.0.0.1:9',
    }),
  ),
};

const simulation = (provider: Provider, id: string, status: string): KnownSimulation => ({
  provider,
  status,
  id,
  reference: 'WC-1050',
  amountMinor: 5_000_000,
  currency: 'COP',
  url: null,
});

/** Stripe's API with one payment, which is not what the operator believes it to be. */
const INTENT = {
  id: 'pi_known',
  object: 'payment_intent',
  amount: 700,
  currency: 'cop',
  status: 'processing',
  created: 1_795_000_000,
  metadata: { reference: 'WC-7' },
};

describe('the event of a payment at a real gateway', () => {
  let stripe: Server;
  let env: NodeJS.ProcessEnv;

  beforeAll(async () => {
    stripe = createServer((request, response) => {
      const known =
        request.url === '/v1/payment_intents/pi_known' && request.headers.authorization === 'Bearer sk_test_key';
      response.writeHead(known ? 200 : 404, { 'content-type': 'application/json' });
      response.end(JSON.stringify(known ? INTENT : { error: { type: 'invalid_request_error' } }));
    });
    await new Promise<void>((resolve) => stripe.listen(0, '127.0.0.1', resolve));
    env = { ...ENV, STRIPE_BASE_URL: `http://127.0.0.1:${(stripe.address() as AddressInfo).port}` };
  });

  afterAll(() => {
    stripe.close();
  });

  async function verdictOn(wanted: KnownSimulation) {
    const { query, headers, body } = await signForGateway(wanted, env);
    return GATEWAYS[wanted.provider].verify({ query, headers, rawBody: Buffer.from(body) }, new Date());
  }

  it('is one that the door takes for authentic, signed with the newest secret', async () => {
    expect(await verdictOn(simulation('wompi', '01-123456-789', 'APPROVED'))).toMatchObject({
      kind: 'accepted',
      type: 'transaction.updated',
      transactionId: '01-123456-789',
      reference: 'WC-1050',
    });
    expect(await verdictOn(simulation('mercadopago', '148926342700', 'approved'))).toMatchObject({
      kind: 'accepted',
      type: 'payment.updated',
      transactionId: '148926342700',
    });
    expect(await verdictOn(simulation('stripe', 'pi_known', 'succeeded'))).toMatchObject({ kind: 'accepted' });
  });

  it('is refused under any other secret', async () => {
    const { query, headers, body } = await signForGateway(simulation('wompi', '01-1', 'APPROVED'), {
      WOMPI_EVENTS_SECRET: 'test_events_wrong',
    });
    expect(GATEWAYS.wompi.verify({ query, headers, rawBody: Buffer.from(body) }, new Date())).toEqual({
      kind: 'rejected',
      reason: 'signature_mismatch',
    });
  });

  it("says of a Stripe payment what Stripe's API says, not what the operator believes", async () => {
    const { body } = await signForGateway(simulation('stripe', 'pi_known', 'succeeded'), env);
    expect(JSON.parse(body)).toMatchObject({ type: 'payment_intent.processing', data: { object: INTENT } });
  });

  it('is not made of a payment that Stripe does not know', async () => {
    await expect(signForGateway(simulation('stripe', 'pi_invented', 'succeeded'), env)).rejects.toThrow(/pi_invented/);
  });

  it('is not signed with nothing', async () => {
    await expect(signForGateway(simulation('wompi', '01-1', 'APPROVED'), {})).rejects.toMatchObject({
      exitCode: 2,
      message: 'Falta variable de entorno requerida: WOMPI_EVENTS_SECRET',
    });
  });
});
