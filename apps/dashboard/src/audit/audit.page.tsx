import { type ReactNode, useMemo } from 'react';
import { answerOf, api, type Schemas } from '../api/api.client.js';
import { given, wordOf } from '../api/query.values.js';
import { useKeysetList } from '../api/use.keyset.list.js';
import { useStoryTexts, wordFor } from '../story/use.story.texts.js';
import { FilterSelect, FilterText } from '../ui/filter.inputs.js';
import { FilterPeriod } from '../ui/filter.period.js';
import type { ListColumn } from '../ui/list.columns.js';
import { ListPage } from '../ui/list.page.js';
import { periodQuery } from '../ui/period.js';
import { type UrlFilters, useUrlFilters } from '../ui/use.url.filters.js';
import { When } from '../ui/when.js';
import { AuditAbout, AuditDetails, AuditWho } from './audit.cells.js';
import type { Texts } from './texts.es.js';
import { useAuditTexts } from './use.audit.texts.js';

export type AuditRow = Schemas['AuditRowView'];

const FILTERS = ['action', 'object_id', 'actor', 'period', 'since', 'until'] as const;
const rowId = ({ id }: AuditRow): string => id;

/** Who did what. */
export function Component(): ReactNode {
  const texts = useAuditTexts();
  const { actions } = useStoryTexts();
  const filters = useUrlFilters(FILTERS);
  const list = useKeysetList<AuditRow>({
    key: ['audit', filters.values],
    read: async (cursor, signal) => {
      const { action, object_id, actor } = filters.values;
      const known = { action: wordOf(actions, action) };
      const query = given({ object_id, actor, cursor, ...known, ...periodQuery(filters.values) });
      return answerOf(await api.GET('/api/audit', { params: { query }, signal }));
    },
    liveMs: 10_000,
  });
  const columns = useMemo(() => columnsOf(texts, actions), [texts, actions]);
  return (
    <ListPage
      title={texts.title}
      subtitle={texts.subtitle}
      list={list}
      isLive
      columns={columns}
      rowId={rowId}
      rowLabel={({ action, at }) => `${wordFor(actions, action)}, ${at}`}
      filters={<Filters filters={filters} />}
      urlFilters={filters}
      empty={{ title: texts.empty, text: texts.emptyText }}
    />
  );
}

function columnsOf({ columns }: Texts, actions: Readonly<Record<string, string>>): readonly ListColumn<AuditRow>[] {
  return [
    { id: 'when', header: columns.when, cell: ({ at }) => <When at={at} /> },
    { id: 'who', header: columns.who, cell: (row) => <AuditWho row={row} /> },
    { id: 'what', header: columns.what, cell: ({ action }) => <strong>{wordFor(actions, action)}</strong> },
    { id: 'about', header: columns.about, cell: (row) => <AuditAbout row={row} /> },
    {
      id: 'details',
      header: columns.details,
      cell: (row) => (Object.keys(row.details).length === 0 ? null : <AuditDetails row={row} />),
    },
    { id: 'from', header: columns.from, cell: ({ address }) => address, isMinor: true },
  ];
}

function Filters({ filters: { values, set } }: { readonly filters: UrlFilters<(typeof FILTERS)[number]> }): ReactNode {
  const { filters: texts } = useAuditTexts();
  const { actions } = useStoryTexts();
  const options = Object.entries(actions).map(([value, label]) => ({ value, label }));
  return (
    <>
      <FilterSelect
        label={texts.action}
        value={values.action}
        options={options}
        onChange={(action) => set({ action })}
      />
      <FilterText
        label={texts.actor}
        placeholder={texts.actorHint}
        value={values.actor}
        onChange={(actor) => set({ actor })}
      />
      <FilterText label={texts.object} value={values.object_id} onChange={(object_id) => set({ object_id })} />
      <FilterPeriod value={values} onChange={set} />
    </>
  );
}
