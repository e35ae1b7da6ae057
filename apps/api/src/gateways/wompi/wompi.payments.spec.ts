import { createHash } from 'node:crypto';
import { wompiTestConfig } from '../../../../../test/support/gateway-configs.js';
import { RecordingGateway, type Reply } from '../../../../../test/support/recording-gateway.js';
import { CUSTOMER, startPayment } from '../../../../../test/support/start-payment.js';
import { GatewayHttp } from '../gateway.http.js';
import { silentObserver } from '../gateway.observer.js';
import { ReferenceTakenError } from '../gateway.payments.js';
import { WompiClient } from './wompi.client.js';
import { WompiPayments } from './wompi.payments.js';

const gateway = new RecordingGateway();
let payments: WompiPayments;

beforeAll(async () => {
  const config = wompiTestConfig({ baseUrl: `${await gateway.start()}/v1` });
  const client = new WompiClient(config, new GatewayHttp({ gateway: 'wompi', timeoutMs: 2_000 }));
  payments = new WompiPayments(config, client, silentObserver);
});
afterAll(() => gateway.close());

const { reference } = startPayment();
const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');

const MERCHANT = {
  data: {
    presigned_acceptance: { acceptance_token: 'accept-1', permalink: 'https://wompi.example/terms.pdf' },
    presigned_personal_data_auth: { acceptance_token: 'personal-1', permalink: 'javascript:alert(1)' },
  },
};

function transaction(change: object = {}, extra: object = {}): object {
  return {
    id: '01-1-2',
    status: 'PENDING',
    amount_in_cents: 5_000_000,
    currency: 'COP',
    reference,
    payment_method_type: 'PSE',
    payment_method: { type: 'PSE', extra },
    created_at: '2026-11-24T17:00:00.000Z',
    ...change,
  };
}

/** Wompi as it should be; what a test says is different comes first. */
function wompi(special: (path: string, method: string) => Reply | undefined = () => undefined): void {
  gateway.answer(({ path, method }) => {
    const said = special(path, method);
    if (said !== undefined) return said;
    if (path === '/v1/merchants/info') return [200, MERCHANT];
    if (method === 'POST') return [201, { data: transaction() }];
    if (path.startsWith('/v1/transactions?')) return [200, { data: [] }];
    return [
      200,
      { data: transaction({}, { async_payment_url: 'http://127.0.0.1:9/bank', url: 'http://127.0.0.1:9/d' }) },
    ];
  });
}

describe("Wompi's Web Checkout", () => {
  it('is an address with the signed amount and reference; nothing is asked of the API', async () => {
    wompi();
    const begun = await payments.start(startPayment());
    expect(begun).toMatchObject({ transactionId: null, payment: null, nextAction: { type: 'redirect' } });
    const url = new URL(begun.nextAction?.type === 'redirect' ? begun.nextAction.url : '');
    expect(url.origin + url.pathname).toBe('https://checkout.wompi.co/p/');
    expect(Object.fromEntries(url.searchParams)).toEqual({
      'public-key': 'pub_test_x',
      currency: 'COP',
      'amount-in-cents': '5000000',
      reference,
      'expiration-time': '2026-11-24T18:00:00.000Z',
      'signature:integrity': sha256(`${reference}5000000COP2026-11-24T18:00:00.000Ztest_integrity_x`),
      'redirect-url': 'https://shop.example/checkout',
      'customer-data:email': 'ana@example.com',
      'customer-data:full-name': 'Ana María Pérez',
    });
    expect(gateway.requests).toEqual([]);
  });

  it('is not told to return to an address without TLS, which it refuses', async () => {
    const begun = await payments.start(startPayment({ returnUrl: 'http://localhost:3000/checkout' }));
    expect(JSON.stringify(begun.nextAction)).not.toContain('localhost');
  });
});

it("gives Wompi's widget what its script is made with", async () => {
  const begun = await payments.start(startPayment({ method: 'widget' }));
  expect(begun.nextAction).toEqual({
    type: 'widget',
    script_url: 'https://checkout.wompi.co/widget.js',
    parameters: {
      publicKey: 'pub_test_x',
      currency: 'COP',
      amountInCents: 5_000_000,
      reference,
      signature: { integrity: sha256(`${reference}5000000COP2026-11-24T18:00:00.000Ztest_integrity_x`) },
      expirationTime: '2026-11-24T18:00:00.000Z',
      redirectUrl: 'https://shop.example/checkout',
    },
  });
});

describe('a transaction of its own', () => {
  it('is made for PSE with fresh acceptance tokens, and followed until the bank has an address', async () => {
    wompi();
    const begun = await payments.start(startPayment({ method: 'pse', bankCode: '1022' }));
    expect(gateway.lastJson('/v1/transactions')).toEqual({
      acceptance_token: 'accept-1',
      accept_personal_auth: 'personal-1',
      amount_in_cents: 5_000_000,
      currency: 'COP',
      reference,
      signature: sha256(`${reference}5000000COPtest_integrity_x`),
      customer_email: 'ana@example.com',
      redirect_url: 'https://shop.example/checkout',
      ip: '203.0.113.7',
      payment_method: {
        type: 'PSE',
        user_type: 0,
        user_legal_id_type: 'CC',
        user_legal_id: '1020304050',
        financial_institution_code: '1022',
        payment_description: 'Pedido 1050 de Anas',
      },
      customer_data: { phone_number: '+57 300 123 4567', full_name: 'Ana María Pérez' },
    });
    expect(begun).toMatchObject({
      transactionId: '01-1-2',
      nextAction: { type: 'redirect', url: 'http://127.0.0.1:9/bank' },
      payment: { provider: 'wompi', reference, facts: [{ kind: 'phase', phase: 'pending' }] },
    });
  });

  it.each([
    ['nequi', { type: 'NEQUI', phone_number: '3001234567' }, { type: 'wait', message_code: 'confirm_in_app' }],
    [
      'daviplata',
      { type: 'DAVIPLATA', user_legal_id: '1020304050', user_legal_id_type: 'CC' },
      { type: 'redirect', url: 'https://daviplata.example' },
    ],
    [
      'bancolombia_transfer',
      { type: 'BANCOLOMBIA_TRANSFER', user_type: 'PERSON' },
      { type: 'redirect', url: 'https://bank.example' },
    ],
    [
      'bancolombia_qr',
      { type: 'BANCOLOMBIA_QR', sandbox_status: 'APPROVED' },
      { type: 'qr', image_base64: 'PHN2Zz4=', mime: 'image/svg+xml' },
    ],
    [
      'bancolombia_collect',
      { type: 'BANCOLOMBIA_COLLECT' },
      { type: 'voucher', url: null, reference: '678', agreement_code: '12345', expires_at: null },
    ],
  ] as const)('is asked for by %s as the documentation says', async (method, expected, next) => {
    wompi((path, verb) => {
      const extra = { qr_image: 'PHN2Zz4=', business_agreement_code: '12345', payment_intention_identifier: '678' };
      if (verb !== 'GET' || path !== '/v1/transactions/01-1-2') return undefined;
      const urls = { async_payment_url: 'https://bank.example', url: 'https://daviplata.example' };
      return [200, { data: transaction({}, { ...extra, ...urls }) }];
    });
    const begun = await payments.start(startPayment({ method }));
    expect(gateway.lastJson('/v1/transactions')).toMatchObject({ payment_method: expected });
    expect(begun.nextAction).toEqual(next);
  });

  it('is asked for with the old path of acceptance tokens where the new one is unknown', async () => {
    const old = '/v1/merchants/pub_test_x';
    wompi((path) => (path === '/v1/merchants/info' ? [404, {}] : path === old ? [200, MERCHANT] : undefined));
    await payments.start(startPayment({ method: 'nequi' }));
    expect(gateway.requests.map(({ path }) => path)).toEqual(['/v1/merchants/info', old, '/v1/transactions']);
  });

  it.each([
    ['pse', { bankCode: null }, 'bank_code'],
    ['pse', { bankCode: '1', customer: { ...CUSTOMER, fullName: null } }, 'customer.full_name'],
    ['pse', { bankCode: '1', customer: { ...CUSTOMER, legalId: null } }, 'customer.legal_id'],
    ['nequi', { customer: { ...CUSTOMER, phoneNumber: '6011234567' } }, 'customer.phone_number'],
    ['nequi', { customer: { ...CUSTOMER, email: null } }, 'customer.email'],
    ['daviplata', { customer: { ...CUSTOMER, legalIdType: null } }, 'customer.legal_id_type'],
  ] as const)('is not asked for without what %s needs: %j', async (method, change, field) => {
    wompi();
    const refused = payments.start(startPayment({ method, ...change }));
    await expect(refused).rejects.toMatchObject({ code: 'missing_detail', status: 422, field });
    expect(gateway.requests).toEqual([]);
  });

  it('takes centavos, which Wompi has', async () => {
    wompi();
    const amount = { amountMinor: 5_000_050n, currency: 'COP' };
    await payments.start(startPayment({ method: 'nequi', amount }));
    expect(gateway.lastJson('/v1/transactions')['amount_in_cents']).toBe(5_000_050);
  });
});

describe('an answer that got lost', () => {
  const found = (change: object = {}): Reply => [200, { data: [transaction(change)] }];

  it('is found under the reference: no second transaction is made', async () => {
    wompi((path, method) => {
      if (method === 'POST') return null;
      return path.startsWith('/v1/transactions?') ? found() : undefined;
    });
    const begun = await payments.start(startPayment({ method: 'nequi' }));
    expect(begun).toMatchObject({ transactionId: '01-1-2', nextAction: { type: 'wait' } });
    expect(gateway.requests.filter(({ method }) => method === 'POST')).toHaveLength(1);
  });

  it('is the gateway being away when nothing is there', async () => {
    wompi((_path, method) => (method === 'POST' ? [503, {}] : undefined));
    await expect(payments.start(startPayment({ method: 'nequi' }))).rejects.toMatchObject({ code: 'gateway_down' });
  });

  it('and is asked for again is the transaction that Wompi has already', async () => {
    const taken = {
      error: { type: 'INPUT_VALIDATION_ERROR', messages: { reference: ['La referencia ya ha sido usada'] } },
    };
    wompi((path, method) => {
      if (method === 'POST') return [422, taken];
      return path.startsWith('/v1/transactions?') ? found({ status: 'APPROVED' }) : undefined;
    });
    const begun = await payments.start(startPayment({ method: 'nequi' }));
    expect(begun).toMatchObject({ payment: { facts: [{ phase: 'captured' }] }, nextAction: null });
  });

  it.each<[string, Reply, string]>([
    ['cannot be looked for', [503, {}], 'gateway_down'],
    ['is not shown yet', [200, { data: [] }], 'gateway_behind'],
  ])('and is asked for again gets no second reference while the transaction %s', async (_what, search, code) => {
    const taken = {
      error: { type: 'INPUT_VALIDATION_ERROR', messages: { reference: ['La referencia ya ha sido usada'] } },
    };
    wompi((path, method) => {
      if (method === 'POST') return [422, taken];
      return path.startsWith('/v1/transactions?') ? search : undefined;
    });
    await expect(payments.start(startPayment({ method: 'nequi' }))).rejects.toMatchObject({ code });
  });

  it('a reference that was used for something else needs another', async () => {
    const taken = {
      error: { type: 'INPUT_VALIDATION_ERROR', messages: { reference: ['La referencia ya ha sido usada'] } },
    };
    wompi((path, method) => {
      if (method === 'POST') return [422, taken];
      return path.startsWith('/v1/transactions?') ? found({ amount_in_cents: 1 }) : undefined;
    });
    await expect(payments.start(startPayment({ method: 'nequi' }))).rejects.toBeInstanceOf(ReferenceTakenError);
  });
});

it('names the field that Wompi refuses, and nothing of what it says', async () => {
  const messages = { 'payment_method.phone_number': ['El número 3001234567 no es válido'] };
  wompi((_path, method) =>
    method === 'POST' ? [422, { error: { type: 'INPUT_VALIDATION_ERROR', messages } }] : undefined,
  );
  const error = await payments.start(startPayment({ method: 'nequi' })).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'gateway_refused', gatewayCode: 'payment_method.phone_number' });
  expect((error as Error).message).not.toContain('300');
});

it('does not take an address for the shopper that is none', async () => {
  wompi((path, method) =>
    method === 'GET' && path === '/v1/transactions/01-1-2'
      ? [200, { data: transaction({ status: 'DECLINED' }, { async_payment_url: 'javascript:alert(1)' }) }]
      : undefined,
  );
  const begun = await payments.start(startPayment({ method: 'pse', bankCode: '1' }));
  expect(begun).toMatchObject({ nextAction: null, payment: { facts: [{ phase: 'failed' }] } });
});

it('lists the banks without the placeholder', async () => {
  gateway.answer(() => [
    200,
    {
      data: [
        { financial_institution_code: '0', financial_institution_name: 'A continuación seleccione su banco' },
        { financial_institution_code: '1022', financial_institution_name: 'Banco Uno' },
      ],
    },
  ]);
  expect(await payments.banks()).toEqual([{ code: '1022', name: 'Banco Uno' }]);
});

it('tells what the shopper agrees to, as far as it is an address', async () => {
  wompi();
  expect(await payments.terms()).toEqual([{ kind: 'end_user_policy', url: 'https://wompi.example/terms.pdf' }]);
});

it('finds the payment of a page by its reference, the approved one before a later refusal', async () => {
  const refused = transaction({ id: '01-1-3', status: 'DECLINED' });
  gateway.answer(() => [
    200,
    { data: [refused, transaction({ status: 'APPROVED' }), transaction({ reference: 'other' })] },
  ]);
  const begun = { method: 'checkout', reference, transactionId: null, gatewayObjectId: null } as const;
  expect(await payments.follow(begun)).toMatchObject({ transactionId: '01-1-2' });
  gateway.answer(() => [200, { data: [] }]);
  expect(await payments.follow(begun)).toMatchObject({ transactionId: null, payment: null });
});
