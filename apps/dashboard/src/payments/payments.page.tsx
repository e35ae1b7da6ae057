import type { ReactNode } from 'react';
import { answerOf, api } from '../api/api.client.js';
import { given, wordOf } from '../api/query.values.js';
import { useKeysetList } from '../api/use.keyset.list.js';
import { useGatewayOptions } from '../gateways/use.gateway.options.js';
import { FilterSelect, FilterText } from '../ui/filter.inputs.js';
import { FilterPeriod } from '../ui/filter.period.js';
import { FilterSwitch } from '../ui/filter.switch.js';
import { ListPage } from '../ui/list.page.js';
import { periodQuery } from '../ui/period.js';
import { useStatusOptions } from '../ui/use.status.options.js';
import { useUiTexts } from '../ui/use.ui.texts.js';
import { type UrlFilters, useUrlFilters } from '../ui/use.url.filters.js';
import { type PaymentRow, usePaymentColumns } from './payment.columns.js';
import { usePaymentsTexts } from './use.payments.texts.js';

const FILTERS = ['status', 'provider', 'reference', 'orphan', 'q', 'period', 'since', 'until'] as const;
const rowId = ({ id }: PaymentRow): string => id;
const rowHref = ({ id }: PaymentRow): string => `/payments/${id}`;

/** What the gateways charged, or tried to. */
export function Component(): ReactNode {
  const texts = usePaymentsTexts();
  const { payment: statuses } = useUiTexts().status;
  const filters = useUrlFilters(FILTERS);
  const list = useKeysetList<PaymentRow>({
    key: ['payments', filters.values],
    read: async (cursor, signal) => {
      const { status, provider, reference, orphan, q } = filters.values;
      const words = { status: wordOf(statuses, status), orphan: wordOf({ true: null }, orphan) };
      const query = given({ provider, reference, q, cursor, ...words, ...periodQuery(filters.values) });
      return answerOf(await api.GET('/api/payments', { params: { query }, signal }));
    },
    liveMs: 10_000,
  });
  const columns = usePaymentColumns(texts);
  return (
    <ListPage
      title={texts.title}
      list={list}
      isLive
      columns={columns}
      rowId={rowId}
      rowHref={rowHref}
      rowLabel={({ reference, transaction_id }) => `${texts.one} ${reference ?? transaction_id}`}
      filters={<Filters filters={filters} />}
      urlFilters={filters}
      empty={{ title: texts.empty, text: texts.emptyText }}
    />
  );
}

function Filters({ filters: { values, set } }: { readonly filters: UrlFilters<(typeof FILTERS)[number]> }): ReactNode {
  const { filters: texts } = usePaymentsTexts();
  const statuses = useStatusOptions('payment');
  const gateways = useGatewayOptions();
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
        label={texts.gateway}
        value={values.provider}
        options={gateways}
        onChange={(provider) => set({ provider })}
      />
      <FilterText label={texts.reference} value={values.reference} onChange={(reference) => set({ reference })} />
      <FilterPeriod value={values} onChange={set} />
      <FilterSwitch label={texts.orphan} value={values.orphan} onChange={(orphan) => set({ orphan })} />
    </>
  );
}
