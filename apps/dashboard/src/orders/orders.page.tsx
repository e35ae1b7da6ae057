import { type ReactNode, useMemo } from 'react';
import { answerOf, api, type Schemas } from '../api/api.client.js';
import { given, wordOf } from '../api/query.values.js';
import { useKeysetList } from '../api/use.keyset.list.js';
import { FilterSelect, FilterText } from '../ui/filter.inputs.js';
import { FilterPeriod } from '../ui/filter.period.js';
import { FilterSwitch } from '../ui/filter.switch.js';
import type { ListColumn } from '../ui/list.columns.js';
import { ListPage } from '../ui/list.page.js';
import { Money } from '../ui/money.js';
import { periodQuery } from '../ui/period.js';
import { StatusBadge } from '../ui/status.badge.js';
import { useStatusOptions } from '../ui/use.status.options.js';
import { useUiTexts } from '../ui/use.ui.texts.js';
import { type UrlFilters, useUrlFilters } from '../ui/use.url.filters.js';
import { When } from '../ui/when.js';
import type { Texts } from './texts.es.js';
import { useOrdersTexts } from './use.orders.texts.js';

type OrderRow = Schemas['OrderView'];

const FILTERS = ['status', 'payment_status', 'overdue', 'q', 'period', 'since', 'until'] as const;
const rowId = ({ id }: OrderRow): string => id;
const rowHref = ({ id }: OrderRow): string => `/orders/${id}`;

/** What shoppers bought, and whether it is paid. */
export function Component(): ReactNode {
  const texts = useOrdersTexts();
  const words = useUiTexts().status;
  const filters = useUrlFilters(FILTERS);
  const list = useKeysetList<OrderRow>({
    key: ['orders', filters.values],
    read: async (cursor, signal) => {
      const { status, payment_status: payment, overdue, q } = filters.values;
      const known = {
        status: wordOf(words.order, status),
        payment_status: wordOf(words.orderPayment, payment),
        overdue: wordOf({ true: null }, overdue),
      };
      const query = given({ q, cursor, ...known, ...periodQuery(filters.values) });
      return answerOf(await api.GET('/api/orders', { params: { query }, signal }));
    },
    liveMs: 10_000,
  });
  const columns = useMemo(() => columnsOf(texts), [texts]);
  return (
    <ListPage
      title={texts.title}
      list={list}
      isLive
      columns={columns}
      rowId={rowId}
      rowHref={rowHref}
      rowLabel={({ display_id }) => texts.numbered(display_id)}
      filters={<Filters filters={filters} />}
      urlFilters={filters}
      empty={{ title: texts.empty, text: texts.emptyText }}
    />
  );
}

function columnsOf({ columns, numbered }: Texts): readonly ListColumn<OrderRow>[] {
  return [
    { id: 'order', header: columns.order, cell: ({ display_id }) => numbered(display_id) },
    { id: 'status', header: columns.status, cell: ({ status }) => <StatusBadge kind="order" status={status} /> },
    {
      id: 'payment',
      header: columns.payment,
      cell: ({ payment_status }) => <StatusBadge kind="orderPayment" status={payment_status} />,
    },
    {
      id: 'amount',
      header: columns.amount,
      cell: ({ amount, currency }) => <Money amount={amount} currency={currency} />,
      align: 'right',
    },
    { id: 'cart', header: columns.cart, cell: ({ cart_id }) => cart_id, isMinor: true },
    { id: 'when', header: columns.when, cell: ({ created_at }) => <When at={created_at} />, align: 'right' },
  ];
}

function Filters({ filters: { values, set } }: { readonly filters: UrlFilters<(typeof FILTERS)[number]> }): ReactNode {
  const { filters: texts } = useOrdersTexts();
  const statuses = useStatusOptions('order');
  const payments = useStatusOptions('orderPayment');
  const reviews = values.status === 'requires_review' ? 'true' : undefined;
  return (
    <>
      <FilterText label={texts.search} placeholder={texts.searchHint} value={values.q} onChange={(q) => set({ q })} />
      <FilterSelect
        label={texts.status}
        value={values.status}
        options={statuses}
        onChange={(status) => set({ status })}
      />
      <FilterSelect
        label={texts.payment}
        value={values.payment_status}
        options={payments}
        onChange={(payment_status) => set({ payment_status })}
      />
      <FilterPeriod value={values} onChange={set} />
      <FilterSwitch label={texts.overdue} value={values.overdue} onChange={(overdue) => set({ overdue })} />
      <FilterSwitch
        label={texts.review}
        value={reviews}
        onChange={(isOn) => set({ status: isOn === undefined ? undefined : 'requires_review' })}
      />
    </>
  );
}
