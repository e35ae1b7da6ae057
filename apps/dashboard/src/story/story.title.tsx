import type { ReactNode } from 'react';
import { Money } from '../ui/money.js';
import { StatusBadge } from '../ui/status.badge.js';
import type { Entry } from './story.looks.js';
import { useStoryTexts, wordFor } from './use.story.texts.js';

/** What happened, in a few words: what something became is its status, as everywhere. */
export function StoryTitle({ entry }: { readonly entry: Entry }): ReactNode {
  const texts = useStoryTexts();
  const { kind, amount, currency, status_to: to } = entry;
  const money = amount === null || currency === null ? null : <Money amount={amount} currency={currency} />;
  if (kind === 'payment_changed' && to !== null) {
    return (
      <>
        {texts.paymentBecame} <StatusBadge kind="payment" status={to} /> {money}
      </>
    );
  }
  if (kind === 'order_changed' && to !== null) {
    return (
      <>
        {texts.orderBecame} <StatusBadge kind="order" status={to} />
      </>
    );
  }
  return (
    <>
      {wordFor({ ...texts.kinds, ...texts.actions }, kind)} {money}
    </>
  );
}
