import type { ReactNode } from 'react';
import { NavLink } from 'react-router';
import classes from './tabs.module.css';

interface LinkTabsProps {
  readonly label: string;
  readonly tabs: readonly { readonly to: string; readonly label: string }[];
}

/** Lists that stand beside one another, each at an address of its own. */
export function LinkTabs({ label, tabs }: LinkTabsProps): ReactNode {
  return (
    <nav className={classes['tabs']} aria-label={label}>
      {tabs.map((tab) => (
        <NavLink key={tab.to} to={tab.to} end className={classes['tab'] ?? ''}>
          {tab.label}
        </NavLink>
      ))}
    </nav>
  );
}
