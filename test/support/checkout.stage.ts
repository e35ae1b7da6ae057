import type { Browser, Locator, Page } from 'playwright-core';
import { freePort } from '../../apps/launcher/src/ports.js';
import { startApplication, type ApplicationOptions, type TestApplication } from './application.js';
import { openBrowser, Shopper, type ShopperOptions } from './browser.js';
import { Shop } from './shop.js';

/** What the carts of these tests cost: 50 000 COP. */
export const AMOUNT = 5_000_000;
const ITEMS = [
  { title: 'Café de origen, 500 g', quantity: 2, unit_amount: 2_000_000 },
  { title: 'Filtros de papel', quantity: 1, unit_amount: 1_000_000 },
];

/** The application, the sandbox gateways and a browser. The gateways know where the pages are. */
export class CheckoutStage {
  private constructor(
    readonly api: TestApplication,
    readonly shop: Shop,
    readonly browser: Browser,
  ) {}

  static async set({ env, ...options }: ApplicationOptions = {}): Promise<CheckoutStage> {
    const port = await freePort();
    const address = { PORT: String(port), CHECKOUT_BASE_URL: `http://127.0.0.1:${port}` };
    const support = { SUPPORT_EMAIL: 'ayuda@shop.example' };
    const api = await startApplication({
      sandbox: true,
      ...options,
      env: { ...address, ...support, RATE_LIMIT_ENABLED: 'false', ...env },
    });
    try {
      return new CheckoutStage(api, new Shop(api), await openBrowser());
    } catch (error) {
      await api.close();
      throw error;
    }
  }

  /** A cart of two things. */
  async cart(): Promise<string> {
    const body = { currency: 'COP', email: 'ana@example.com', items: ITEMS };
    const answer = await this.shop.call<{ cart: { id: string } }>('POST', '/store/carts', body);
    if (answer.status !== 201) throw new Error(`cart refused: ${answer.status}`);
    return answer.body.cart.id;
  }

  shopper(options?: ShopperOptions): Promise<Shopper> {
    return Shopper.come(this.browser, options);
  }

  async clear(): Promise<void> {
    await this.browser.close();
    await this.api.close();
  }
}

/** The checkout page of a cart, as a shopper uses it. */
export class CheckoutPage {
  constructor(
    private readonly stage: CheckoutStage,
    readonly page: Page,
    readonly cartId: string,
  ) {}

  async open(): Promise<void> {
    await this.page.goto(`${this.stage.api.url}/checkout/${this.cartId}`);
    await this.page.getByRole('heading', { level: 1, name: 'Revisa y paga' }).waitFor();
  }

  /** Chooses a way to pay, and the gateway where several have it. */
  async choose(method: string, provider?: string): Promise<void> {
    await this.page.locator(`input[name="method"][value="${method}"]`).check();
    const gateway = this.page.locator(`input[name="gateway"][value="${provider}"]`);
    if (provider !== undefined && (await gateway.count()) > 0) await gateway.check();
  }

  get payButton(): Locator {
    return this.page.getByRole('button', { name: /^Pagar/ });
  }

  /** Waits for the page that the browser ends on to have this heading. */
  async untilHeading(text: string | RegExp): Promise<void> {
    await this.page.getByRole('heading', { level: 1 }).filter({ hasText: text }).waitFor({ timeout: 15_000 });
  }
}
