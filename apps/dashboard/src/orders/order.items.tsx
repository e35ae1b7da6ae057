import type { ReactNode } from 'react';
import { DetailSection } from '../ui/detail.page.js';
import type { ListColumn } from '../ui/list.columns.js';
import { Money } from '../ui/money.js';
import { PlainTable } from '../ui/plain.table.js';
import type { Order } from './order.query.js';
import { useOrdersTexts } from './use.orders.texts.js';

type Item = Order['items'][number];
type NumberedItem = Item & { readonly position: number };

/** What was bought, as the shop wrote it. */
export function OrderItems({ order }: { readonly order: Order }): ReactNode {
  const { items: texts } = useOrdersTexts();
  if (order.items.length === 0) return null;
  const money = (amount: number): ReactNode => <Money amount={amount} currency={order.currency} />;
  const columns: readonly ListColumn<NumberedItem>[] = [
    { id: 'name', header: texts.name, cell: ({ title }) => title },
    { id: 'quantity', header: texts.quantity, cell: ({ quantity }) => quantity, align: 'right' },
    { id: 'price', header: texts.price, cell: ({ unit_amount }) => money(unit_amount), align: 'right' },
    {
      id: 'total',
      header: texts.total,
      cell: ({ unit_amount, quantity }) => money(unit_amount * quantity),
      align: 'right',
    },
  ];
  return (
    <DetailSection title={texts.title}>
      <PlainTable
        label={texts.title}
        rows={order.items.map((item, position) => ({ ...item, position }))}
        rowId={({ position }) => String(position)}
        columns={columns}
      />
    </DetailSection>
  );
}
