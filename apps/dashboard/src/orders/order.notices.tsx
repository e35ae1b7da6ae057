import { Button } from '@mantine/core';
import { type ReactNode, useState } from 'react';
import { useMay } from '../session/use.session.js';
import { Facts } from '../ui/detail.page.js';
import { Money } from '../ui/money.js';
import { Notice } from '../ui/notice.js';
import { useNow } from '../ui/use.now.js';
import { type Resolution, ResolveDialog } from './resolve.dialog.js';
import type { Order } from './order.query.js';
import { useOrdersTexts } from './use.orders.texts.js';

/** By when most gateways have said what became of a payment. */
const LONG_MS = 24 * 3_600_000;
const HOLDING: readonly string[] = ['captured', 'partially_refunded', 'disputed', 'refunded'];

/** What should be known of an order before anything else: that a person must decide, or what it waits for. */
export function OrderNotices({ order }: { readonly order: Order }): ReactNode {
  const texts = useOrdersTexts();
  const now = useNow();
  if (order.status === 'requires_review') return <Review order={order} />;
  if (order.status !== 'pending' || order.payment_status !== 'awaiting_payment') return null;
  const isLate = now - Date.parse(order.created_at) > LONG_MS;
  return isLate ? (
    <Notice tone="bad" title={texts.overdue}>
      {texts.overdueText}
    </Notice>
  ) : (
    <Notice tone="idle" title={texts.waiting}>
      {texts.waitingText}
    </Notice>
  );
}

function Review({ order }: { readonly order: Order }): ReactNode {
  const { review } = useOrdersTexts();
  const mayMend = useMay('operator');
  const [wish, setWish] = useState<Resolution | null>(null);
  const reasons: Readonly<Record<string, string>> = review.reasons;
  const actions = (
    <>
      <Button size="xs" onClick={() => setWish('accept')}>
        {review.accept}
      </Button>
      <Button size="xs" variant="default" onClick={() => setWish('cancel')}>
        {review.cancel}
      </Button>
    </>
  );
  return (
    <>
      <Notice tone="bad" title={review.title} {...(mayMend ? { actions } : {})}>
        <p style={{ margin: '0 0 12px' }}>{reasons[order.review_reason ?? ''] ?? review.unknown}</p>
        <Difference order={order} />
      </Notice>
      {mayMend && (
        <>
          <ResolveDialog resolution="accept" order={order} isOpen={wish === 'accept'} onClose={() => setWish(null)} />
          <ResolveDialog resolution="cancel" order={order} isOpen={wish === 'cancel'} onClose={() => setWish(null)} />
        </>
      )}
    </>
  );
}

/** What was asked beside what was paid, when both are in one currency. */
function Difference({ order }: { readonly order: Order }): ReactNode {
  const { review } = useOrdersTexts();
  const paid = order.payments.filter(({ status }) => HOLDING.includes(status));
  if (paid.length === 0 || paid.some(({ currency }) => currency !== order.currency)) return null;
  const total = paid.reduce((sum, { amount }) => sum + (amount ?? 0), 0);
  const money = (amount: number): ReactNode => <Money amount={amount} currency={order.currency} />;
  return (
    <Facts
      facts={[
        [review.asked, money(order.amount)],
        [review.paid, money(total)],
        [review.difference, money(total - order.amount)],
      ]}
    />
  );
}
