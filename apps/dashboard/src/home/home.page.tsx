import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { live } from '../api/query.client.js';
import { PageHeader } from '../layout/page.header.js';
import { Columns } from '../ui/detail.page.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { When } from '../ui/when.js';
import { GatewayCards } from './gateway.cards.js';
import { HomeAlerts } from './home.alerts.js';
import { type Overview, readOverview, readRejections, type Rejection } from './home.calls.js';
import { HomeCare } from './home.care.js';
import { HomeCharts } from './home.charts.js';
import classes from './home.module.css';
import { HomeQueues } from './home.queues.js';
import { HomeTiles } from './home.tiles.js';
import { HomeToday } from './home.today.js';
import { useHomeTexts } from './use.home.texts.js';
import { useHomeWords } from './use.home.words.js';
import { VerdictBanner } from './verdict.banner.js';
import { verdictOf } from './verdict.js';

const LOOK_EVERY_MS = 5_000;
const REJECTIONS_EVERY_MS = 30_000;
const NONE: readonly Rejection[] = [];

/** The first page: whether money is stuck, why, and the way to where it is mended. */
export function Component(): ReactNode {
  const texts = useHomeTexts();
  const words = useHomeWords();
  const overview = useQuery({
    queryKey: ['home', 'overview'],
    queryFn: ({ signal }) => readOverview(signal),
    ...live(LOOK_EVERY_MS),
  });
  const { data } = overview;
  const rejections = useRejections(data);
  const isKnown = data !== undefined && rejections !== undefined;
  return (
    <>
      <PageHeader
        title={texts.title}
        {...(overview.dataUpdatedAt === 0 ? {} : { actions: <When at={overview.dataUpdatedAt} /> })}
      />
      <div className={classes['page']}>
        {overview.error !== null && <ErrorNotice error={overview.error} onRetry={() => void overview.refetch()} />}
        <VerdictBanner verdict={isKnown ? verdictOf(data, rejections, words) : undefined} />
        <HomeTiles overview={data} />
        {data !== undefined && (
          <>
            <GatewayCards overview={data} rejections={rejections ?? NONE} />
            <HomeToday overview={data} />
            <Columns>
              <HomeAlerts />
              <HomeCare overview={data} />
              <HomeQueues queues={data.queues} />
            </Columns>
            <HomeCharts gateways={data.gateways} />
          </>
        )}
      </div>
    </>
  );
}

/** What was refused, if anything was lately: since when a signature fails is asked only once one does. */
function useRejections(overview: Overview | undefined): readonly Rejection[] | undefined {
  const isRefusing = overview?.gateways.some(({ signature_failures_1h: count }) => count > 0) ?? false;
  const { data, isError } = useQuery({
    queryKey: ['home', 'rejections'],
    queryFn: ({ signal }) => readRejections(signal),
    enabled: isRefusing,
    ...live(REJECTIONS_EVERY_MS),
  });
  return isRefusing && !isError ? data : NONE;
}
