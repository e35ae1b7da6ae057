import {
  ArchiveIcon,
  BackpackIcon,
  BellIcon,
  CardStackIcon,
  DashboardIcon,
  LayersIcon,
  LightningBoltIcon,
  PersonIcon,
  ReaderIcon,
  UpdateIcon,
} from '@radix-ui/react-icons';
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
    path: '/payments',
    title: { es: 'Pagos', en: 'Payments' },
    icon: CardStackIcon,
    role: 'viewer',
    load: () => import('./payments/payments.page.js'),
  },
  {
    path: '/payments/:id',
    title: { es: 'Pago', en: 'Payment' },
    role: 'viewer',
    load: () => import('./payments/payment.page.js'),
  },
  {
    path: '/orders',
    title: { es: 'Pedidos', en: 'Orders' },
    icon: BackpackIcon,
    role: 'viewer',
    load: () => import('./orders/orders.page.js'),
  },
  {
    path: '/orders/:id',
    title: { es: 'Pedido', en: 'Order' },
    role: 'viewer',
    load: () => import('./orders/order.page.js'),
  },
  {
    path: '/reconciliation',
    title: { es: 'Conciliación', en: 'Reconciliation' },
    icon: UpdateIcon,
    role: 'viewer',
    load: () => import('./reconciliation/reconciliation.page.js'),
  },
  {
    path: '/reconciliation/:id',
    title: { es: 'Conciliación', en: 'Reconciliation' },
    role: 'viewer',
    load: () => import('./reconciliation/run.page.js'),
  },
  {
    path: '/queues',
    title: { es: 'Colas', en: 'Queues' },
    icon: LayersIcon,
    role: 'viewer',
    load: () => import('./queues/queues.page.js'),
  },
  {
    path: '/alerts',
    title: { es: 'Avisos', en: 'Alerts' },
    icon: BellIcon,
    role: 'viewer',
    load: () => import('./alerts/alerts.page.js'),
  },
  {
    path: '/alerts/told',
    title: { es: 'Avisos', en: 'Alerts' },
    role: 'viewer',
    load: () => import('./alerts/told.page.js'),
  },
  {
    path: '/backups',
    title: { es: 'Respaldos', en: 'Backups' },
    icon: ArchiveIcon,
    role: 'admin',
    load: () => import('./backups/backups.page.js'),
  },
  {
    path: '/backups/:id',
    title: { es: 'Copia', en: 'Backup' },
    role: 'admin',
    load: () => import('./backups/backup.page.js'),
  },
  {
    path: '/people',
    title: { es: 'Usuarios y llaves', en: 'Users and keys' },
    icon: PersonIcon,
    role: 'admin',
    load: () => import('./people/users.page.js'),
  },
  {
    path: '/people/keys',
    title: { es: 'Usuarios y llaves', en: 'Users and keys' },
    role: 'admin',
    load: () => import('./people/keys.page.js'),
  },
  {
    path: '/audit',
    title: { es: 'Auditoría', en: 'Audit' },
    icon: ReaderIcon,
    role: 'admin',
    load: () => import('./audit/audit.page.js'),
  },
  {
    path: '/password',
    title: { es: 'Mi contraseña', en: 'My password' },
    role: 'viewer',
    load: () => import('./people/password.page.js'),
  },
];
