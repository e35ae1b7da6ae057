import type { ReactNode } from 'react';
import type { Order } from '../../../../packages/client/src/index.js';
import { useLanguage, useTexts, useTitle } from '../language/language.context.js';
import { checkoutPath } from '../page.address.js';
import { useShop } from '../shop/shop.context.js';
import { Icon, type IconName } from '../ui/icon.js';
import { Loading } from '../ui/loading.js';
import { Notice } from '../ui/notice.js';
import { Spinner } from '../ui/spinner.js';
import { Trouble } from '../ui/trouble.js';
import { useLoaded } from '../ui/use.loaded.js';
import { OrderSummary } from './order.summary.js';
import { type OrderTelling, orderTelling } from './order.telling.js';
import { useAfter, useLiveOrder } from './use.order.js';

const HELP_AFTER_MS = 5 * 60_000;

/** An order, live: waiting for its payment, paid, or not. */
export function OrderPage({ orderId }: { readonly orderId: string }): ReactNode {
  const { client } = useShop();
  const [order, again] = useLoaded((signal) => client.order(orderId, signal), orderId);
  if (order.state === 'loading') return <Loading />;
  if (order.state === 'failed') return <Trouble error={order.error} again={again} />;
  return <LiveOrder first={order.value} />;
}

function LiveOrder({ first }: { readonly first: Order }): ReactNode {
  const { client } = useShop();
  const { texts, locale } = useLanguage();
  const { order, kind } = useLiveOrder(client, first);
  const telling = orderTelling(order, kind);
  const isLate = useAfter(HELP_AFTER_MS) && telling === 'pending';
  useTitle(`${wordsOf(telling, texts.order).title} · ${texts.order.number(order.display_id)}`);
  const date = new Intl.DateTimeFormat(locale, { dateStyle: 'long', timeStyle: 'short' });
  return (
    <div className="column">
      <OrderStatus telling={telling} order={order} />
      {isLate && <LateHelp />}
      <OrderSummary items={order.items} amount={order.amount} currency={order.currency}>
        <dl className="facts">
          <div>
            <dt>{texts.order.number(order.display_id)}</dt>
            <dd>{date.format(new Date(order.created_at))}</dd>
          </div>
        </dl>
      </OrderSummary>
    </div>
  );
}

interface Words {
  readonly title: string;
  readonly text: string;
}

function wordsOf(telling: OrderTelling, texts: ReturnType<typeof useTexts>['order']): Words {
  return { title: texts[`${telling}Title`], text: texts[`${telling}Text`] };
}

const ICONS: Readonly<Record<OrderTelling, IconName>> = {
  pending: 'clock',
  paid: 'check',
  refused: 'cross',
  canceled: 'cross',
  review: 'info',
  refunded: 'info',
};

/** A live region: what changes is read out. */
function OrderStatus({ telling, order }: { readonly telling: OrderTelling; readonly order: Order }): ReactNode {
  const texts = useTexts();
  const { supportUrl } = useShop();
  const { title, text } = wordsOf(telling, texts.order);
  return (
    <section className={`card status ${telling}`}>
      <span className="badge">{telling === 'pending' ? <Spinner /> : <Icon name={ICONS[telling]} />}</span>
      <div role="status" aria-live="polite">
        <h1>{title}</h1>
        <p>{text}</p>
        {telling === 'pending' && <p className="note">{texts.order.pendingNote}</p>}
      </div>
      {telling === 'refused' && (
        <div className="actions">
          <a className="button" href={checkoutPath(order.cart_id)}>
            {texts.actions.otherMethod}
          </a>
          {supportUrl !== null && (
            <a className="button quiet" href={supportUrl}>
              {texts.actions.support}
            </a>
          )}
        </div>
      )}
    </section>
  );
}

function LateHelp(): ReactNode {
  const { order, actions } = useTexts();
  const { supportUrl } = useShop();
  return (
    <Notice kind="information" title={order.helpTitle}>
      <p>{order.helpText}</p>
      <div className="actions">
        <button type="button" className="button secondary" onClick={() => window.location.reload()}>
          {actions.reload}
        </button>
        {supportUrl !== null && (
          <a className="button quiet" href={supportUrl}>
            {actions.support}
          </a>
        )}
      </div>
    </Notice>
  );
}
