import { Paper } from '@mantine/core';
import type { ReactNode } from 'react';
import { LanguageSwitch } from '../language/language.switch.js';
import { ProductMark } from '../layout/product.mark.js';
import classes from './entrance.module.css';

/** What is around everything that is seen before somebody is logged in. */
export function EntranceFrame({ children }: { readonly children: ReactNode }): ReactNode {
  return (
    <main className={classes['page']}>
      <div className={classes['brand']}>
        <ProductMark />
      </div>
      <Paper className={classes['card']} withBorder p="xl">
        {children}
      </Paper>
      <footer className={classes['foot']}>
        <span>{window.location.host}</span>
        <LanguageSwitch />
      </footer>
    </main>
  );
}
