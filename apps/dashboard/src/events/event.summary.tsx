import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { api, answerOf } from '../api/api.client.js';
import { live } from '../api/query.client.js';
import { formatNumber } from '../format/number.format.js';
import { useLanguage } from '../language/language.context.js';
import type { UrlFilters } from '../ui/use.url.filters.js';
import { type EventGroup, EVENTS } from './event.calls.js';
import { type EventFilterName, type EventFilters, matching, statusOf } from './event.filters.js';
import { EventGroups } from './event.groups.js';
import { EventViews } from './event.views.js';
import classes from './events.module.css';
import { RetryProgress } from './retry.progress.js';
import { useEventsTexts } from './use.events.texts.js';
import type { useRetries } from './use.retries.js';

const LOOK_EVERY_MS = 5_000;

interface EventSummaryProps {
  readonly filters: UrlFilters<EventFilterName>;
  readonly retries: ReturnType<typeof useRetries>;
  readonly mayRetry: boolean;
}

/** Between the filters and the rows: the lists wanted most, the retry that is followed, what failed in a few lines. */
export function EventSummary(props: EventSummaryProps): ReactNode {
  const { filters, retries } = props;
  const { values } = filters;
  const failed = useGroups('failed', values);
  // Whoever looks for one event by its name wants that one.
  const status = values.q === undefined ? statusOf(values) : undefined;
  return (
    <>
      <EventViews filters={values} failed={failed === undefined ? undefined : sumOf(failed)} />
      {retries.following !== null && (
        <RetryProgress
          id={retries.following}
          onClose={() => retries.follow(null)}
          onShowFailed={() => filters.set({ status: 'failed', error_code: undefined, q: undefined })}
        />
      )}
      {status === 'failed' && failed !== undefined && <Failed {...props} groups={failed} />}
      {status === 'pending' && <Waiting filters={filters} />}
    </>
  );
}

function Failed({
  groups,
  filters,
  retries,
  mayRetry,
}: EventSummaryProps & { readonly groups: readonly EventGroup[] }) {
  const texts = useEventsTexts();
  const { locale } = useLanguage();
  const what = (count: number): string => texts.groups.events(count, formatNumber(count, locale));
  const body = { ...matching(filters.values), status: 'failed' } as const;
  const total = sumOf(groups);
  const retryGroup = ({ provider, error_code: code, example_id: id, count }: EventGroup): void =>
    retries.ask(
      // "Without a code" is nothing that the API could be asked for.
      code === null
        ? { body: { ids: [id] }, what: what(1) }
        : { body: { ...body, provider, error_code: code }, what: what(count) },
    );
  return (
    <>
      <EventGroups
        status="failed"
        groups={groups}
        onShow={({ provider, error_code: code }) => filters.set({ provider, error_code: code ?? undefined })}
        onRetry={mayRetry ? retryGroup : undefined}
      />
      {mayRetry && groups.length > 1 && (
        <div className={classes['all']}>
          <Button size="sm" variant="default" onClick={() => retries.ask({ body, what: what(total) })}>
            {texts.retry.all(formatNumber(total, locale))}
          </Button>
        </div>
      )}
    </>
  );
}

function Waiting({ filters }: Pick<EventSummaryProps, 'filters'>): ReactNode {
  const groups = useGroups('pending', filters.values);
  return (
    <EventGroups
      status="pending"
      groups={groups ?? []}
      onShow={({ provider, error_code: code }) => filters.set({ provider, error_code: code ?? undefined })}
    />
  );
}

function useGroups(status: 'failed' | 'pending', filters: EventFilters): readonly EventGroup[] | undefined {
  return useQuery({
    queryKey: [...EVENTS, 'groups', status, filters],
    queryFn: async ({ signal }) => {
      const query = { ...matching(filters), status };
      return answerOf(await api.GET('/api/webhook-events/groups', { params: { query }, signal })).data;
    },
    ...live(LOOK_EVERY_MS),
  }).data;
}

function sumOf(groups: readonly EventGroup[]): number {
  return groups.reduce((sum, { count }) => sum + count, 0);
}
