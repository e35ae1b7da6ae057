import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { join } from 'node:path';
import { freePort } from '../../apps/launcher/src/ports.js';
import { REPOSITORY } from '../../apps/launcher/src/repository.js';
import { browserAvailable, type Shopper } from '../support/browser.js';
import { CheckoutStage } from '../support/checkout.stage.js';

const HTML = readFileSync(join(REPOSITORY, 'docs/examples/plain-checkout.html'));

(browserAvailable() ? describe : describe.skip)("a shop's own page of plain HTML, on an origin of its own", () => {
  let stage: CheckoutStage;
  let shop: Server;
  let address: string;
  let shopper: Shopper;

  beforeAll(async () => {
    const port = await freePort();
    const origin = `http://127.0.0.1:${port}`;
    shop = createServer((_request, response) => response.setHeader('content-type', 'text/html').end(HTML));
    await new Promise<void>((resolve) => shop.listen(port, '127.0.0.1', resolve));
    stage = await CheckoutStage.set({ env: { ALLOWED_ORIGINS: origin } });
    address = `${origin}/?${new URLSearchParams({ api: stage.api.url, key: stage.api.keys.publishable }).toString()}`;
  });
  afterAll(async () => {
    await stage?.clear();
    shop?.closeAllConnections();
    shop?.close();
  });
  beforeEach(async () => {
    shopper = await stage.shopper();
    await shopper.page.goto(address);
  });
  afterEach(() => shopper.leave());

  const status = (text: string | RegExp) =>
    shopper.page.getByRole('status').filter({ hasText: text }).waitFor({ timeout: 15_000 });

  it('is paid at the gateway and says so', async () => {
    await shopper.page.getByLabel('Pasarela').selectOption('wompi');
    await shopper.page.getByRole('button', { name: 'Pagar' }).click();
    await shopper.page.getByRole('button', { name: /Aprobada/ }).click();
    await status(/¡Pago aprobado! Orden #\d+/);
    expect(shopper.complaints).toEqual([]);
  });

  it('is told that the payment was refused, and pays the same cart another time', async () => {
    await shopper.page.getByLabel('Pasarela').selectOption('wompi');
    await shopper.page.getByRole('button', { name: 'Pagar' }).click();
    await shopper.page.getByRole('button', { name: /Declinada/ }).click();
    await shopper.page.getByRole('link', { name: 'Volver al comercio' }).click();
    await status('El pago no se completó');
    const cart = new URL(shopper.page.url()).searchParams.get('cart') ?? '';
    await shopper.page.getByLabel('Pasarela').selectOption('wompi');
    await shopper.page.getByRole('button', { name: 'Pagar' }).click();
    await shopper.page.getByRole('button', { name: /Aprobada/ }).click();
    await status(/¡Pago aprobado! Orden #\d+/);
    expect(await stage.shop.order(cart)).toMatchObject({ payment_status: 'captured' });
  });

  it('begins no second payment while the first one is being confirmed', async () => {
    const cart = await stage.cart();
    await shopper.page.goto(`${address}&cart=${cart}`);
    await status('Confirmando tu pago');
    expect(await shopper.page.getByRole('button', { name: 'Pagar' }).isDisabled()).toBe(true);
  });
});
