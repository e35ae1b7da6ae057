import { Anchor, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { DetailSection } from '../ui/detail.page.js';
import { GatewayName } from '../ui/gateway.text.js';
import type { ListColumn } from '../ui/list.columns.js';
import { Money } from '../ui/money.js';
import { PlainTable } from '../ui/plain.table.js';
import { StatusBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import type { Order } from './order.query.js';
import { useOrdersTexts } from './use.orders.texts.js';

type Payment = Order['payments'][number];

/** Every attempt to pay the order; the money is where one of them says it was captured. */
export function OrderPayments({ order }: { readonly order: Order }): ReactNode {
  const { payments: texts } = useOrdersTexts();
  const columns: readonly ListColumn<Payment>[] = [
    {
      id: 'amount',
      header: texts.amount,
      cell: ({ id, amount, currency }) => (
        <Anchor component={Link} to={`/payments/${id}`} size="sm" fw={550}>
          <Money amount={amount} currency={currency} />
        </Anchor>
      ),
    },
    { id: 'status', header: texts.status, cell: ({ status }) => <StatusBadge kind="payment" status={status} /> },
    { id: 'gateway', header: texts.gateway, cell: ({ provider }) => <GatewayName provider={provider} /> },
    { id: 'method', header: texts.method, cell: ({ method }) => method },
    { id: 'when', header: texts.when, cell: ({ created_at }) => <When at={created_at} />, align: 'right' },
  ];
  return (
    <DetailSection title={texts.title}>
      {order.payments.length === 0 ? (
        <Text size="sm" c="dimmed">
          {texts.none}
        </Text>
      ) : (
        <PlainTable label={texts.title} rows={order.payments} rowId={({ id }) => id} columns={columns} />
      )}
    </DetailSection>
  );
}
