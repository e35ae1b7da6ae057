import { mercadoPagoTestConfig } from '../../../../../test/support/gateway-configs.js';
import { RecordingGateway } from '../../../../../test/support/recording-gateway.js';
import { CUSTOMER, startPayment } from '../../../../../test/support/start-payment.js';
import { GatewayHttp } from '../gateway.http.js';
import { silentObserver } from '../gateway.observer.js';
import { MercadoPagoClient } from './mercadopago.client.js';
import { MercadoPagoPayments } from './mercadopago.payments.js';

const gateway = new RecordingGateway();
let payments: MercadoPagoPayments;

beforeAll(async () => {
  const config = mercadoPagoTestConfig({ baseUrl: await gateway.start() });
  const client = new MercadoPagoClient(config, new GatewayHttp({ gateway: 'mercadopago', timeoutMs: 3_000 }));
  payments = new MercadoPagoPayments(config, client, silentObserver);
});
afterAll(() => gateway.close());

const { reference, cartId } = startPayment();

const PAYMENT = {
  id: 987_654_321,
  status: 'pending',
  status_detail: 'pending_waiting_transfer',
  currency_id: 'COP',
  transaction_amount: 50_000,
  external_reference: reference,
  payment_method_id: 'pse',
  date_created: '2026-11-24T12:00:00.000-04:00',
  date_of_expiration: '2026-11-27T12:00:00.000-04:00',
  transaction_details: { external_resource_url: 'https://bank.example/pse', payment_method_reference_id: '1122334455' },
};
const PREFERENCE = { id: '123-abc', init_point: 'https://mercadopago.example/checkout?pref_id=123-abc' };

describe('Checkout Pro', () => {
  it('is a preference in whole pesos, tied to the cart by reference and metadata', async () => {
    gateway.answer(() => [201, PREFERENCE]);
    const begun = await payments.start(startPayment());
    expect(begun).toEqual({
      transactionId: null,
      gatewayObjectId: '123-abc',
      nextAction: { type: 'redirect', url: PREFERENCE.init_point },
      expiresAt: new Date('2026-11-24T18:00:00.000Z'),
      payment: null,
    });
    const back = 'https://shop.example/checkout';
    expect(gateway.lastJson('/checkout/preferences')).toEqual({
      items: [{ id: cartId, title: "Pedido 1050 de Ana's", quantity: 1, unit_price: 50_000, currency_id: 'COP' }],
      external_reference: reference,
      metadata: { cart_id: cartId, reference },
      back_urls: { success: back, pending: back, failure: back },
      auto_return: 'approved',
      expires: true,
      expiration_date_to: '2026-11-24T18:00:00.000+00:00',
      payer: { email: 'ana@example.com' },
    });
    expect(gateway.requests[0]?.headers).toMatchObject({
      authorization: 'Bearer APP_USR-x',
      'x-idempotency-key': startPayment().idempotencyKey,
    });
  });

  it('leaves everything but cards out when asked for a card', async () => {
    gateway.answer(() => [201, PREFERENCE]);
    await payments.start(startPayment({ method: 'card' }));
    expect(gateway.lastJson('/checkout/preferences')['payment_methods']).toEqual({
      excluded_payment_types: [{ id: 'ticket' }, { id: 'bank_transfer' }, { id: 'atm' }],
    });
  });

  it.each([
    ['an address that is none', { ...PREFERENCE, init_point: 'javascript:alert(1)' }],
    ['no id', { init_point: PREFERENCE.init_point }],
    ['nothing', {}],
  ])('does not take %s for a preference', async (_what, answer) => {
    gateway.answer(() => [201, answer]);
    await expect(payments.start(startPayment())).rejects.toMatchObject({ code: 'gateway_unexpected_answer' });
  });
});

it('asks for a bank transfer with bank, person, address and where to return', async () => {
  gateway.answer(() => [201, PAYMENT]);
  const begun = await payments.start(startPayment({ method: 'pse', bankCode: '1007' }));
  expect(gateway.lastJson('/v1/payments')).toEqual({
    transaction_amount: 50_000,
    description: "Pedido 1050 de Ana's",
    payment_method_id: 'pse',
    external_reference: reference,
    metadata: { cart_id: cartId, reference },
    callback_url: 'https://shop.example/checkout',
    payer: {
      email: 'ana@example.com',
      first_name: 'Ana',
      last_name: 'María Pérez',
      entity_type: 'individual',
      identification: { type: 'CC', number: '1020304050' },
    },
    transaction_details: { financial_institution: '1007' },
    additional_info: { ip_address: '203.0.113.7' },
  });
  expect(begun).toMatchObject({
    transactionId: '987654321',
    nextAction: { type: 'redirect', url: 'https://bank.example/pse' },
    payment: { provider: 'mercadopago', reference, amount: { amountMinor: 5_000_000n, currency: 'COP' } },
  });
});

it('asks for a voucher of Efecty and tells its number and its end', async () => {
  gateway.answer(() => [201, { ...PAYMENT, payment_method_id: 'efecty' }]);
  const begun = await payments.start(startPayment({ method: 'efecty' }));
  expect(gateway.lastJson('/v1/payments')).toMatchObject({
    payment_method_id: 'efecty',
    date_of_expiration: '2026-11-24T18:00:00.000+00:00',
  });
  expect(begun.nextAction).toEqual({
    type: 'voucher',
    url: 'https://bank.example/pse',
    reference: '1122334455',
    agreement_code: null,
    expires_at: '2026-11-27T16:00:00.000Z',
  });
  expect(begun.expiresAt).toEqual(new Date('2026-11-27T16:00:00.000Z'));
});

it('asks again under the same key when the answer gets lost', async () => {
  gateway.answer(() => (gateway.requests.length === 1 ? null : [201, PAYMENT]));
  await payments.start(startPayment({ method: 'efecty' }));
  const keys = gateway.requests.map(({ headers }) => headers['x-idempotency-key']);
  expect(keys).toEqual([startPayment().idempotencyKey, startPayment().idempotencyKey]);
});

it('never gives one payment the key of another', async () => {
  gateway.answer(() => [201, PAYMENT]);
  await payments.start(startPayment({ method: 'efecty', idempotencyKey: 'one' }));
  await payments.start(startPayment({ method: 'efecty', idempotencyKey: 'two' }));
  expect(gateway.requests.map(({ headers }) => headers['x-idempotency-key'])).toEqual(['one', 'two']);
});

it.each([
  ['pse', { bankCode: '1', customer: { ...CUSTOMER, ipAddress: null } }, 'customer.ip_address'],
  ['pse', { bankCode: null }, 'bank_code'],
  ['efecty', { customer: { ...CUSTOMER, email: null } }, 'customer.email'],
] as const)('does not ask for what lacks what %s needs: %j', async (method, change, field) => {
  gateway.answer(() => [201, PAYMENT]);
  await expect(payments.start(startPayment({ method, ...change }))).rejects.toMatchObject({ field, status: 422 });
  expect(gateway.requests).toEqual([]);
});

it('refuses centavos, which MercadoPago has none of', async () => {
  const amount = { amountMinor: 5_000_050n, currency: 'COP' };
  await expect(payments.start(startPayment({ amount }))).rejects.toMatchObject({ code: 'unsupported_amount' });
});

it("tells a refusal by MercadoPago's number", async () => {
  const cause = [{ code: 4037, description: 'Invalid transaction_amount for ana@example.com' }];
  gateway.answer(() => [400, { message: 'x', error: 'bad_request', status: 400, cause }]);
  const error = await payments.start(startPayment({ method: 'efecty' })).catch((reason: unknown) => reason);
  expect(error).toMatchObject({ code: 'gateway_refused', gatewayCode: '4037', httpStatus: 400 });
});

it('lists the banks of PSE out of the ways to pay', async () => {
  const banks = [
    { id: '1007', description: 'Bancolombia' },
    { id: 1001, description: 'Banco de Bogotá' },
    { id: null },
  ];
  const list = [{ id: 'visa' }, { id: 'pse', financial_institutions: banks }];
  gateway.answer(() => [200, list]);
  expect(await payments.banks()).toEqual([
    { code: '1007', name: 'Bancolombia' },
    { code: '1001', name: 'Banco de Bogotá' },
  ]);
});

it('finds the payment of a preference by its reference', async () => {
  const approved = { ...PAYMENT, id: 2, status: 'approved' };
  gateway.answer(() => [200, { results: [{ ...PAYMENT, external_reference: 'other' }, PAYMENT, approved] }]);
  const begun = { method: 'checkout', reference, transactionId: null, gatewayObjectId: '123-abc' } as const;
  expect(await payments.follow(begun)).toMatchObject({
    transactionId: '2',
    gatewayObjectId: '123-abc',
    nextAction: null,
  });
});
