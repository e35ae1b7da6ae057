import type { Page } from 'playwright-core';
import { DatabaseService } from '../../apps/api/src/database/database.service.js';
import { browserAvailable, PHONE, type Shopper } from '../support/browser.js';
import { AMOUNT, CheckoutPage, CheckoutStage } from '../support/checkout.stage.js';
import { until } from '../support/until.js';

(browserAvailable() ? describe : describe.skip)('the checkout page', () => {
  let stage: CheckoutStage;
  let shopper: Shopper;
  let page: Page;
  let checkout: CheckoutPage;

  beforeAll(async () => {
    stage = await CheckoutStage.set({ env: { GATEWAY_TIMEOUT: '500ms' } });
  });
  afterAll(() => stage?.clear());
  beforeEach(async () => {
    shopper = await stage.shopper();
    page = shopper.page;
    checkout = new CheckoutPage(stage, page, await stage.cart());
  });
  afterEach(async () => {
    stage.api.sandbox?.control.reset();
    await shopper.leave();
  });

  const control = () => {
    if (stage.api.sandbox === null) throw new Error('the sandbox was asked for');
    return stage.api.sandbox.control;
  };
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
  const refuse = (provider: 'wompi' | 'stripe', status: string): void =>
    void control().makeTransaction({ gateway: provider, reference: checkout.cartId, amount: AMOUNT, status });
  const sessions = async (): Promise<unknown[]> => {
    const { pool } = stage.api.app.get(DatabaseService);
    const text = 'SELECT id FROM payment_sessions WHERE cart_id = $1';
    return (await pool.query<{ id: string }>(text, [checkout.cartId])).rows;
  };

  it('shows what is bought and what it costs, has no barriers, and is there within two seconds', async () => {
    const started = Date.now();
    await checkout.open();
    expect(Date.now() - started).toBeLessThan(2_000);
    const summary = page.getByRole('region', { name: 'Resumen de tu compra' });
    const text = ((await summary.textContent()) ?? '').replace(/\s/g, ' ');
    expect(text).toContain('Café de origen, 500 g');
    expect(text).toContain('$ 40.000');
    expect(text).toContain('Total$ 50.000 COP');
    expect(await shopper.barriers()).toEqual([]);
    expect(shopper.complaints).toEqual([]);
    expect([...shopper.origins]).toEqual([stage.api.url]);
    await shopper.picture('checkout-desktop');
  });

  it('fits a telephone, and nothing jumps while it loads', async () => {
    await page.setViewportSize(PHONE);
    await page.addInitScript(WATCH_SHIFTS);
    await checkout.open();
    await checkout.choose('pse');
    await page.getByLabel('Banco', { exact: true }).waitFor();
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(PHONE.width);
    expect(await page.evaluate('window.shifted')).toBeLessThan(0.1);
    expect(await shopper.barriers()).toEqual([]);
    await shopper.picture('checkout-phone');
  });

  it('goes on, for a keyboard too, where the next step is shown in place of the button', async () => {
    await checkout.open();
    await checkout.choose('bancolombia_collect');
    await checkout.payButton.press('Enter');
    await page.getByRole('heading', { name: 'Paga en efectivo con este comprobante' }).waitFor();
    expect(await page.evaluate('document.activeElement.querySelector("h2")?.textContent')).toMatch(/^Paga en efectivo/);
    expect(await shopper.barriers()).toEqual([]);
  });

  it('says what is missing before anything is sent, and goes to it', async () => {
    await checkout.open();
    await checkout.choose('nequi');
    await checkout.payButton.click();
    const phone = page.getByLabel('Celular registrado en Nequi');
    await page.getByText('Completa este campo.').waitFor();
    expect(await page.evaluate('document.activeElement.dataset.field')).toBe('phoneNumber');
    expect(await phone.getAttribute('aria-invalid')).toBe('true');
    expect(await shopper.barriers()).toEqual([]);
    await shopper.picture('checkout-missing-desktop');
    await phone.fill('300');
    await checkout.payButton.click();
    await page.getByText('Escribe los 10 dígitos del celular').waitFor();
    expect(await sessions()).toEqual([]);
  });

  it('is paid with the keyboard alone', async () => {
    await checkout.open();
    await page.locator('input[name="method"]:checked').focus();
    const chosen = (): Promise<string | null> => page.locator('input[name="method"]:checked').getAttribute('value');
    for (let step = 0; step < 5 && (await chosen()) !== 'checkout'; step++) await page.keyboard.press('ArrowDown');
    expect(await chosen()).toBe('checkout');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Elija cómo pagar' }).waitFor();
    expect(await sessions()).toHaveLength(1);
  });

  it('makes one payment of a double click, and of the same wish after going back', async () => {
    const keys: (string | undefined)[] = [];
    page.on('request', (request) => {
      if (request.method() === 'POST' && request.url().endsWith('/payments'))
        keys.push(request.headers()['idempotency-key']);
    });
    await checkout.open();
    await checkout.choose('card', 'stripe');
    await checkout.payButton.dblclick();
    await page.waitForURL('**/c/pay/**');
    expect(keys).toEqual([expect.stringMatching(/^checkout-[0-9a-f]{32}$/)]);
    const first = page.url();
    await page.goBack();
    await checkout.choose('card', 'stripe');
    await checkout.payButton.click();
    await page.waitForURL('**/c/pay/**');
    expect(page.url()).toBe(first);
    expect(keys[1]).toBe(keys[0]);
    expect(await sessions()).toHaveLength(1);
  });

  it('after a refusal says so, and another method pays', async () => {
    await checkout.open();
    await checkout.choose('nequi');
    await page.getByLabel('Celular registrado en Nequi').fill('3992222222');
    await checkout.payButton.click();
    const problem = page.getByRole('alert').filter({ hasText: 'Tu último pago no se completó' });
    await problem.waitFor({ timeout: 15_000 });
    expect(await problem.getByRole('link', { name: 'Contactar soporte' }).getAttribute('href')).toBe(
      'mailto:ayuda@shop.example',
    );
    expect(await shopper.barriers()).toEqual([]);
    await shopper.picture('checkout-refused-desktop');
    await page.setViewportSize(PHONE);
    await shopper.picture('checkout-refused-phone');
    await press('Intentar con otro método');
    await checkout.choose('card', 'stripe');
    await checkout.payButton.click();
    await press(/4242/);
    await checkout.untilHeading('¡Pago aprobado!');
    expect(await stage.shop.order(checkout.cartId)).toMatchObject({ payment_status: 'captured' });
  });

  it.each([
    ['stripe', 'Volver sin pagar'],
    ['mercadopago', 'Volver sin pagar'],
  ])('who turns round at %s chooses again, and no order is made', async (provider, link) => {
    await checkout.open();
    await checkout.choose('checkout', provider);
    await checkout.payButton.click();
    await page.getByRole('link', { name: link }).click();
    await checkout.untilHeading('Revisa y paga');
    expect(await stage.shop.order(checkout.cartId)).toBeNull();
  });

  it('an order whose payment failed is paid by another try, and told as it goes', async () => {
    const { body } = await stage.shop.complete(checkout.cartId);
    refuse('wompi', 'DECLINED');
    await stage.shop.untilOrder(checkout.cartId, 'failed');
    await page.goto(`${stage.api.url}/order/confirmed/${body.order.id}`);
    await checkout.untilHeading('El pago no se completó');
    await page.getByRole('link', { name: 'Intentar con otro método' }).click();
    await page.getByRole('alert').filter({ hasText: 'Tu último pago no se completó' }).waitFor();
    await checkout.choose('checkout', 'mercadopago');
    await checkout.payButton.click();
    await press(/Aprobad|APRO/);
    await checkout.untilHeading('¡Pago aprobado!');
    expect(page.url()).toContain(body.order.id);
  });

  it('says that an order waits for its payment, before it is paid twice', async () => {
    const { body } = await stage.shop.complete(checkout.cartId);
    await checkout.open();
    await page.getByText(`La orden #${body.order.display_id} espera su pago`).waitFor();
    expect(await page.getByRole('link', { name: 'Ver el estado de la orden' }).getAttribute('href')).toBe(
      `/order/confirmed/${body.order.id}`,
    );
  });

  it('sends who has paid already to the order', async () => {
    control().makeTransaction({ gateway: 'stripe', reference: checkout.cartId, amount: AMOUNT });
    await stage.shop.untilResult(checkout.cartId, 'approved');
    await page.goto(`${stage.api.url}/checkout/${checkout.cartId}`);
    await checkout.untilHeading('¡Pago aprobado!');
  });

  it('offers another gateway when one does not answer', async () => {
    await checkout.open();
    await checkout.choose('checkout', 'mercadopago');
    control().setFault({ gateway: 'mercadopago', mode: 'error', status: 503 });
    await checkout.payButton.click();
    await page.getByRole('alert').filter({ hasText: 'Este medio de pago no responde' }).waitFor();
    const away = page.locator('input[name="gateway"][value="mercadopago"]');
    await until('it is not offered', () => away.isDisabled());
    await page.getByText('Mercado Pago no está disponible en este momento; pagarás con Wompi.').waitFor();
    expect(await shopper.barriers()).toEqual([]);
    await shopper.picture('checkout-away-desktop');
    await checkout.payButton.click();
    await press(/Aprobada/);
    await checkout.untilHeading('¡Pago aprobado!');
  });

  it('says when there is no connection, and goes on when it is back', async () => {
    await checkout.open();
    await checkout.choose('card', 'stripe');
    await shopper.context.setOffline(true);
    await checkout.payButton.click();
    await page.getByRole('alert').filter({ hasText: 'No hay conexión' }).waitFor();
    await shopper.context.setOffline(false);
    await checkout.payButton.click();
    await page.waitForURL('**/c/pay/**');
    expect(await sessions()).toHaveLength(1);
  });

  it('reads English where it is chosen', async () => {
    await checkout.open();
    await press('English');
    await page.getByRole('heading', { name: 'Review and pay' }).waitFor();
    await page.getByRole('button', { name: 'Pay COP 50,000' }).waitFor();
    await page.getByText('Credit or debit card').waitFor();
    expect(await shopper.barriers()).toEqual([]);
  });
});

/** Sums what the page moved without anybody having asked for it. */
const WATCH_SHIFTS = `
  window.shifted = 0;
  new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shifted += entry.value;
  }).observe({ type: 'layout-shift', buffered: true });
`;
