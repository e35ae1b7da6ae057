import { Button } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { api, answerOf } from '../api/api.client.js';
import { live } from '../api/query.client.js';
import { useLiveList } from '../api/use.live.list.js';
import { formatNumber } from '../format/number.format.js';
import { formatExact } from '../format/time.format.js';
import { gatewayName } from '../gateways/gateway.words.js';
import { es as gatewayTexts } from '../gateways/texts.es.js';
import { useLanguage } from '../language/language.context.js';
import { useMay } from '../session/use.session.js';
import { ListPage } from '../ui/list.page.js';
import { useReading } from '../ui/use.reading.js';
import { useUrlFilters } from '../ui/use.url.filters.js';
import { type EventGroup, EVENTS, type EventRow } from './event.calls.js';
import { eventCard, useEventColumns } from './event.columns.js';
import { EVENT_FILTERS, type EventFilters, listQuery, matching, statusOf } from './event.filters.js';
import { EventFilterBar } from './event.filter.bar.js';
import { EventGroups } from './event.groups.js';
import { EventViews } from './event.views.js';
import classes from './events.module.css';
import { RetryDialog } from './retry.dialog.js';
import { RetryProgress } from './retry.progress.js';
import { useEventsTexts } from './use.events.texts.js';
import { useRetries } from './use.retries.js';

const LOOK_EVERY_MS = 3_000;
const GROUPS_EVERY_MS = 5_000;

const rowId = ({ id }: EventRow): string => id;
const rowHref = ({ id }: EventRow): string => `/events/${id}`;

export function Component(): ReactNode {
  const texts = useEventsTexts();
  const { locale } = useLanguage();
  const mayRetry = useMay('operator');
  const filters = useUrlFilters(EVENT_FILTERS);
  const columns = useEventColumns();
  const retries = useRetries();
  const reading = useReading();
  const [isChoosing, setChoosing] = useState(false);
  const { list, fresh, showFresh } = useEvents(filters.values, reading.isReading || isChoosing);
  const rowLabel = useCallback(
    ({ type, provider, received_at: at }: EventRow) =>
      texts.row(type, gatewayName(provider, gatewayTexts), formatExact(Date.parse(at), locale)),
    [texts, locale],
  );
  const showNew = (): void => {
    showFresh();
    window.scrollTo({ top: 0 });
  };
  return (
    <div {...reading.watch}>
      <ListPage<EventRow>
        title={texts.title}
        subtitle={texts.subtitle}
        filters={<EventFilterBar filters={filters} />}
        urlFilters={filters}
        list={list}
        isLive
        columns={columns}
        card={eventCard}
        rowId={rowId}
        rowHref={rowHref}
        rowLabel={rowLabel}
        empty={texts.empty}
        {...(mayRetry
          ? {
              selectionActions: (rows) => (
                <ChosenActions
                  count={rows.length}
                  onChoosing={setChoosing}
                  onRetry={() =>
                    retries.ask({
                      body: { ids: rows.map(rowId) },
                      what: texts.groups.events(rows.length, formatNumber(rows.length, locale)),
                    })
                  }
                />
              ),
            }
          : {})}
      >
        <Summary filters={filters} retries={retries} mayRetry={mayRetry} />
        {fresh > 0 && (
          <div className={classes['fresh']}>
            <Button size="xs" radius="xl" onClick={showNew}>
              {texts.fresh(fresh)}
            </Button>
          </div>
        )}
      </ListPage>
      <RetryDialog wish={retries.wish} onClose={() => retries.ask(null)} onBegun={retries.follow} />
    </div>
  );
}

/** The events that match, the newest coming by themselves. */
function useEvents(filters: EventFilters, isHeld: boolean) {
  const read = useCallback(
    async (cursor: string | undefined, signal: AbortSignal) => {
      const query = { ...listQuery(filters), ...(cursor === undefined ? {} : { cursor }) };
      return answerOf(await api.GET('/api/webhook-events', { params: { query }, signal }));
    },
    [filters],
  );
  return useLiveList({ key: [...EVENTS, 'list', filters], read, rowId, everyMs: LOOK_EVERY_MS, isHeld });
}

interface SummaryProps {
  readonly filters: ReturnType<typeof useUrlFilters<(typeof EVENT_FILTERS)[number]>>;
  readonly retries: ReturnType<typeof useRetries>;
  readonly mayRetry: boolean;
}

/** Between the filters and the rows: the lists wanted most, the retry that is under way, what failed in a few lines. */
function Summary({ filters, retries, mayRetry }: SummaryProps): ReactNode {
  const texts = useEventsTexts();
  const { locale } = useLanguage();
  const { values } = filters;
  const status = statusOf(values);
  const failed = useGroups('failed', values);
  const waiting = useGroups('pending', values, status === 'pending');
  const shown = status === 'failed' ? failed : status === 'pending' ? waiting : undefined;
  const total = failed?.reduce((sum, { count }) => sum + count, 0);
  const what = (count: number): string => texts.groups.events(count, formatNumber(count, locale));
  const retryGroup = ({ provider, error_code: code, example_id: id, count }: EventGroup): void =>
    retries.ask({
      body: code === null ? { ids: [id] } : { ...matching(values), status: 'failed', provider, error_code: code },
      what: what(code === null ? 1 : count),
    });
  return (
    <>
      <EventViews filters={values} failed={total} />
      {retries.following !== null && (
        <RetryProgress
          id={retries.following}
          onClose={() => retries.follow(null)}
          onShowFailed={() => filters.set({ status: 'failed', error_code: undefined, q: undefined })}
        />
      )}
      {shown !== undefined && (status === 'failed' || status === 'pending') && values.q === undefined && (
        <EventGroups
          status={status}
          groups={shown}
          onShow={({ provider, error_code: code }) => filters.set({ provider, error_code: code ?? undefined })}
          onRetry={mayRetry ? retryGroup : undefined}
        />
      )}
      {mayRetry && status === 'failed' && values.q === undefined && total !== undefined && total > 0 && (
        <div className={classes['all']}>
          <Button
            size="sm"
            variant="light"
            onClick={() => retries.ask({ body: { ...matching(values), status: 'failed' }, what: what(total) })}
          >
            {texts.retry.all} ({formatNumber(total, locale)})
          </Button>
        </div>
      )}
    </>
  );
}

function useGroups(status: 'failed' | 'pending', filters: EventFilters, enabled = true) {
  return useQuery({
    queryKey: [...EVENTS, 'groups', status, filters],
    queryFn: async ({ signal }) => {
      const query = { ...matching(filters), status };
      return answerOf(await api.GET('/api/webhook-events/groups', { params: { query }, signal })).data;
    },
    enabled,
    ...live(GROUPS_EVERY_MS),
  }).data;
}

interface ChosenActionsProps {
  readonly count: number;
  readonly onRetry: () => void;
  /** The rows stay where they are while some are chosen. */
  readonly onChoosing: (isChoosing: boolean) => void;
}

function ChosenActions({ count, onRetry, onChoosing }: ChosenActionsProps): ReactNode {
  const { retry } = useEventsTexts();
  useEffect(() => {
    onChoosing(true);
    return () => onChoosing(false);
  }, [onChoosing]);
  return (
    <Button size="compact-sm" onClick={onRetry}>
      {retry.selected(count)}
    </Button>
  );
}
