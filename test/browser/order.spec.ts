import type { Browser } from 'playwright-core';
import { browserAvailable, openBrowser, PHONE, Shopper } from '../support/browser.js';
import { startApplication, type TestApplication } from '../support/application.js';
import { Shop } from '../support/shop.js';

const AMOUNT = 5_000_000;

(browserAvailable() ? describe : describe.skip)('a shopper back from the gateway', () => {
  let api: TestApplication;
  let browser: Browser;
  let shop: Shop;
  let shopper: Shopper;

  beforeAll(async () => {
    [api, browser] = await Promise.all([startApplication({ sandbox: true }), openBrowser()]);
    shop = new Shop(api);
  });
  afterAll(async () => {
    await browser?.close();
    await api?.close();
  });
  beforeEach(async () => {
    shopper = await Shopper.come(browser);
  });
  afterEach(async () => {
    await shopper.leave();
  });

  const pay = (cart: string, status = 'APPROVED'): void =>
    void api.sandbox?.control.makeTransaction({ gateway: 'wompi', reference: cart, amount: AMOUNT, status });
  const heading = () => shopper.page.getByRole('heading', { level: 1 });
  const untilHeading = (text: string): Promise<void> => heading().filter({ hasText: text }).waitFor();

  it('after the webhook: finds the order paid', async () => {
    const cart = await shop.cart(AMOUNT);
    pay(cart);
    await shop.untilResult(cart, 'approved');
    await shopper.page.goto(`${api.url}/checkout/${cart}/return?id=01-1-1&env=test`);
    await untilHeading('¡Pago aprobado!');
    const order = await shop.order(cart);
    expect(order).toMatchObject({ payment_status: 'captured' });
    expect(shopper.page.url()).toBe(`${api.url}/order/confirmed/${order?.id}`);
    await shopper.page.getByText(`Orden #${order?.display_id}`).first().waitFor();
    expect(await shopper.page.getByText(/\$\s50\.000/).count()).toBeGreaterThan(0);
    expect(shopper.complaints).toEqual([]);
    expect([...shopper.origins]).toEqual([api.url]);
  });

  it('before the webhook: sees that it is confirmed, gets an order that waits, and hears live that it is paid', async () => {
    const cart = await shop.cart(AMOUNT);
    await shopper.page.clock.install();
    await shopper.page.goto(`${api.url}/checkout/${cart}/return?id=01-1-2&env=test`);
    await untilHeading('Confirmando tu pago');
    await shopper.page.getByText('Transacción 01-1-2').waitFor();
    expect(await shop.order(cart)).toBeNull();
    await shopper.page.clock.fastForward(11_000);
    await untilHeading('Orden creada');
    await shopper.page.getByText('Procesando tu pago, esto puede tardar unos minutos').waitFor();
    expect(await shop.order(cart)).toMatchObject({ payment_status: 'awaiting_payment' });
    await shopper.picture('order-pending-desktop');
    pay(cart);
    await untilHeading('¡Pago aprobado!');
    await shopper.picture('order-paid-desktop');
  });

  it('without having paid: chooses again, also when the order waits already', async () => {
    const cart = await shop.cart(AMOUNT);
    const { order } = (await shop.complete(cart)).body;
    await shopper.page.goto(`${api.url}/checkout/${cart}/return?canceled=true`);
    await untilHeading('Revisa y paga');
    await shopper.page.getByText(`La orden #${order.display_id} espera su pago`).waitFor();
    expect(shopper.page.url()).toBe(`${api.url}/checkout/${cart}`);
  });

  it('reloading in the middle makes no second order', async () => {
    const cart = await shop.cart(AMOUNT);
    await shopper.page.goto(`${api.url}/checkout/${cart}/return?id=01-1-3`);
    await untilHeading('Confirmando tu pago');
    await shopper.page.reload();
    await untilHeading('Confirmando tu pago');
    pay(cart);
    await untilHeading('¡Pago aprobado!');
    const order = await shop.order(cart);
    await shopper.page.reload();
    await untilHeading('¡Pago aprobado!');
    await shopper.page.goto(`${api.url}/checkout/${cart}/return?id=01-1-3`);
    await untilHeading('¡Pago aprobado!');
    expect(shopper.page.url()).toContain(order?.id);
  });

  it('hears that the payment was refused while the order waits, and can choose again', async () => {
    const cart = await shop.cart(AMOUNT);
    const { body } = await shop.complete(cart);
    await shopper.page.goto(`${api.url}/order/confirmed/${body.order.id}`);
    await untilHeading('Orden creada');
    pay(cart, 'DECLINED');
    await untilHeading('El pago no se completó');
    const again = shopper.page.getByRole('link', { name: 'Intentar con otro método' });
    expect(await again.getAttribute('href')).toBe(`/checkout/${cart}`);
    expect(await shopper.page.getByRole('status').textContent()).toContain('No se hizo ningún cobro');
    await shopper.picture('order-refused-desktop');
  });

  it('where no stream comes through, asks every three seconds', async () => {
    const cart = await shop.cart(AMOUNT);
    const { body } = await shop.complete(cart);
    await shopper.context.route('**/events', (route) => route.abort());
    await shopper.page.goto(`${api.url}/order/confirmed/${body.order.id}`);
    await untilHeading('Orden creada');
    pay(cart);
    await shop.untilOrder(cart, 'captured');
    await untilHeading('¡Pago aprobado!');
  });

  it('is offered help after five minutes, and told not to pay again', async () => {
    const cart = await shop.cart(AMOUNT);
    const { body } = await shop.complete(cart);
    await shopper.page.clock.install();
    await shopper.page.goto(`${api.url}/order/confirmed/${body.order.id}`);
    await untilHeading('Orden creada');
    const help = shopper.page.getByRole('heading', { name: 'Está tardando más de lo normal' });
    await shopper.page.clock.fastForward(4 * 60_000);
    expect(await help.count()).toBe(0);
    await shopper.page.clock.fastForward(60_000);
    await help.waitFor();
    expect(await shopper.barriers()).toEqual([]);
    await shopper.picture('order-late-desktop');
  });

  it('reads English after choosing it, on every page and the next day', async () => {
    const cart = await shop.cart(AMOUNT);
    const { body } = await shop.complete(cart);
    await shopper.page.goto(`${api.url}/order/confirmed/${body.order.id}`);
    await untilHeading('Orden creada');
    expect(await shopper.page.locator('html').getAttribute('lang')).toBe('es');
    await shopper.page.getByRole('button', { name: 'English' }).click();
    await untilHeading('Order created');
    expect(await shopper.page.locator('html').getAttribute('lang')).toBe('en');
    const later = await shopper.context.newPage();
    await later.goto(`${api.url}/order/confirmed/${body.order.id}`);
    await later.getByRole('heading', { name: 'Order created' }).waitFor();
    expect(await later.title()).toContain('Order created');
  });

  it('finds no barrier, on a telephone either, and nothing that is wider than it', async () => {
    await shopper.page.setViewportSize(PHONE);
    const cart = await shop.cart(AMOUNT);
    const { body } = await shop.complete(cart);
    await shopper.page.goto(`${api.url}/order/confirmed/${body.order.id}`);
    await untilHeading('Orden creada');
    expect(await shopper.barriers()).toEqual([]);
    await shopper.picture('order-pending-phone');
    const width = await shopper.page.evaluate('document.documentElement.scrollWidth');
    expect(width).toBeLessThanOrEqual(PHONE.width);
    pay(cart);
    await untilHeading('¡Pago aprobado!');
    expect(await shopper.barriers()).toEqual([]);
    await shopper.picture('order-paid-phone');
  });

  it('is told in words when there is no such order or cart', async () => {
    await shopper.page.goto(`${api.url}/order/confirmed/order_00000000000000000000000000`);
    await shopper.page.getByRole('alert').filter({ hasText: 'No encontramos esta orden' }).waitFor();
    await shopper.page.goto(`${api.url}/checkout/cart_00000000000000000000000000/return?id=01-1-1`);
    await shopper.page.getByRole('alert').filter({ hasText: 'No encontramos este carrito' }).waitFor();
    expect(await shopper.barriers()).toEqual([]);
  });
});
