import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import type { AxeResults } from 'axe-core';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';

/** Names under which distributions ship it. */
const PROGRAMS = ['chromium', 'chromium-browser', 'google-chrome-stable'];
/** Where the pictures that tests take are left, to be looked at. */
const PICTURES = process.env['PASARELA_SCREENSHOTS'] ?? join(tmpdir(), 'pasarela-screenshots');

export const DESKTOP = { width: 1280, height: 900 } as const;
export const PHONE = { width: 360, height: 740 } as const;

function program(): string | undefined {
  const folders = [...(process.env['PATH'] ?? '').split(delimiter), '/usr/bin'];
  return folders.flatMap((folder) => PROGRAMS.map((name) => join(folder, name))).find((file) => existsSync(file));
}

/**
 * Can the tests that need a browser run here? On a CI machine its absence is an error; elsewhere it is said on stderr, and the
 * suites leave those tests out visibly.
 * @throws Error when CI is set and there is no Chromium.
 */
export function browserAvailable(): boolean {
  if (program() !== undefined) return true;
  if (process.env['CI']) throw new Error('chromium is not in PATH: on CI the tests in a browser must run');
  process.stderr.write('chromium is not in PATH: the tests in a browser are not run on this machine\n');
  return false;
}

/** Starts the machine's Chromium, without a window. @throws Error when there is none. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = program();
  if (executablePath === undefined) throw new Error('chromium is not in PATH');
  // Root may not use the sandbox of namespaces; the pages are our own.
  const args = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return chromium.launch({ executablePath, args });
}

export interface ShopperOptions {
  readonly viewport?: { readonly width: number; readonly height: number };
}

/** A shopper with a browser of their own: what they see, and what went wrong behind it. */
export class Shopper {
  /** Errors in the console and in scripts: also what a content security policy refused. */
  readonly complaints: string[] = [];
  /** Where anything was asked for. */
  readonly origins = new Set<string>();

  private constructor(
    readonly context: BrowserContext,
    readonly page: Page,
  ) {
    context.on('request', (request) => {
      if (/^https?:/.test(request.url())) this.origins.add(new URL(request.url()).origin);
    });
    context.on('console', (message) => {
      // That there is no order yet is told by a 404, which browsers note.
      const isExpected = message.text().includes('status of 404') && /\/store\//.test(message.location().url);
      if (message.type() === 'error' && !isExpected) this.complaints.push(message.text());
    });
    context.on('weberror', (error) => this.complaints.push(error.error().message));
  }

  static async come(browser: Browser, { viewport = DESKTOP }: ShopperOptions = {}): Promise<Shopper> {
    const context = await browser.newContext({ viewport, locale: 'es-CO', timezoneId: 'America/Bogota' });
    context.setDefaultTimeout(10_000);
    return new Shopper(context, await context.newPage());
  }

  /** Leaves a picture of the whole page in the folder of pictures, in a window as high as the page. */
  async picture(name: string): Promise<void> {
    mkdirSync(PICTURES, { recursive: true });
    const viewport = this.page.viewportSize() ?? DESKTOP;
    const height = await this.page.evaluate<number>('document.documentElement.scrollHeight');
    await this.page.setViewportSize({ ...viewport, height: Math.max(height, viewport.height) });
    await this.page.screenshot({ path: join(PICTURES, `${name}.png`), animations: 'disabled' });
    await this.page.setViewportSize(viewport);
  }

  /** What axe finds of WCAG 2.1 A and AA, as far as it is serious or critical. */
  async barriers(): Promise<string[]> {
    await this.page.evaluate(AXE);
    const { violations } = await this.page.evaluate<AxeResults>(
      `axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'] })`,
    );
    return violations
      .filter(({ impact }) => impact === 'serious' || impact === 'critical')
      .flatMap(({ id, nodes }) => nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary ?? ''}`));
  }

  async leave(): Promise<void> {
    await this.context.close();
  }
}

const AXE = readFileSync(createRequire(join(process.cwd(), 'package.json')).resolve('axe-core/axe.min.js'), 'utf8');
