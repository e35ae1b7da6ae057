import type { ReactNode } from 'react';
import { formatMoney } from '../format/money.format.js';
import { useLanguage } from '../language/language.context.js';
import classes from './values.module.css';

interface MoneyProps {
  /** In minor units, as the API tells it. */
  readonly amount: number | null;
  readonly currency: string | null;
}

/** An amount as people write it. What is not known yet is a dash. */
export function Money({ amount, currency }: MoneyProps): ReactNode {
  const { locale } = useLanguage();
  if (amount === null || currency === null) return <span className={classes['none']}>–</span>;
  return <span className={classes['money']}>{formatMoney(amount, currency, locale)}</span>;
}
