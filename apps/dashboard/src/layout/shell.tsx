import { AppShell, Drawer } from '@mantine/core';
import { useDisclosure } from '@mantine/hooks';
import { type ReactNode, useEffect } from 'react';
import { Outlet, ScrollRestoration, useLocation } from 'react-router';
import { useMe } from '../session/use.session.js';
import { useSessionWatch } from '../session/use.session.watch.js';
import { roleAllows } from '../session/session.types.js';
import { ForbiddenPage } from './forbidden.page.js';
import { HeaderBar } from './header.bar.js';
import { Preferences } from './preferences.js';
import { ProductMark } from './product.mark.js';
import classes from './shell.module.css';
import { SideNavigation } from './side.navigation.js';
import { useCurrentPage } from './use.current.page.js';
import { useLayoutTexts } from './use.layout.texts.js';

/** What is around every page: the header, the sidebar (a drawer on a phone), and the place where the page goes. */
export function Shell(): ReactNode {
  const texts = useLayoutTexts();
  useSessionWatch();
  const [isOpen, drawer] = useDisclosure(false);
  const { pathname } = useLocation();
  useEffect(() => drawer.close(), [pathname, drawer.close]);
  return (
    <AppShell
      header={{ height: 54 }}
      navbar={{ width: 224, breakpoint: 'sm', collapsed: { mobile: true } }}
      transitionDuration={0}
    >
      <a className="skip-link" href="#content">
        {texts.skip}
      </a>
      <AppShell.Header className={classes['header']}>
        <HeaderBar onMenu={drawer.toggle} isMenuOpen={isOpen} />
      </AppShell.Header>
      <AppShell.Navbar className={classes['navbar']} component="div" visibleFrom="sm">
        <SideNavigation />
      </AppShell.Navbar>
      <Drawer
        opened={isOpen}
        onClose={drawer.close}
        title={<ProductMark />}
        size={280}
        hiddenFrom="sm"
        closeButtonProps={{ 'aria-label': texts.closeMenu }}
      >
        <SideNavigation />
        <Preferences className={classes['drawerPreferences']} />
      </Drawer>
      <AppShell.Main className={classes['main']} id="content" tabIndex={-1}>
        <PageOutlet />
      </AppShell.Main>
      <ScrollRestoration />
    </AppShell>
  );
}

/** The page, if who is logged in may enter it. (The API refuses them what it shows in any case.) */
function PageOutlet(): ReactNode {
  const { role } = useMe();
  const page = useCurrentPage();
  return page !== null && !roleAllows(role, page.role) ? <ForbiddenPage /> : <Outlet />;
}
