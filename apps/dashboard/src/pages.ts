import { DashboardIcon, LayersIcon, LightningBoltIcon } from '@radix-ui/react-icons';
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
  {
    path: '/events',
    title: { es: 'Eventos', en: 'Events' },
    icon: LightningBoltIcon,
    role: 'viewer',
    load: () => import('./events/events.page.js'),
  },
  {
    path: '/events/:id',
    title: { es: 'Evento', en: 'Event' },
    role: 'viewer',
    load: () => import('./events/event.page.js'),
  },
  {
    path: '/queues',
    title: { es: 'Colas', en: 'Queues' },
    icon: LayersIcon,
    role: 'viewer',
    load: () => import('./queues/queues.page.js'),
  },
];
