import { NavLink as Item } from '@mantine/core';
import type { ReactNode } from 'react';
import { NavLink, useLocation } from 'react-router';
import { useLanguage } from '../language/language.context.js';
import { PAGES } from '../pages.js';
import { roleAllows } from '../session/session.types.js';
import { useMe } from '../session/use.session.js';
import classes from './shell.module.css';
import { useLayoutTexts } from './use.layout.texts.js';

/** The pages that who is logged in may enter. */
export function SideNavigation(): ReactNode {
  const texts = useLayoutTexts();
  const { language } = useLanguage();
  const { role } = useMe();
  const { pathname } = useLocation();
  const isHere = (path: string): boolean => (path === '/' ? pathname === '/' : `${pathname}/`.startsWith(`${path}/`));
  return (
    <nav aria-label={texts.navigation} className={classes['nav']}>
      {PAGES.filter((page) => roleAllows(role, page.role)).map(({ path, title, icon: Icon }) =>
        Icon === undefined ? null : (
          <Item
            key={path}
            component={NavLink}
            to={path}
            end={path === '/'}
            active={isHere(path)}
            label={title[language]}
            leftSection={<Icon />}
            className={classes['link']}
          />
        ),
      )}
    </nav>
  );
}
