import { Burger } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link, useNavigation } from 'react-router';
import { ConnectionSign } from './connection.sign.js';
import { Preferences } from './preferences.js';
import { ProductMark } from './product.mark.js';
import classes from './shell.module.css';
import linkClasses from './link.module.css';
import { useLayoutTexts } from './use.layout.texts.js';
import { UserMenu } from './user.menu.js';

interface HeaderBarProps {
  readonly onMenu: () => void;
  readonly isMenuOpen: boolean;
}

export function HeaderBar({ onMenu, isMenuOpen }: HeaderBarProps): ReactNode {
  const texts = useLayoutTexts();
  const isLoading = useNavigation().state === 'loading';
  return (
    <div className={classes['bar']}>
      <Burger
        opened={isMenuOpen}
        onClick={onMenu}
        hiddenFrom="sm"
        size="sm"
        aria-label={texts.openMenu}
        aria-expanded={isMenuOpen}
      />
      <Link to="/" className={linkClasses['plain']}>
        <ProductMark />
      </Link>
      <span className={classes['installation']} title={window.location.host} translate="no">
        {window.location.host}
      </span>
      <span className={classes['spacer']} />
      <ConnectionSign />
      <Preferences isCompact />
      <UserMenu />
      {isLoading && <span className={classes['progress']} role="status" aria-label={texts.loadingPage} />}
    </div>
  );
}
