import type { Page } from 'playwright-core';
import { browserAvailable, type Shopper } from '../support/browser.js';
import { CheckoutPage, CheckoutStage } from '../support/checkout.stage.js';

(browserAvailable() ? describe : describe.skip)('paying, by every method of every gateway', () => {
  let stage: CheckoutStage;
  let shopper: Shopper;
  let page: Page;
  let checkout: CheckoutPage;

  beforeAll(async () => {
    stage = await CheckoutStage.set();
  });
  afterAll(() => stage?.clear());
  beforeEach(async () => {
    shopper = await stage.shopper();
    page = shopper.page;
    checkout = new CheckoutPage(stage, page, await stage.cart());
    await checkout.open();
  });
  afterEach(async () => {
    settle({ hold: false, after_ms: null });
    await shopper.leave();
  });

  const start = async (method: string, provider: string, fill: () => Promise<void> = async () => undefined) => {
    await checkout.choose(method, provider);
    await fill();
    await checkout.payButton.click();
  };
  /** A button or link of the sandbox's page; forms may have the same button each. */
  const press = (name: string | RegExp) => page.getByRole('button', { name }).first().click();
  const field = (label: string) => page.getByLabel(label, { exact: true });
  const paid = async (): Promise<void> => {
    await checkout.untilHeading('¡Pago aprobado!');
    expect(await stage.shop.order(checkout.cartId)).toMatchObject({ payment_status: 'captured', status: 'completed' });
    expect(shopper.complaints).toEqual([]);
  };
  const sandbox = (): string => stage.api.sandbox?.url ?? '';
  const settle = (policy: { hold?: boolean; after_ms?: number | null }): void =>
    void stage.api.sandbox?.control.setSettlement(policy);
  const transactions = () => stage.api.sandbox?.control.listTransactions({ reference: checkout.cartId }) ?? [];
  const fillDocument = async (): Promise<void> => {
    await field('Número de documento').fill('1.020.304.050');
  };
  const fillPayer = async (): Promise<void> => {
    await fillDocument();
    await field('Nombre completo').fill('Ana Ruiz');
  };

  it("Wompi's page, by card", async () => {
    await start('checkout', 'wompi');
    await press(/Aprobada/);
    await paid();
  });

  it("Wompi's widget, over the page", async () => {
    await start('widget', 'wompi');
    await page
      .frameLocator('iframe')
      .getByRole('button', { name: /Aprobada/ })
      .click();
    await paid();
    expect([...shopper.origins].sort()).toEqual([sandbox(), stage.api.url].sort());
  });

  const fillPse = async (): Promise<void> => {
    await field('Banco').selectOption({ index: 1 });
    await fillDocument();
    await field('Nombre completo').fill('Ana Ruiz');
    await field('Celular').fill('300 123 4567');
  };

  it('PSE at Wompi, whose sandbox answers for the bank', async () => {
    await start('pse', 'wompi', fillPse);
    await paid();
  });

  it("PSE at Mercado Pago, on the bank's page", async () => {
    await start('pse', 'mercadopago', fillPse);
    await press('Aprobar el pago');
    await paid();
  });

  it('Nequi: the page waits until it is accepted in the app, through a reload', async () => {
    settle({ hold: true });
    await start('nequi', 'wompi', () => field('Celular registrado en Nequi').fill('3991111111'));
    const waits = page.getByRole('heading', { name: 'Confirma el pago en tu celular' });
    await waits.waitFor();
    expect(await shopper.barriers()).toEqual([]);
    await shopper.picture('nequi-desktop');
    await page.reload();
    await waits.waitFor();
    settle({ hold: false });
    await paid();
    expect(transactions()).toHaveLength(1);
  });

  it('Daviplata: with the code that came to the phone', async () => {
    await start('daviplata', 'wompi', fillDocument);
    await page.locator('#otp').fill('574829');
    await press('Confirmar');
    await paid();
  });

  it("Bancolombia's button", async () => {
    await start('bancolombia_transfer', 'wompi');
    await press('Aprobar el pago');
    await paid();
  });

  it("Bancolombia's QR code, shown on the page until it was scanned", async () => {
    // First the code, then the scan.
    settle({ after_ms: 1_500 });
    await start('bancolombia_qr', 'wompi');
    await page.getByRole('img', { name: 'Código QR para pagar' }).waitFor();
    expect(await page.evaluate('document.images[0].naturalWidth')).toBeGreaterThan(0);
    await shopper.picture('qr-desktop');
    await paid();
  });

  it.each([
    ['efecty', 'mercadopago'],
    ['bancolombia_collect', 'wompi'],
  ] as const)('cash: the voucher of %s, an order that waits, and then is paid', async (method, provider) => {
    await start(method, provider, method === 'efecty' ? fillPayer : undefined);
    await page.getByRole('heading', { name: 'Paga en efectivo con este comprobante' }).waitFor();
    expect(await shopper.barriers()).toEqual([]);
    await shopper.picture(`voucher-${method}-desktop`);
    await page.getByRole('link', { name: 'Ver el estado de la orden' }).click();
    await checkout.untilHeading('Orden creada');
    const [transaction] = transactions();
    const status = provider === 'wompi' ? 'APPROVED' : 'approved';
    stage.api.sandbox?.control.changeStatus({ gateway: provider, id: transaction?.id ?? '', status });
    await paid();
  });

  it.each(['mercadopago', 'stripe'])('by card on the page of %s', async (provider) => {
    await start('card', provider);
    await press(/Aprobad|Aprueba|APRO|4242/);
    await paid();
  });

  it.each(['mercadopago', 'stripe'])('on the page of %s', async (provider) => {
    await start('checkout', provider);
    await press(/Aprobad|Aprueba|APRO|4242/);
    await paid();
  });

  it("by card in Stripe's own fields on the page, again after a reload", async () => {
    await start('payment_intent', 'stripe');
    const fields = page.getByRole('heading', { name: 'Datos de tu tarjeta' });
    await fields.waitFor();
    await page.getByText('Sandbox de Stripe').waitFor();
    expect(await shopper.barriers()).toEqual([]);
    await shopper.picture('card-fields-desktop');
    await page.reload();
    await page.getByText('Sandbox de Stripe').waitFor();
    await checkout.payButton.click();
    await press(/4242/);
    await paid();
  });

  it('Stripe, with a card whose bank asks', async () => {
    await start('card', 'stripe');
    await press(/3184|3D/);
    await press('Autenticar');
    await paid();
  });
});
