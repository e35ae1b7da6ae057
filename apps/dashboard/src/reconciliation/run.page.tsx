import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { answerOf, api } from '../api/api.client.js';
import { live } from '../api/query.client.js';
import { formatNumber } from '../format/number.format.js';
import { formatDuration, formatExact } from '../format/time.format.js';
import { useLanguage } from '../language/language.context.js';
import { DetailPage, DetailSection, Facts } from '../ui/detail.page.js';
import { GatewayName } from '../ui/gateway.text.js';
import { StatusBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import { DriftSections } from './drift.sections.js';
import { RunNotices } from './run.notices.js';
import { type Run, secondsOf } from './run.rules.js';
import { useReconciliationTexts } from './use.reconciliation.texts.js';

/** One run: what was looked at, what differed, and what became of it. */
export function Component(): ReactNode {
  const { id = '' } = useParams();
  const texts = useReconciliationTexts();
  const { locale } = useLanguage();
  const query = useQuery<Run>({
    queryKey: ['run', id],
    queryFn: async ({ signal }) =>
      answerOf(await api.GET('/api/reconciliation/runs/{id}', { params: { path: { id } }, signal })).data,
    ...live(),
    refetchInterval: ({ state }) => (state.data?.status === 'running' ? 1_000 : false),
  });
  const { data } = query;
  return (
    <DetailPage
      title={data === undefined ? texts.one : `${texts.one}, ${formatExact(Date.parse(data.started_at), locale)}`}
      aside={data !== undefined && <StatusBadge kind="run" status={data.status} />}
      back={{ to: '/reconciliation', label: texts.back }}
      query={query}
    >
      {(run) => (
        <>
          <RunNotices run={run} />
          <RunFacts run={run} />
          {run.report !== null && <DriftSections report={run.report} />}
        </>
      )}
    </DetailPage>
  );
}

function RunFacts({ run }: { readonly run: Run }): ReactNode {
  const { facts, allGateways, origins } = useReconciliationTexts();
  const { locale } = useLanguage();
  const known: Readonly<Record<string, string>> = origins;
  const seconds = secondsOf(run);
  return (
    <DetailSection title={facts.title}>
      <Facts
        facts={[
          [facts.gateway, run.provider === null ? allGateways : <GatewayName key="gateway" provider={run.provider} />],
          [facts.since, <When key="since" at={run.since} isExact />],
          [facts.until, <When key="until" at={run.until} isExact />],
          [facts.origin, known[run.origin] ?? run.origin],
          [facts.started, <When key="started" at={run.started_at} />],
          [facts.took, seconds === null ? null : formatDuration(seconds, locale)],
          [facts.asked, run.report === null ? null : formatNumber(run.report.asked, locale)],
          [facts.applied, run.report === null ? null : formatNumber(run.report.applied, locale)],
        ]}
      />
    </DetailSection>
  );
}
