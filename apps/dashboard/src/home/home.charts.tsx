import { SegmentedControl, Text } from '@mantine/core';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, answerOf } from '../api/api.client.js';
import { live } from '../api/query.client.js';
import { formatMoneyShort } from '../format/money.format.js';
import { formatNumber, formatShare } from '../format/number.format.js';
import { formatDuration } from '../format/time.format.js';
import { ChartCard } from '../ui/chart.card.js';
import { Columns } from '../ui/detail.page.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { FilterSelect } from '../ui/filter.inputs.js';
import { useUrlFilters } from '../ui/use.url.filters.js';
import { midnight, type Overview, type Statistics } from './home.calls.js';
import classes from './home.module.css';
import { capturedOf, currenciesOf, methodRows, providersOf, rowsOf } from './statistics.rows.js';
import { stepLabel } from './step.label.js';
import { useHomeTexts } from './use.home.texts.js';
import { useHomeWords } from './use.home.words.js';

const FILTERS = ['charts', 'gateway'] as const;
const PERIODS = ['day', 'week', 'month'] as const;
type ChartPeriod = (typeof PERIODS)[number];

const LOOK_EVERY_MS = 60_000;
const HOUR_MS = 3_600_000;
const DAYS: Readonly<Record<ChartPeriod, number>> = { day: 1, week: 7, month: 30 };

/** How it goes over time, for all gateways or one. */
export function HomeCharts({ gateways }: { readonly gateways: Overview['gateways'] }): ReactNode {
  const { charts: texts } = useHomeTexts();
  const { nameOf, locale } = useHomeWords();
  const filters = useUrlFilters(FILTERS);
  const period = PERIODS.find((each) => each === filters.values.charts) ?? 'day';
  const { gateway } = filters.values;
  const { data, error, refetch } = useStatistics(period, gateway);
  return (
    <section aria-label={texts.title}>
      <div className={classes['chartBar']}>
        <h2 className={classes['chartTitle']}>{texts.title}</h2>
        <SegmentedControl
          aria-label={texts.period}
          value={period}
          onChange={(chosen) => filters.set({ charts: chosen === 'day' ? undefined : chosen })}
          data={PERIODS.map((each) => ({ value: each, label: texts.periods[each] }))}
          size="sm"
        />
        <FilterSelect
          label={texts.gateway}
          value={gateway}
          options={gateways.map(({ provider }) => ({ value: provider, label: nameOf(provider) }))}
          onChange={(chosen) => filters.set({ gateway: chosen })}
        />
      </div>
      {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
      {data !== undefined && (
        <Text size="sm" c="dimmed" mb="sm">
          {texts.totals(formatNumber(data.totals.approved, locale), formatNumber(data.previous.approved, locale))}
        </Text>
      )}
      <Columns>
        <SuccessChart statistics={data} />
        <SecondsChart statistics={data} isOne={gateway !== undefined} />
        <VolumeCharts statistics={data} />
        <MethodsChart statistics={data} />
      </Columns>
    </section>
  );
}

function useStatistics(period: ChartPeriod, gateway: string | undefined) {
  return useQuery({
    queryKey: ['home', 'statistics', period, gateway],
    queryFn: async ({ signal }) => {
      const query = { ...begin(period), ...(gateway === undefined ? {} : { provider: gateway }) };
      return answerOf(await api.GET('/api/statistics', { params: { query }, signal })).data;
    },
    // Another period or gateway takes the place of the one before: nothing that is open closes.
    placeholderData: keepPreviousData,
    ...live(LOOK_EVERY_MS),
  });
}

/** A day by its hours, longer periods by days that begin at midnight here. */
function begin(period: ChartPeriod): { readonly since: string; readonly step: 'hour' | 'day' } {
  if (period === 'day') {
    const hour = Math.floor(Date.now() / HOUR_MS) * HOUR_MS;
    return { since: new Date(hour - 23 * HOUR_MS).toISOString(), step: 'hour' };
  }
  const since = midnight();
  since.setDate(since.getDate() - DAYS[period] + 1);
  return { since: since.toISOString(), step: 'day' };
}

interface OneChartProps {
  readonly statistics: Statistics | undefined;
}

/** What all charts over time have. */
function useTimes(statistics: Statistics | undefined) {
  const { charts: texts } = useHomeTexts();
  const { locale, nameOf } = useHomeWords();
  const providers = statistics === undefined ? [] : providersOf(statistics);
  return {
    texts,
    locale,
    providers,
    common: { along: 'at', alongLabel: texts.time },
    label: (at: string) => stepLabel(at, statistics?.step ?? 'hour', locale),
    series: providers.map((provider) => ({ name: provider, label: nameOf(provider) })),
  };
}

function SuccessChart({ statistics }: OneChartProps): ReactNode {
  const { texts, locale, providers, common, label, series } = useTimes(statistics);
  const rows = statistics && rowsOf(statistics, providers, label, (one) => ({ [one.provider]: one.success_rate }));
  return (
    <ChartCard
      {...common}
      title={texts.success}
      kind="line"
      rows={rows}
      series={series}
      format={(value) => formatShare(value, locale)}
    />
  );
}

/** For one gateway the median and the slowest; for all of them the slowest of each, or nobody could tell the lines apart. */
function SecondsChart({ statistics, isOne }: OneChartProps & { readonly isOne: boolean }): ReactNode {
  const { texts, locale, providers, common, label, series } = useTimes(statistics);
  const both = [
    { name: 'p50', label: texts.median },
    { name: 'p95', label: texts.p95 },
  ];
  const rows =
    statistics &&
    rowsOf(statistics, providers, label, ({ provider, capture_seconds_p50: p50, capture_seconds_p95: p95 }) =>
      isOne ? { p50, p95 } : { [provider]: p95 },
    );
  return (
    <ChartCard
      {...common}
      title={isOne ? texts.secondsOne : texts.seconds}
      kind="line"
      rows={rows}
      series={isOne ? both : series}
      format={(value) => formatDuration(value, locale)}
    />
  );
}

/** One for each currency: they cannot be added. */
function VolumeCharts({ statistics }: OneChartProps): ReactNode {
  const { texts, locale, providers, common, label, series } = useTimes(statistics);
  const currencies = statistics === undefined ? [] : currenciesOf(statistics);
  if (statistics === undefined || currencies.length === 0) {
    return (
      <ChartCard
        {...common}
        title={texts.volumeNone}
        kind="stacked"
        rows={statistics === undefined ? undefined : []}
        series={series}
      />
    );
  }
  return currencies.map((currency) => (
    <ChartCard
      key={currency}
      {...common}
      title={texts.volume(currency)}
      kind="stacked"
      rows={rowsOf(statistics, providers, label, (one) => ({ [one.provider]: capturedOf(one, currency) }))}
      series={series}
      format={(value) => formatMoneyShort(value, currency, locale)}
    />
  ));
}

function MethodsChart({ statistics }: OneChartProps): ReactNode {
  const { charts: texts } = useHomeTexts();
  const { locale, nameOf } = useHomeWords();
  const mix = statistics && methodRows(statistics, nameOf, (method) => method?.toUpperCase() ?? texts.unknownMethod);
  return (
    <ChartCard
      title={texts.methods}
      kind="stacked"
      along="gateway"
      alongLabel={texts.gateway}
      rows={mix?.rows}
      series={(mix?.names ?? []).map((name) => ({ name, label: name }))}
      format={(value) => formatShare(value, locale)}
    />
  );
}
