import { createBrowserRouter, type RouteObject } from 'react-router';
import { BrokenPage } from './layout/broken.page.js';
import { MissingPage } from './layout/missing.page.js';
import { Shell } from './layout/shell.js';
import { PAGES } from './pages.js';
import { StartingPage } from './session/starting.page.js';

const pageRoutes = PAGES.map<RouteObject>(({ path, load, ...page }) => ({
  path,
  lazy: load,
  handle: page,
  ErrorBoundary: BrokenPage,
}));

export const router = createBrowserRouter(
  [
    {
      Component: Shell,
      ErrorBoundary: BrokenPage,
      HydrateFallback: StartingPage,
      children: [...pageRoutes, { path: '*', Component: MissingPage }],
    },
  ],
  { basename: '/dashboard' },
);
