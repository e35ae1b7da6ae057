import { type ReactNode, useMemo } from 'react';
import { answerOf, api } from '../api/api.client.js';
import { given, wordOf } from '../api/query.values.js';
import { useKeysetList } from '../api/use.keyset.list.js';
import { formatNumber } from '../format/number.format.js';
import { formatDuration } from '../format/time.format.js';
import { useLanguage } from '../language/language.context.js';
import { useMay } from '../session/use.session.js';
import { FilterSelect } from '../ui/filter.inputs.js';
import { GatewayName } from '../ui/gateway.text.js';
import type { ListColumn } from '../ui/list.columns.js';
import { ListPage } from '../ui/list.page.js';
import { StatusBadge, ToneBadge } from '../ui/status.badge.js';
import { useUrlFilters } from '../ui/use.url.filters.js';
import { When } from '../ui/when.js';
import { countsOf, type Run, secondsOf } from './run.rules.js';
import { StartRun } from './start.dialog.js';
import type { Texts } from './texts.es.js';
import { useReconciliationTexts } from './use.reconciliation.texts.js';
import { useUiTexts } from '../ui/use.ui.texts.js';

const FILTERS = ['status'] as const;
const STATUSES = ['running', 'completed', 'failed'] as const;
const KNOWN = { running: null, completed: null, failed: null };
const rowId = ({ id }: Run): string => id;
const rowHref = ({ id }: Run): string => `/reconciliation/${id}`;

/** Every time that our books were compared with the gateways'. */
export function Component(): ReactNode {
  const texts = useReconciliationTexts();
  const words = useUiTexts().status.run;
  const { locale } = useLanguage();
  const mayMend = useMay('operator');
  const filters = useUrlFilters(FILTERS);
  const list = useKeysetList<Run>({
    key: ['runs', filters.values],
    read: async (cursor, signal) => {
      const query = given({ cursor, status: wordOf(KNOWN, filters.values.status) });
      return answerOf(await api.GET('/api/reconciliation/runs', { params: { query }, signal }));
    },
    liveMs: 5_000,
  });
  const columns = useMemo(() => columnsOf(texts, locale), [texts, locale]);
  return (
    <ListPage
      title={texts.title}
      subtitle={texts.subtitle}
      list={list}
      isLive
      columns={columns}
      rowId={rowId}
      rowHref={rowHref}
      rowLabel={({ started_at }) => `${texts.one} ${started_at}`}
      actions={mayMend && <StartRun />}
      filters={
        <FilterSelect
          label={texts.filters.status}
          value={filters.values.status}
          options={STATUSES.map((value) => ({ value, label: words[value] }))}
          onChange={(status) => filters.set({ status })}
        />
      }
      urlFilters={filters}
      empty={{ title: texts.empty, text: texts.emptyText }}
    />
  );
}

function columnsOf({ columns, origins, allGateways }: Texts, locale: string): readonly ListColumn<Run>[] {
  const known: Readonly<Record<string, string>> = origins;
  return [
    { id: 'when', header: columns.when, cell: ({ started_at }) => <When at={started_at} /> },
    { id: 'status', header: columns.status, cell: ({ status }) => <StatusBadge kind="run" status={status} /> },
    {
      id: 'gateway',
      header: columns.gateway,
      cell: ({ provider }) => (provider === null ? allGateways : <GatewayName provider={provider} />),
    },
    { id: 'found', header: columns.found, cell: (run) => <Found run={run} /> },
    {
      id: 'applied',
      header: columns.applied,
      cell: ({ report }) => (report === null ? null : formatNumber(report.applied, locale)),
      align: 'right',
    },
    { id: 'origin', header: columns.origin, cell: ({ origin }) => known[origin] ?? origin, isMinor: true },
    { id: 'took', header: columns.took, cell: (run) => durationOf(run, locale), align: 'right', isMinor: true },
  ];
}

function durationOf(run: Run, locale: string): string | null {
  const seconds = secondsOf(run);
  return seconds === null ? null : formatDuration(seconds, locale);
}

function Found({ run }: { readonly run: Run }): ReactNode {
  const { clean } = useReconciliationTexts();
  if (run.report === null) return null;
  const { found, open } = countsOf(run.report);
  if (found === 0) return run.status === 'completed' ? <ToneBadge tone="good">{clean}</ToneBadge> : '–';
  return <ToneBadge tone={open > 0 ? 'bad' : 'warn'}>{found}</ToneBadge>;
}
