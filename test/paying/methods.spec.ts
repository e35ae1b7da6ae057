import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';
import { CUSTOMER, Payer, type Session } from './payer.js';

let api: TestApplication;
let shop: Shop;
let payer: Payer;
const AMOUNT = 5_000_000;

beforeAll(async () => {
  api = await startApplication({ sandbox: true });
  shop = new Shop(api);
  payer = new Payer(api);
});
afterAll(() => api?.close());
beforeEach(() => api.sandbox?.control.reset());

const CARD = { holder: 'ANA GIL', expiry: '12/34', cvc: '123', email: 'ana@example.com' };

type Act = (session: Session) => Promise<unknown>;

const urlOf = ({ next_action }: Session): string => {
  if (next_action?.type !== 'redirect') throw new Error(`no redirect: ${JSON.stringify(next_action)}`);
  return String(next_action['url']);
};
/** Opens the page and fills in its form. */
const fill =
  (fields: Record<string, string>): Act =>
  async (session) =>
    payer.browser.submit(await payer.browser.open(urlOf(session)), fields);
const nothing: Act = () => Promise.resolve();
/** What happens outside of any page: money paid at a counter. */
const paidAt =
  (gateway: 'wompi' | 'mercadopago', status: string): Act =>
  async ({ transaction_id }) =>
    api.sandbox?.control.changeStatus({ gateway, id: transaction_id ?? '', status });

const element: Act = async ({ next_action, transaction_id }) => {
  const query = new URLSearchParams({ client_secret: String(next_action?.['client_secret']) });
  const page = await payer.browser.open(`/stripe/element/${transaction_id}?${query.toString()}`);
  return payer.browser.submit(page, { ...CARD, number: '4242424242424242' });
};
const widgetPage: Act = async ({ next_action }) => {
  const parameters = next_action?.['parameters'] as Record<string, unknown>;
  const { integrity } = parameters['signature'] as Record<string, string>;
  const query = new URLSearchParams({
    'public-key': String(parameters['publicKey']),
    currency: String(parameters['currency']),
    'amount-in-cents': String(parameters['amountInCents']),
    reference: String(parameters['reference']),
    'signature:integrity': integrity ?? '',
    'expiration-time': String(parameters['expirationTime']),
  });
  const page = await payer.browser.open(`/p/?${query.toString()}`);
  return payer.browser.submit(page, { ...CARD, method: 'CARD', number: '4242424242424242' });
};

/** Its code must be seen before the sandbox decides by itself what becomes of it. */
const SLOWLY: ReadonlySet<string> = new Set(['bancolombia_qr']);

const WAYS: readonly [provider: string, method: string, more: object, next: string, act: () => Act][] = [
  ['wompi', 'checkout', {}, 'redirect', () => fill({ ...CARD, method: 'CARD', number: '4242424242424242' })],
  ['wompi', 'widget', {}, 'widget', () => widgetPage],
  ['wompi', 'pse', { bank_code: '4' }, 'redirect', () => fill({ outcome: 'APPROVED' })],
  ['wompi', 'nequi', {}, 'wait', () => nothing],
  ['wompi', 'daviplata', {}, 'redirect', () => fill({ otp: '574829' })],
  ['wompi', 'bancolombia_transfer', {}, 'redirect', () => fill({ outcome: 'APPROVED' })],
  ['wompi', 'bancolombia_qr', {}, 'qr', () => nothing],
  ['wompi', 'bancolombia_collect', {}, 'voucher', () => paidAt('wompi', 'APPROVED')],
  ['mercadopago', 'checkout', {}, 'redirect', () => fill({ ...CARD, method: 'card', test_holder: 'APRO' })],
  ['mercadopago', 'card', {}, 'redirect', () => fill({ ...CARD, method: 'card', test_holder: 'APRO' })],
  ['mercadopago', 'pse', { bank_code: '1007' }, 'redirect', () => fill({ outcome: 'approve' })],
  ['mercadopago', 'efecty', {}, 'voucher', () => paidAt('mercadopago', 'approved')],
  ['stripe', 'checkout', {}, 'redirect', () => fill({ ...CARD, number: '4242424242424242' })],
  ['stripe', 'card', {}, 'redirect', () => fill({ ...CARD, number: '4242424242424242' })],
  ['stripe', 'payment_intent', {}, 'confirm', () => element],
];

it('is every way to pay that the gateways offer', async () => {
  const { body } = await payer.read<{ gateways: { provider: string; methods: { method: string }[] }[] }>(
    '/store/payments/config',
  );
  const offered = body.gateways.flatMap(({ provider, methods }) =>
    methods.map(({ method }) => `${provider} ${method}`),
  );
  expect(offered.sort()).toEqual(WAYS.map(([provider, method]) => `${provider} ${method}`).sort());
});

describe.each(WAYS)('%s by %s', (provider, method, more, next, act) => {
  const body = { provider, method, customer: CUSTOMER, ...more };

  it('starts, is paid, and ends in a captured order', async () => {
    if (SLOWLY.has(method)) api.sandbox?.control.setSettlement({ gateway: 'wompi', after_ms: 700 });
    const cart = await shop.cart(AMOUNT);
    const started = await payer.started(cart, body);
    expect(started).toMatchObject({ provider, method, cart_id: cart, amount: AMOUNT, reference: cart });
    const ready = started.next_action
      ? started
      : await payer.untilSession(started.id, 'has a next action', ({ next_action }) => next_action !== null);
    expect(ready.next_action?.type).toBe(next);
    await act()(ready);
    await shop.untilResult(cart, 'approved');
    const { body: completed } = await shop.complete(cart);
    expect(completed.order).toMatchObject({ payment_status: 'captured', amount: AMOUNT });
    const done = await payer.session(started.id);
    expect(done).toMatchObject({ status: 'succeeded', next_action: null, error_code: null });
    const { data } = (await shop.merchant<{ data: object[] }>('GET', `/api/payments?reference=${cart}`)).body;
    expect(data).toMatchObject([{ provider, status: 'captured', amount: AMOUNT, transaction_id: done.transaction_id }]);
  });
});

const REFUSALS: readonly [provider: string, method: string, more: object, act: () => Act][] = [
  ['wompi', 'checkout', {}, () => fill({ ...CARD, method: 'CARD', number: '4111111111111111' })],
  ['wompi', 'nequi', { customer: { ...CUSTOMER, phone_number: '3992222222' } }, () => nothing],
  ['wompi', 'pse', { bank_code: '2' }, () => nothing],
  ['mercadopago', 'checkout', {}, () => fill({ ...CARD, method: 'card', test_holder: 'FUND' })],
  ['mercadopago', 'pse', { bank_code: '1007' }, () => fill({ outcome: 'reject' })],
  ['stripe', 'checkout', {}, () => fill({ ...CARD, number: '4000000000009995' })],
];

describe.each(REFUSALS)('%s by %s, refused', (provider, method, more, act) => {
  it('is a failed session, and the cart can be paid another way', async () => {
    const cart = await shop.cart(AMOUNT);
    const started = await payer.started(cart, { provider, method, customer: CUSTOMER, ...more });
    await act()(started);
    await payer.untilSession(started.id, 'has failed', ({ status }) => status === 'failed');
    await shop.untilResult(cart, 'rejected');
    const again = await payer.started(cart, { provider: 'stripe', method: 'payment_intent' });
    await element(again);
    await shop.untilResult(cart, 'approved');
    expect((await shop.complete(cart)).body.order.payment_status).toBe('captured');
  });
});
