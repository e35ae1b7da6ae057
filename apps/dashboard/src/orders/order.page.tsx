import { Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { StoryTimeline } from '../story/story.timeline.js';
import { DetailPage, DetailSection } from '../ui/detail.page.js';
import { JsonView } from '../ui/json.view.js';
import { Money } from '../ui/money.js';
import { StatusBadge } from '../ui/status.badge.js';
import { OrderFacts } from './order.facts.js';
import { OrderItems } from './order.items.js';
import { OrderNotices } from './order.notices.js';
import { OrderPayments } from './order.payments.js';
import { type Order, useOrder } from './order.query.js';
import { useOrdersTexts } from './use.orders.texts.js';

/** One order: whether it is paid, by which payments, what happened to it, and what a person must decide. */
export function Component(): ReactNode {
  const { id = '' } = useParams();
  const texts = useOrdersTexts();
  const query = useOrder(id);
  const { data } = query;
  return (
    <DetailPage
      title={data === undefined ? texts.one : texts.numbered(data.display_id)}
      aside={data !== undefined && <Badges order={data} />}
      subtitle={data !== undefined && <Money amount={data.amount} currency={data.currency} />}
      back={{ to: '/orders', label: texts.back }}
      query={query}
    >
      {(order) => (
        <>
          <OrderNotices order={order} />
          <OrderPayments order={order} />
          <OrderFacts key={order.id} order={order} />
          <DetailSection title={texts.timeline}>
            <StoryTimeline
              of="order"
              id={order.id}
              label={texts.timeline}
              providers={Object.fromEntries(order.payments.map(({ id: paymentId, provider }) => [paymentId, provider]))}
              isBusy={false}
            />
          </DetailSection>
          <OrderItems order={order} />
          {hasContent(order.metadata) && (
            <DetailSection title={texts.metadata}>
              <JsonView text={JSON.stringify(order.metadata, null, 2)} label={texts.metadata} />
            </DetailSection>
          )}
        </>
      )}
    </DetailPage>
  );
}

function Badges({ order }: { readonly order: Order }): ReactNode {
  return (
    <Group gap="xs">
      <StatusBadge kind="order" status={order.status} />
      <StatusBadge kind="orderPayment" status={order.payment_status} />
    </Group>
  );
}

function hasContent(metadata: unknown): boolean {
  return typeof metadata === 'object' && metadata !== null && Object.keys(metadata).length > 0;
}
