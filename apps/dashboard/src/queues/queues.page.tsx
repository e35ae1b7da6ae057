import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { live } from '../api/query.client.js';
import { DetailPage } from '../ui/detail.page.js';
import { QUEUES, readQueues } from './queue.calls.js';
import { QueueCard } from './queue.card.js';
import { useQueuesTexts } from './use.queues.texts.js';

const LOOK_EVERY_MS = 3_000;

/** The queues: how long they are, what they are for, and what can be done about a job that failed. */
export function Component(): ReactNode {
  const { title, subtitle } = useQueuesTexts();
  const query = useQuery({ queryKey: QUEUES, queryFn: ({ signal }) => readQueues(signal), ...live(LOOK_EVERY_MS) });
  return (
    <DetailPage title={title} subtitle={subtitle} query={query}>
      {(queues) => queues.map((queue) => <QueueCard key={queue.name} queue={queue} />)}
    </DetailPage>
  );
}
