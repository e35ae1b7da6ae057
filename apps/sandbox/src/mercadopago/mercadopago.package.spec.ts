import { CardToken, MercadoPagoConfig, Payment, PaymentMethod, PaymentRefund, Preference } from 'mercadopago';
import { AppConfig } from 'mercadopago/dist/utils/config/index.js';
import { until } from '../../../../test/support/until.js';
import { startSandbox, type Sandbox } from '../sandbox.js';

let sandbox: Sandbox;
const realUrl = AppConfig.BASE_URL;

beforeAll(async () => {
  sandbox = await startSandbox({ timeFactor: 1000 });
  pointPackageAt(`${sandbox.url}/mercadopago`);
});

beforeEach(() => sandbox.control.reset());

afterAll(async () => {
  pointPackageAt(realUrl);
  await sandbox.close();
});

/** The package has no setting for its address. */
function pointPackageAt(url: string): void {
  Object.assign(AppConfig, { BASE_URL: url });
}

/** One configuration per call: the package leaks a call's options into the ones after it. */
function config(idempotencyKey?: string): MercadoPagoConfig {
  const { accessToken } = sandbox.secrets.mercadopago;
  return new MercadoPagoConfig({ accessToken, options: { timeout: 5000, maxRetries: 0, idempotencyKey } });
}

async function cardToken(holder: string): Promise<string> {
  const body = {
    card_number: '5254133674403564',
    expiration_month: '11',
    expiration_year: '2030',
    security_code: '123',
    cardholder: { name: holder, identification: { type: 'CC', number: '123456789' } },
  };
  return String((await new CardToken(config()).create({ body })).id);
}

const PAYER = { email: 'comprador@example.com', identification: { type: 'CC', number: '123456789' } };

async function payByCard(holder: string, more: object = {}): ReturnType<Payment['create']> {
  const token = await cardToken(holder);
  const body = {
    transaction_amount: 150_000,
    token,
    installments: 1,
    payment_method_id: 'master',
    external_reference: 'cart_1',
    payer: PAYER,
    ...more,
  };
  return new Payment(config()).create({ body });
}

const PSE = {
  transaction_amount: 150_000,
  payment_method_id: 'pse',
  external_reference: 'cart_1',
  payer: { ...PAYER, entity_type: 'individual' },
  transaction_details: { financial_institution: '1007' },
  additional_info: { ip_address: '127.0.0.1' },
  callback_url: 'http://127.0.0.1:1/return',
};

describe('the official mercadopago package and payments', () => {
  it.each([
    ['APRO', 'approved', 'accredited'],
    ['OTHE', 'rejected', 'cc_rejected_other_reason'],
    ['CONT', 'in_process', 'pending_contingency'],
    ['CALL', 'rejected', 'cc_rejected_call_for_authorize'],
    ['FUND', 'rejected', 'cc_rejected_insufficient_amount'],
    ['SECU', 'rejected', 'cc_rejected_bad_filled_security_code'],
    ['EXPI', 'rejected', 'cc_rejected_bad_filled_date'],
    ['FORM', 'rejected', 'cc_rejected_bad_filled_other'],
  ])('decides a card by its holder: %s is %s', async (holder, status, detail) => {
    const payment = await payByCard(holder);
    expect(payment).toMatchObject({ status, status_detail: detail, transaction_amount: 150_000, currency_id: 'COP' });
    const read = await new Payment(config()).get({ id: Number(payment.id) });
    expect(read).toMatchObject({ id: payment.id, external_reference: 'cart_1' });
    const deliveries = sandbox.control.listDeliveries({ transaction_id: String(payment.id) });
    expect(deliveries.map(({ event_type: type }) => type)).toEqual(['payment.created']);
  });

  it('sends a PSE payment to a page of the sandbox and an Efecty payment to a voucher', async () => {
    const pse = await new Payment(config()).create({ body: PSE });
    expect(pse).toMatchObject({ status: 'pending', status_detail: 'pending_waiting_transfer' });
    expect(pse.transaction_details?.external_resource_url).toBe(`${sandbox.url}/mercadopago/pse/${pse.id}`);
    const body = { transaction_amount: 50_000, payment_method_id: 'efecty', payer: PAYER };
    const efecty = await new Payment(config()).create({ body });
    expect(efecty).toMatchObject({ status: 'pending', status_detail: 'pending_waiting_payment' });
    expect(efecty.transaction_details).toMatchObject({
      payment_method_reference_id: expect.stringMatching(/^\d{10}$/),
      verification_code: expect.stringMatching(/^\d{10}$/),
      external_resource_url: `${sandbox.url}/mercadopago/efecty/${efecty.id}`,
    });
  });

  it('cancels a payment nobody paid in its time, and tells', async () => {
    const soon = new Date(Date.now() + 50_000).toISOString();
    const { id } = await new Payment(config()).create({ body: { ...PSE, date_of_expiration: soon } });
    await sandbox.control.waitUntilIdle();
    const read = async () => new Payment(config()).get({ id: Number(id) });
    await until('the payment to expire', async () => (await read()).status !== 'pending');
    expect(await read()).toMatchObject({ status: 'cancelled', status_detail: 'expired' });
  });

  it('makes one payment of one key', async () => {
    const first = await new Payment(config('key-1')).create({ body: PSE });
    const again = await new Payment(config('key-1')).create({ body: PSE });
    expect(again.id).toBe(first.id);
    const found = await new Payment(config()).search({ options: { external_reference: 'cart_1' } });
    expect(found.paging?.total).toBe(1);
  });

  it('refuses fractions of pesos, a used token and a request without a key', async () => {
    await expect(new Payment(config()).create({ body: { ...PSE, transaction_amount: 1000.5 } })).rejects.toMatchObject({
      status: 400,
      message: expect.stringContaining('integer values'),
    });
    const { token } = { token: await cardToken('APRO') };
    await payByCard('APRO', { token });
    await expect(payByCard('APRO', { token })).rejects.toMatchObject({ causes: [{ code: 2006 }] });
    const { accessToken } = sandbox.secrets.mercadopago;
    const answer = await fetch(`${sandbox.url}/mercadopago/v1/payments`, {
      method: 'POST',
      headers: { authorization: `Bearer ${accessToken}` },
      body: JSON.stringify(PSE),
    });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({
      cause: [{ code: 4292, description: "Header X-Idempotency-Key can't be null" }],
    });
  });

  it('authorizes without capture, captures later and cancels only what waits', async () => {
    const held = await payByCard('APRO', { capture: false });
    expect(held).toMatchObject({ status: 'authorized', captured: false });
    const captured = await new Payment(config()).capture({ id: Number(held.id) });
    expect(captured).toMatchObject({ status: 'approved', captured: true });
    await expect(new Payment(config()).cancel({ id: Number(held.id) })).rejects.toMatchObject({ status: 400 });
    const pending = await new Payment(config()).create({ body: PSE });
    expect(await new Payment(config()).cancel({ id: Number(pending.id) })).toMatchObject({ status: 'cancelled' });
  });

  it('lists the methods with the banks of PSE', async () => {
    const methods = await new PaymentMethod(config()).get();
    expect(methods.map(({ id }) => id)).toEqual(expect.arrayContaining(['visa', 'master', 'pse', 'efecty']));
    const pse = methods.find(({ id }) => id === 'pse');
    expect(pse?.financial_institutions?.map(({ id }) => id)).toContain('1007');
  });
});

describe('the official mercadopago package and refunds', () => {
  it('gives back in parts, then the rest, and names what it refuses by number', async () => {
    const { id } = await payByCard('APRO');
    const paymentId = String(id);
    const refund = (body: { amount?: number }) => new PaymentRefund(config()).create({ payment_id: paymentId, body });
    expect(await refund({ amount: 50_000 })).toMatchObject({ amount: 50_000, status: 'approved' });
    await expect(refund({ amount: 100_001 })).rejects.toMatchObject({ causes: [{ code: 2017 }] });
    expect(await refund({})).toMatchObject({ amount: 100_000 });
    await expect(refund({})).rejects.toMatchObject({ causes: [{ code: 2063 }] });
    const list = await new PaymentRefund(config()).list({ payment_id: paymentId });
    expect(Array.from(list).map(({ amount }) => amount)).toEqual([50_000, 100_000]);
    const payment = await new Payment(config()).get({ id: paymentId });
    expect(payment).toMatchObject({ status: 'refunded', transaction_amount_refunded: 150_000 });
  });

  it('answers a replayed key with 200 and nothing, and refunds once', async () => {
    const { id } = await payByCard('APRO');
    const post = async () =>
      fetch(`${sandbox.url}/mercadopago/v1/payments/${id}/refunds`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${sandbox.secrets.mercadopago.accessToken}`,
          'x-idempotency-key': 'refund-1',
        },
        body: JSON.stringify({ amount: 1000 }),
      });
    expect((await post()).status).toBe(201);
    const replay = await post();
    expect([replay.status, await replay.text()]).toEqual([200, '']);
    expect((await new Payment(config()).get({ id: Number(id) })).refunds).toHaveLength(1);
  });
});

describe('the official mercadopago package and preferences', () => {
  const items = [{ id: 'SKU-1', title: 'Camisa', quantity: 3, unit_price: 50_000, currency_id: 'COP' }];

  it('creates, reads and changes a preference with a page of the sandbox', async () => {
    const body = { items, external_reference: 'cart_1', metadata: { cartId: 'cart_1' } };
    const created = await new Preference(config()).create({ body });
    expect(created.init_point).toBe(`${sandbox.url}/checkout/v1/redirect?pref_id=${created.id}`);
    expect(created.sandbox_init_point).toBe(created.init_point);
    expect(await new Preference(config()).get({ preferenceId: String(created.id) })).toMatchObject({
      external_reference: 'cart_1',
      metadata: { cart_id: 'cart_1' },
    });
    const updated = await new Preference(config()).update({
      id: String(created.id),
      updatePreferenceRequest: { items, external_reference: 'cart_2' },
    });
    expect(updated).toMatchObject({ id: created.id, external_reference: 'cart_2' });
  });

  it('refuses one without items, with fractions of pesos, or that returns to nowhere', async () => {
    const create = (body: object) => new Preference(config()).create({ body: { items, ...body } });
    await expect(create({ items: [] })).rejects.toMatchObject({ status: 400 });
    await expect(create({ items: [{ ...items[0], unit_price: 1.5 }] })).rejects.toMatchObject({ status: 400 });
    await expect(create({ auto_return: 'approved' })).rejects.toMatchObject({
      message: expect.stringContaining('auto_return invalid'),
    });
  });
});
