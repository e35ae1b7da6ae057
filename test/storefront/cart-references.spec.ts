import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';
import { until } from '../support/until.js';

let application: TestApplication;
let shop: Shop;
const AMOUNT = 5_000_000;

beforeAll(async () => {
  application = await startApplication({ sandbox: true });
  shop = new Shop(application);
});
afterAll(async () => {
  await application?.close();
});

const PAID = { wompi: 'APPROVED', mercadopago: 'approved', stripe: 'succeeded' } as const;
const REFUSED = { wompi: 'DECLINED', mercadopago: 'rejected', stripe: 'payment_failed' } as const;
const GATEWAYS = ['wompi', 'mercadopago', 'stripe'] as const;

function pay(gateway: (typeof GATEWAYS)[number], reference: string, status: string = PAID[gateway]): string {
  const made = application.sandbox?.control.makeTransaction({ gateway, reference, amount: AMOUNT, status });
  if (!made) throw new Error('no sandbox');
  return made.transaction.id;
}

describe.each(GATEWAYS)('a payment at %s under the reference of a further attempt', (gateway) => {
  it('pays the order of its cart', async () => {
    const cart = await shop.cart(AMOUNT);
    await shop.complete(cart);
    const transactionId = pay(gateway, `${cart}-2`);
    const order = await shop.untilOrder(cart, 'captured');
    const { body } = await shop.merchant<{ data: { order_id: string; reference: string }[] }>(
      'GET',
      `/api/payments?reference=${cart}-2`,
    );
    expect(body.data).toMatchObject([{ order_id: order.id, reference: `${cart}-2`, transaction_id: transactionId }]);
  });

  it('is the early result of its cart, and pays the order made later', async () => {
    const cart = await shop.cart(AMOUNT);
    pay(gateway, `${cart}-7`);
    await shop.untilResult(cart, 'approved');
    const { body } = await shop.complete(cart);
    expect(body.order.payment_status).toBe('captured');
  });
});

it('outlives the rejection of the first attempt', async () => {
  const cart = await shop.cart(AMOUNT);
  pay('wompi', cart, REFUSED.wompi);
  await shop.untilResult(cart, 'rejected');
  pay('wompi', `${cart}-2`);
  await shop.untilResult(cart, 'approved');
  expect((await shop.complete(cart)).body.order.payment_status).toBe('captured');
});

it('of a cart that is none of ours belongs to nobody', async () => {
  const stranger = 'cart_01jq4s4ky8hwq6na5pxb65b3d3-2';
  pay('stripe', stranger);
  const find = () =>
    shop.merchant<{ data: { order_id: string | null }[] }>('GET', `/api/payments?reference=${stranger}`);
  await until('it is kept', async () => (await find()).body.data.length === 1);
  expect((await find()).body.data[0]?.order_id).toBeNull();
});
