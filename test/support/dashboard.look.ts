import { DESKTOP, PHONE } from './browser.js';
import type { DashboardVisit } from './dashboard.stage.js';

/**
 * Looks at a page as everybody may see it: on a desk and on a telephone, in the light and in the dark. Leaves pictures of each,
 * expects that axe finds nothing serious, and that on the telephone nothing is wider than it.
 */
export async function lookAt(visit: DashboardVisit, name: string): Promise<void> {
  for (const [device, viewport] of [
    ['desktop', DESKTOP],
    ['phone', PHONE],
  ] as const) {
    await visit.page.setViewportSize(viewport);
    for (const colorScheme of ['light', 'dark'] as const) {
      await visit.page.emulateMedia({ colorScheme });
      expect({ name, device, colorScheme, barriers: await visit.barriers() }).toMatchObject({ barriers: [] });
    }
    await visit.page.emulateMedia({ colorScheme: 'light' });
    await visit.pictures(`${name}-${device}`);
    const width = await visit.page.evaluate<number>('document.documentElement.scrollWidth');
    expect({ name, width: width <= viewport.width }).toEqual({ name, width: true });
  }
  await visit.page.setViewportSize(DESKTOP);
}
