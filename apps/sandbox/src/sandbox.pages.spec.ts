import { createHash } from 'node:crypto';
import Stripe from 'stripe';
import { linkOf, unlabelledFields, Visitor } from '../../../test/sandbox/visitor.js';
import { startSandbox, type Sandbox } from './sandbox.js';

let sandbox: Sandbox;
let visitor: Visitor;

beforeAll(async () => {
  sandbox = await startSandbox({ timeFactor: 1000 });
  visitor = new Visitor(sandbox.url);
});

beforeEach(() => sandbox.control.reset());

afterAll(() => sandbox.close());

const SHOP = 'http://127.0.0.1:1';

function statuses(): string[] {
  return sandbox.control.listTransactions().map(({ status }) => status);
}

describe('Wompi’s Web Checkout', () => {
  function link(more: Record<string, string> = {}, amount = '5000000'): string {
    const { publicKey, integritySecret } = sandbox.secrets.wompi;
    const expiration = more['expiration-time'] ?? '';
    const text = `cart_1${amount}COP${expiration}${integritySecret}`;
    const parameters = new URLSearchParams({
      'public-key': publicKey,
      currency: 'COP',
      'amount-in-cents': '5000000',
      reference: 'cart_1',
      'signature:integrity': createHash('sha256').update(text).digest('hex'),
      'redirect-url': `${SHOP}/return?cart=1`,
      ...more,
    });
    return `/p/?${parameters.toString()}`;
  }

  async function payWith(fields: Record<string, string>): Promise<URL> {
    const page = await visitor.submit(await visitor.open(link()), fields);
    const done = await visitor.openUntil(page.url, ({ url }) => !url.startsWith(`${sandbox.url}/p/pago/`));
    return new URL(done.url);
  }

  it('takes the documented card and sends the shopper back with the transaction’s id', async () => {
    const page = await visitor.open(link());
    expect(page.text).toContain('$ 50.000 COP');
    expect(unlabelledFields(page)).toEqual([]);
    const back = await payWith({
      method: 'CARD',
      number: '4242 4242 4242 4242',
      holder: 'ANA GIL',
      expiry: '12/34',
      cvc: '123',
    });
    const [transaction] = sandbox.control.listTransactions({ gateway: 'wompi' });
    expect(back.href).toBe(`${SHOP}/return?cart=1&id=${transaction?.id}&env=test`);
    expect(transaction).toMatchObject({ status: 'APPROVED', reference: 'cart_1', amount: 5_000_000 });
  });

  it('lets the shopper try again under the same reference, and not once it is paid', async () => {
    const first = await visitor.submit(await visitor.open(link()), {
      method: 'CARD',
      test_card: '4111111111111111',
      holder: 'ANA GIL',
      expiry: '12/34',
      cvc: '123',
    });
    const refused = await visitor.openUntil(first.url, ({ text }) => text.includes('Intentar de nuevo'));
    const again = await visitor.open(linkOf(refused, 'Intentar de nuevo'));
    const paid = await visitor.submit(again, { method: 'NEQUI', test_phone: '3991111111' });
    await visitor.openUntil(paid.url, ({ url }) => url.startsWith(SHOP));
    expect(statuses()).toEqual(['APPROVED', 'DECLINED']);
    expect((await visitor.open(link())).url).toMatch(SHOP);
  });

  it('goes by the bank’s page, where the payer decides', async () => {
    const bank = await payWith({ method: 'BANCOLOMBIA_TRANSFER' });
    expect(bank.pathname).toMatch('/wompi/pay/');
    const back = await visitor.submit(await visitor.open(bank.href), { outcome: 'APPROVED' });
    expect(back.url).toMatch(`${SHOP}/return?cart=1&id=`);
    expect(statuses()).toEqual(['APPROVED']);
  });

  it('asks for Daviplata’s code and says when it is wrong', async () => {
    const page = await visitor.open((await payWith({ method: 'DAVIPLATA', user_legal_id: '123' })).href);
    const wrong = await visitor.submit(page, { otp: '000000' });
    expect(wrong.text).toContain('El código no es válido');
    expect(statuses()).toEqual(['PENDING']);
    const refused = await visitor.submit(wrong, { otp: '186743' });
    expect(refused.text).toContain('Fondos insuficientes');
  });

  it.each([
    ['another amount', { 'amount-in-cents': '1' }, 'signature'],
    ['a signature in upper case', { 'signature:integrity': 'ABC' }, 'signature'],
    ['another merchant', { 'public-key': 'pub_test_other' }, 'public-key'],
    ['an expiry that is over', { 'expiration-time': '2020-01-01T00:00:00.000Z' }, 'expiration_time'],
    ['a phone without its prefix', { 'customer-data:phone-number': '3001112233' }, 'phone-number-prefix'],
  ])('refuses a link with %s', async (_what, more, field) => {
    const page = await visitor.open(link(more));
    expect(page.status).toBe(422);
    expect(page.text).toContain(field);
  });

  it('opens in the widget’s frame, which is told the result', async () => {
    const script = await visitor.open('/widget.js');
    expect(script.text).toContain('window.WidgetCheckout');
    const page = await visitor.submit(await visitor.open(link({ widget: '1' })), {
      method: 'NEQUI',
      test_phone: '3991111111',
    });
    const done = await visitor.openUntil(page.url, ({ text }) => text.includes('/widget/frame.js'));
    expect(done.text).toContain('APPROVED');
  });

  it('never shows what a merchant’s link holds as markup', async () => {
    const page = await visitor.open(link({ 'customer-data:email': '"><script>alert(1)</script>' }));
    expect(page.text).not.toContain('<script>');
  });
});

describe('MercadoPago’s Checkout Pro', () => {
  async function preference(more: object = {}): Promise<string> {
    const answer = await fetch(`${sandbox.url}/mercadopago/checkout/preferences`, {
      method: 'POST',
      headers: { authorization: `Bearer ${sandbox.secrets.mercadopago.accessToken}` },
      body: JSON.stringify({
        items: [{ title: 'Camisa <b>', quantity: 2, unit_price: 25_000, currency_id: 'COP' }],
        external_reference: 'cart_1',
        metadata: { cart_id: 'cart_1' },
        back_urls: { success: `${SHOP}/ok`, pending: `${SHOP}/pending`, failure: `${SHOP}/failed` },
        auto_return: 'approved',
        ...more,
      }),
    });
    return ((await answer.json()) as { init_point: string }).init_point;
  }

  const CARD = { method: 'card', email: 'ana@example.com', holder: 'X', expiry: '12/34', cvc: '123' };

  it('pays and comes back as MercadoPago sends the shopper back', async () => {
    const page = await visitor.open(await preference());
    expect(page.text).toContain('Camisa &#60;b&#62;');
    expect(unlabelledFields(page)).toEqual([]);
    const back = new URL((await visitor.submit(page, { ...CARD, test_holder: 'APRO' })).url);
    const [transaction] = sandbox.control.listTransactions();
    expect(`${back.origin}${back.pathname}`).toBe(`${SHOP}/ok`);
    expect(Object.fromEntries(back.searchParams)).toMatchObject({
      collection_id: transaction?.id,
      payment_id: transaction?.id,
      status: 'approved',
      external_reference: 'cart_1',
      payment_type: 'credit_card',
      site_id: 'MCO',
    });
    expect(transaction).toMatchObject({
      reference: 'cart_1',
      amount: 5_000_000,
      resource: { metadata: { cart_id: 'cart_1' } },
    });
  });

  it('shows why a card was rejected and lets the shopper choose another way', async () => {
    const page = await visitor.open(await preference());
    const refused = await visitor.submit(page, { ...CARD, test_holder: 'FUND' });
    expect(refused.text).toContain('cc_rejected_insufficient_amount');
    expect(linkOf(refused, 'Volver a la tienda')).toMatch(`${SHOP}/failed`);
    const again = await visitor.open(linkOf(refused, 'Elegir otro medio de pago'));
    const bank = await visitor.submit(again, {
      method: 'pse',
      email: 'ana@example.com',
      financial_institution: '1007',
    });
    const back = await visitor.submit(bank, { outcome: 'approve' });
    expect(back.url).toMatch(`${SHOP}/ok`);
    expect(statuses()).toEqual(['approved', 'rejected']);
  });

  it('gives a voucher for cash, which is paid or expires', async () => {
    const page = await visitor.open(await preference());
    const pending = await visitor.submit(page, { method: 'efecty', email: 'ana@example.com' });
    expect(linkOf(pending, 'Volver a la tienda')).toMatch(`${SHOP}/pending`);
    const voucher = await visitor.open(linkOf(pending, 'Ver el cupón'));
    expect(voucher.text).toContain('Número de referencia');
    await visitor.submit(voucher, { outcome: 'pay' });
    expect(statuses()).toEqual(['approved']);
  });

  it('takes nothing for a preference that is over', async () => {
    const url = await preference({ expires: true, expiration_date_to: '2020-01-01T00:00:00.000-04:00' });
    expect((await visitor.open(url)).status).toBe(410);
  });
});

describe('Stripe’s pages', () => {
  function client(): Stripe {
    const { hostname, port } = new URL(sandbox.url);
    return new Stripe(sandbox.secrets.stripe.secretKey, {
      host: hostname,
      port: Number(port),
      protocol: 'http',
      telemetry: false,
    });
  }

  async function session(): Promise<Stripe.Checkout.Session> {
    return client().checkout.sessions.create({
      mode: 'payment',
      line_items: [
        { price_data: { currency: 'cop', unit_amount: 5_000_000, product_data: { name: 'Camisa' } }, quantity: 1 },
      ],
      success_url: `${SHOP}/ok?session={CHECKOUT_SESSION_ID}`,
      cancel_url: `${SHOP}/cancel`,
      payment_intent_data: { metadata: { cart_id: 'cart_1' } },
    });
  }

  const CARD = { email: 'ana@example.com', holder: 'Ana Gil', expiry: '12/34', cvc: '123' };

  it('pays a session and comes back to its success_url', async () => {
    const { id, url } = await session();
    const page = await visitor.open(String(url));
    expect(unlabelledFields(page)).toEqual([]);
    expect(linkOf(page, 'Volver sin pagar')).toBe(`${SHOP}/cancel`);
    const back = await visitor.submit(page, { ...CARD, number: '4242 4242 4242 4242' });
    expect(back.url).toBe(`${SHOP}/ok?session=${id}`);
    const paid = await client().checkout.sessions.retrieve(id, { expand: ['payment_intent'] });
    expect(paid).toMatchObject({
      status: 'complete',
      payment_status: 'paid',
      payment_intent: { status: 'succeeded', metadata: { cart_id: 'cart_1' } },
      customer_details: { email: 'ana@example.com' },
    });
    const { data } = await client().events.list({ limit: 100 });
    expect(data.map(({ type }) => type).reverse()).toEqual([
      'payment_intent.created',
      'payment_intent.succeeded',
      'charge.succeeded',
      'checkout.session.completed',
    ]);
  });

  it('says that a card was declined and takes another one under the same intent', async () => {
    const { id, url } = await session();
    const page = await visitor.open(String(url));
    const refused = await visitor.submit(page, { ...CARD, test_card: '4000000000009995' });
    expect(refused.text).toContain('Your card has insufficient funds.');
    expect((await client().checkout.sessions.retrieve(id)).status).toBe('open');
    expect((await visitor.submit(refused, { ...CARD, number: '4242424242424242' })).url).toMatch(`${SHOP}/ok`);
    expect(sandbox.control.listTransactions({ gateway: 'stripe' })).toHaveLength(1);
  });

  it('asks for 3D Secure and goes on by its answer', async () => {
    const { url } = await session();
    const challenge = await visitor.submit(await visitor.open(String(url)), { ...CARD, test_card: '4000002760003184' });
    expect(challenge.url).toMatch('/stripe/3ds/');
    const failed = await visitor.submit(challenge, { outcome: 'fail' });
    expect(failed.text).toContain('unable to authenticate');
    const again = await visitor.submit(failed, { ...CARD, test_card: '4000002760003184' });
    expect((await visitor.submit(again, { outcome: 'complete' })).url).toMatch(`${SHOP}/ok`);
  });

  it('confirms an intent on the page behind Stripe.js and comes back as Stripe does', async () => {
    expect((await visitor.open('/v3/')).text).toContain('confirmPayment');
    const intent = await client().paymentIntents.create({ amount: 5_000_000, currency: 'cop' });
    const secret = String(intent.client_secret);
    const query = new URLSearchParams({ client_secret: secret, return_url: `${SHOP}/return` });
    const page = await visitor.open(`/stripe/element/${intent.id}?${query.toString()}`);
    const refused = await visitor.submit(page, { ...CARD, test_card: '4000000000000002' });
    expect(refused.text).toContain('Your card was declined.');
    const challenge = await visitor.submit(refused, { ...CARD, test_card: '4000002760003184' });
    const back = new URL((await visitor.submit(challenge, { outcome: 'complete' })).url);
    expect(Object.fromEntries(back.searchParams)).toEqual({
      payment_intent: intent.id,
      payment_intent_client_secret: secret,
      redirect_status: 'succeeded',
    });
    const other = new URLSearchParams({ client_secret: 'pi_x_secret_y' });
    expect((await visitor.open(`/stripe/element/${intent.id}?${other.toString()}`)).status).toBe(400);
  });
});
