import { Button, Progress } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useEffect } from 'react';
import { live } from '../api/query.client.js';
import { formatNumber } from '../format/number.format.js';
import { useLanguage } from '../language/language.context.js';
import { DetailSection } from '../ui/detail.page.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { EVENTS, readRetry, type Retry } from './event.calls.js';
import classes from './events.module.css';
import type { Texts } from './texts.es.js';
import { useEventsTexts } from './use.events.texts.js';

const LOOK_EVERY_MS = 1_000;

interface RetryProgressProps {
  readonly id: string;
  readonly onClose: () => void;
  readonly onShowFailed: () => void;
}

/** How far a retry of many events is, and at the end what came of it. */
export function RetryProgress({ id, onClose, onShowFailed }: RetryProgressProps): ReactNode {
  const { progress } = useEventsTexts();
  const { data, error, refetch } = useRetry(id);
  const close = (
    <Button size="compact-sm" variant="subtle" color="gray" onClick={onClose}>
      {progress.close}
    </Button>
  );
  return (
    <div className={classes['progress']}>
      <DetailSection title={progress.title} actions={close}>
        {error !== null && <ErrorNotice error={error} onRetry={() => void refetch()} />}
        {data !== undefined && <Bar retry={data} />}
        {data !== undefined && data.finished_at !== null && data.failed > 0 && (
          <Button size="sm" variant="default" mt="sm" onClick={onShowFailed}>
            {progress.showFailed}
          </Button>
        )}
      </DetailSection>
    </div>
  );
}

/** Looks each second until it is over; then the lists are read again. */
function useRetry(id: string) {
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ['event-retries', id],
    queryFn: ({ signal }) => readRetry(id, signal),
    ...live(LOOK_EVERY_MS),
    refetchInterval: ({ state }) => (isFinished(state.data) ? false : LOOK_EVERY_MS),
  });
  const isOver = isFinished(query.data);
  useEffect(() => {
    if (isOver) void client.invalidateQueries({ queryKey: EVENTS });
  }, [client, isOver]);
  return query;
}

function isFinished(retry: Retry | undefined): boolean {
  return retry !== undefined && retry.finished_at !== null;
}

function Bar({ retry }: { readonly retry: Retry }): ReactNode {
  const texts = useEventsTexts();
  const { locale } = useLanguage();
  const done = retry.success + retry.failed;
  const share = (count: number): number => (retry.total === 0 ? 0 : (100 * count) / retry.total);
  const isOver = retry.finished_at !== null;
  const numbers = [
    ['success', retry.success],
    ['failed', retry.failed],
    ['pending', retry.pending + retry.processing],
  ] as const;
  return (
    <>
      <p className={classes['progressText']} role="status" data-tone={toneOf(retry)}>
        {sentenceOf(retry, texts, locale)}
      </p>
      <Progress.Root
        size={12}
        role="progressbar"
        aria-label={texts.progress.bar}
        aria-valuemin={0}
        aria-valuemax={retry.total}
        aria-valuenow={done}
      >
        <Progress.Section value={share(retry.success)} color="brand.7" withAria={false} />
        <Progress.Section value={share(retry.failed)} color="red.7" withAria={false} />
      </Progress.Root>
      <dl className={classes['numbers']}>
        {numbers.map(([name, count]) => (
          <div key={name}>
            <dt>{texts.progress[name]}</dt>
            <dd>{formatNumber(count, locale)}</dd>
          </div>
        ))}
      </dl>
      {!isOver && <p className={classes['groupNote']}>{texts.progress.waits}</p>}
    </>
  );
}

function toneOf({ finished_at: finished, failed }: Retry): string {
  if (failed > 0) return 'bad';
  return finished === null ? 'busy' : 'good';
}

function sentenceOf(retry: Retry, { progress }: Texts, locale: string): string {
  const written = (count: number): string => formatNumber(count, locale);
  const { total, success, failed } = retry;
  if (retry.finished_at === null) return progress.running(written(success + failed), written(total));
  if (total === 0) return progress.nothing;
  if (failed > 0) return progress.finishedBad(written(success), written(failed));
  return total === 1 ? progress.finishedOne : progress.finishedGood(written(total));
}
