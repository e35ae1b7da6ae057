import { type ReactNode, useMemo } from 'react';
import { answerOf, api, type Schemas } from '../api/api.client.js';
import { given } from '../api/query.values.js';
import { useKeysetList } from '../api/use.keyset.list.js';
import { FilterSwitch } from '../ui/filter.switch.js';
import { GatewayName } from '../ui/gateway.text.js';
import type { ListColumn } from '../ui/list.columns.js';
import { ListPage } from '../ui/list.page.js';
import { ToneBadge } from '../ui/status.badge.js';
import { useUrlFilters } from '../ui/use.url.filters.js';
import { When } from '../ui/when.js';
import { AlertsTabs } from './alerts.tabs.js';
import { TestButton } from './test.button.js';
import type { Texts } from './texts.es.js';
import { useAlertsTexts } from './use.alerts.texts.js';

type AlertRow = Schemas['AlertView'];

const FILTERS = ['all'] as const;
const rowId = ({ id }: AlertRow): string => id;

/** What is wrong, and since when. */
export function Component(): ReactNode {
  const texts = useAlertsTexts();
  const filters = useUrlFilters(FILTERS);
  const state = filters.values.all === 'true' ? 'all' : 'open';
  const list = useKeysetList<AlertRow>({
    key: ['alerts', state],
    read: async (cursor, signal) =>
      answerOf(await api.GET('/api/alerts', { params: { query: { state, ...given({ cursor }) } }, signal })),
    liveMs: 5_000,
  });
  const columns = useMemo(() => columnsOf(texts), [texts]);
  return (
    <ListPage
      title={texts.title}
      subtitle={texts.subtitle}
      list={list}
      isLive
      columns={columns}
      rowId={rowId}
      rowLabel={({ title, subject }) => `${texts.alerts.one} ${title} ${subject ?? ''}`}
      actions={<TestButton />}
      filters={
        <>
          <AlertsTabs />
          <FilterSwitch label={texts.alerts.all} value={filters.values.all} onChange={(all) => filters.set({ all })} />
        </>
      }
      empty={{ title: texts.alerts.empty, text: texts.alerts.emptyText }}
    />
  );
}

function columnsOf({ alerts }: Texts): readonly ListColumn<AlertRow>[] {
  const severities: Readonly<Record<string, string>> = alerts.severities;
  return [
    { id: 'what', header: alerts.what, cell: ({ title }) => <strong>{title}</strong> },
    {
      id: 'severity',
      header: alerts.severity,
      cell: ({ severity, ended_at }) => (
        <ToneBadge tone={ended_at !== null ? 'idle' : severity === 'critical' ? 'bad' : 'warn'}>
          {severities[severity] ?? severity}
        </ToneBadge>
      ),
    },
    {
      id: 'subject',
      header: alerts.subject,
      cell: ({ subject }) => (subject === null ? null : <GatewayName provider={subject} />),
    },
    { id: 'summary', header: alerts.summary, cell: ({ summary }) => summary },
    { id: 'started', header: alerts.started, cell: ({ started_at }) => <When at={started_at} /> },
    {
      id: 'ended',
      header: alerts.ended,
      cell: ({ ended_at }) =>
        ended_at === null ? <ToneBadge tone="warn">{alerts.open}</ToneBadge> : <When at={ended_at} />,
    },
    {
      id: 'runbook',
      header: alerts.runbook,
      cell: ({ runbook }) => (
        <code style={{ fontSize: '0.75rem', overflowWrap: 'anywhere' }} translate="no">
          {runbook}
        </code>
      ),
      isMinor: true,
    },
  ];
}
