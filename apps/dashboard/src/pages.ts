import { DashboardIcon } from '@radix-ui/react-icons';
import type { PageEntry } from './page.entry.js';

/**
 * The pages, in the sidebar's order. To add one: a folder with a module that exports `Component`, and a line here. Icons are from
 * `@radix-ui/react-icons`; a page without one (one event, one payment) is in the router and not in the sidebar.
 */
export const PAGES: readonly PageEntry[] = [
  {
    path: '/',
    title: { es: 'Inicio', en: 'Home' },
    icon: DashboardIcon,
    role: 'viewer',
    load: () => import('./home/home.page.js'),
  },
];
