import type { ReactNode } from 'react';
import type { CartItem } from '../../../../packages/client/src/index.js';
import { useLanguage } from '../language/language.context.js';
import { formatMoney } from '../money.format.js';

interface OrderSummaryProps {
  readonly items: readonly CartItem[];
  readonly amount: number;
  readonly currency: string;
  /** Between title and items. */
  readonly children?: ReactNode;
}

/** What is bought and what it costs. */
export function OrderSummary({ items, amount, currency, children }: OrderSummaryProps): ReactNode {
  const { texts, locale } = useLanguage();
  const money = (minor: number): string => formatMoney(minor, currency, locale);
  return (
    <section className="card summary" aria-labelledby="summary-title">
      <h2 id="summary-title">{texts.summary.title}</h2>
      {children}
      {items.length > 0 && (
        <ul className="items">
          {items.map((item, index) => (
            <li key={index}>
              <span className="item-title">
                {item.title}
                <small>
                  {texts.summary.quantity}: {item.quantity}
                </small>
              </span>
              <span className="amount">{money(item.unit_amount * item.quantity)}</span>
            </li>
          ))}
        </ul>
      )}
      <p className="total">
        <span>{texts.summary.total}</span>
        <strong className="amount">
          {money(amount)} {!money(amount).includes(currency) && <small>{currency}</small>}
        </strong>
      </p>
    </section>
  );
}
