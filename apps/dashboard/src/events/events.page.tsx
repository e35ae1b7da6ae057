import { Button } from '@mantine/core';
import { type ReactNode, useCallback, useEffect, useState } from 'react';
import { api, answerOf } from '../api/api.client.js';
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
import { EVENTS, type EventRow } from './event.calls.js';
import { eventCard, useEventColumns } from './event.columns.js';
import { EVENT_FILTERS, type EventFilters, listQuery } from './event.filters.js';
import { EventFilterBar } from './event.filter.bar.js';
import { EventSummary } from './event.summary.js';
import classes from './events.module.css';
import { RetryDialog } from './retry.dialog.js';
import { useEventsTexts } from './use.events.texts.js';
import { useRetries } from './use.retries.js';

const LOOK_EVERY_MS = 3_000;

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
        <EventSummary filters={filters} retries={retries} mayRetry={mayRetry} />
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
