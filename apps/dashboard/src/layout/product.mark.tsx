import type { ReactNode } from 'react';
import classes from './product.module.css';

/** The product's sign and name: a door between two sides, through which something goes. */
export function ProductMark(): ReactNode {
  return (
    <span className={classes['mark']}>
      <svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true" focusable="false">
        <rect width="24" height="24" rx="6" className={classes['ground']} />
        <path d="M6 17V9.5a6 6 0 0 1 12 0V17M9 13h6m-2.5-2.5L15 13l-2.5 2.5" className={classes['line']} />
      </svg>
      Pasarela
    </span>
  );
}
