import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import classes from './people.module.css';
import { usePeopleTexts } from './use.people.texts.js';

/** Users here, keys there. */
export function PeopleTabs(): ReactNode {
  const { tabs } = usePeopleTexts();
  return (
    <nav className={classes['tabs']} aria-label={tabs.label}>
      <NavLink to="/people" end className={classes['tab'] ?? ''}>
        {tabs.users}
      </NavLink>
      <NavLink to="/people/keys" className={classes['tab'] ?? ''}>
        {tabs.keys}
      </NavLink>
    </nav>
  );
}
