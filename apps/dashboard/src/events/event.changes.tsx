import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { Money } from '../ui/money.js';
import { StatusBadge } from '../ui/status.badge.js';
import type { EventDetail } from './event.calls.js';
import classes from './events.module.css';
import { useEventsTexts } from './use.events.texts.js';

type PaymentChange = EventDetail['changes']['payments'][number];
type OrderChange = EventDetail['changes']['orders'][number];

/** The steps of payments and orders that an event caused, and where its payment and order are to be found in any case. */
export function EventChanges({ event }: { readonly event: EventDetail }): ReactNode {
  const { detail } = useEventsTexts();
  const { payments, orders } = event.changes;
  const isNothing = payments.length + orders.length === 0;
  return (
    <>
      {isNothing ? (
        <span className={classes['groupNote']}>{event.status === 'success' ? detail.noChanges : detail.notYet}</span>
      ) : (
        <ul className={classes['lines']}>
          {payments.map((change) => (
            <PaymentLine key={`${change.payment_id} ${change.to_status} ${change.created_at}`} change={change} />
          ))}
          {orders.map((change) => (
            <OrderLine key={`${change.order_id} ${change.reason} ${change.created_at}`} change={change} />
          ))}
        </ul>
      )}
      <Elsewhere event={event} />
    </>
  );
}

function PaymentLine({ change }: { readonly change: PaymentChange }): ReactNode {
  const { change: texts } = useEventsTexts();
  const { currency } = change;
  const sums = [
    [texts.captured, change.captured_delta],
    [texts.refunded, change.refunded_delta],
    [texts.disputed, change.disputed_delta],
  ] as const;
  return (
    <li className={classes['line']}>
      <Anchor component={Link} to={`/payments/${change.payment_id}`} fw={550}>
        {texts.payment}
      </Anchor>
      {change.from_status !== null && <StatusBadge kind="payment" status={change.from_status} />}
      <span aria-hidden="true">→</span>
      <StatusBadge kind="payment" status={change.to_status} />
      {currency !== null &&
        sums
          .filter(([, amount]) => amount !== 0)
          .map(([name, amount]) => (
            <span key={name}>
              {name}: <Money amount={amount} currency={currency} />
            </span>
          ))}
    </li>
  );
}

function OrderLine({ change }: { readonly change: OrderChange }): ReactNode {
  const { change: texts } = useEventsTexts();
  return (
    <li className={classes['line']}>
      <Anchor component={Link} to={`/orders/${change.order_id}`} fw={550}>
        {texts.order(change.display_id)}
      </Anchor>
      {change.from_payment_status !== null && <StatusBadge kind="orderPayment" status={change.from_payment_status} />}
      <span aria-hidden="true">→</span>
      <StatusBadge kind="orderPayment" status={change.to_payment_status} />
      {change.to_status !== change.from_status && <StatusBadge kind="order" status={change.to_status} />}
    </li>
  );
}

/** What is not linked above is looked for by the names that the event gives. */
function Elsewhere({ event }: { readonly event: EventDetail }): ReactNode {
  const { detail } = useEventsTexts();
  const { reference, transaction_id: transaction, changes } = event;
  const searches = [
    changes.payments.length === 0 && transaction !== null
      ? ([`/payments?q=${encodeURIComponent(transaction)}`, detail.searchPayment] as const)
      : null,
    changes.orders.length === 0 && reference !== null
      ? ([`/orders?q=${encodeURIComponent(reference)}`, detail.searchOrder] as const)
      : null,
  ].filter((search) => search !== null);
  if (searches.length === 0) return null;
  return (
    <div className={classes['links']}>
      {searches.map(([to, text]) => (
        <Anchor key={to} component={Link} to={to}>
          {text}
        </Anchor>
      ))}
    </div>
  );
}
