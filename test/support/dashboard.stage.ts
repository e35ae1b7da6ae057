import type { Browser, Page } from 'playwright-core';
import { Staff } from '../people/staff.js';
import { startApplication, type ApplicationOptions, type TestApplication } from './application.js';
import { openBrowser, Shopper, type ShopperOptions } from './browser.js';

/** Members of staff that every stage has, beside the administrator. */
export const OPERATOR = { email: 'operadora@shop.example', password: 'a-long-password-of-the-operator' } as const;
export const VIEWER = { email: 'consulta@shop.example', password: 'a-long-password-of-the-viewer' } as const;

/** Pasarela with its dashboard, staff of every role, and a browser in which they open it. */
export class DashboardStage {
  private constructor(
    readonly api: TestApplication,
    readonly staff: Staff,
    private readonly browser: Browser,
  ) {}

  static async open(options: ApplicationOptions = {}): Promise<DashboardStage> {
    const [api, browser] = await Promise.all([startApplication(options), openBrowser()]);
    const staff = new Staff(api);
    await staff.add('operator', OPERATOR);
    await staff.add('viewer', VIEWER);
    return new DashboardStage(api, staff, browser);
  }

  /** Somebody with a browser of their own, at the dashboard's login or wherever they asked for. */
  async come(path = '', options: ShopperOptions = {}): Promise<DashboardVisit> {
    const visitor = await Shopper.come(this.browser, options);
    // Nothing slides or fades: what is looked at is what stays.
    await visitor.page.emulateMedia({ reducedMotion: 'reduce' });
    await visitor.page.goto(`${this.api.url}/dashboard${path}`);
    return new DashboardVisit(visitor, this.api);
  }

  async close(): Promise<void> {
    await this.browser.close();
    await this.staff.close();
    await this.api.close();
  }
}

/** What somebody does at the dashboard. */
export class DashboardVisit {
  constructor(
    readonly visitor: Shopper,
    private readonly api: TestApplication,
  ) {}

  get page(): Page {
    return this.visitor.page;
  }

  async logIn({ email, password }: { email: string; password: string } = this.api.keys.admin): Promise<void> {
    await this.page.getByLabel('Correo electrónico').fill(email);
    await this.page.getByLabel('Contraseña', { exact: true }).fill(password);
    await this.page.getByRole('button', { name: 'Entrar' }).click();
  }

  async untilHeading(text: string): Promise<void> {
    await this.page.getByRole('heading', { level: 1, name: text, exact: true }).waitFor();
  }

  /** What axe finds once nothing moves any more. */
  async barriers(): Promise<string[]> {
    await this.settled();
    return this.visitor.barriers();
  }

  /** Until whatever fades, slides or changes its colour has done so. */
  private async settled(): Promise<void> {
    await this.page.evaluate(`Promise.all(document.getAnimations()
      .filter((one) => Number.isFinite(one.effect?.getComputedTiming().endTime))
      .map((one) => one.finished.catch(() => undefined)))`);
  }

  async goTo(path: string): Promise<void> {
    await this.page.goto(`${this.api.url}/dashboard${path}`);
  }

  /** A picture in the light and in the dark, as wide as the window is. */
  async pictures(name: string): Promise<void> {
    await this.settled();
    await this.visitor.picture(`dashboard-${name}-light`);
    await this.page.emulateMedia({ colorScheme: 'dark' });
    await this.settled();
    await this.visitor.picture(`dashboard-${name}-dark`);
    await this.page.emulateMedia({ colorScheme: 'light' });
  }

  async leave(): Promise<void> {
    await this.visitor.leave();
  }
}
