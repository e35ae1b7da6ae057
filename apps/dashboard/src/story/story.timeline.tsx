import { Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { answerOf, api } from '../api/api.client.js';
import { live } from '../api/query.client.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { Timeline } from '../ui/timeline.js';
import { StoryCause } from './story.cause.js';
import { StoryDetail } from './story.detail.js';
import { type Entry, iconOf, toneOfEntry } from './story.looks.js';
import { StoryTitle } from './story.title.js';

interface StoryTimelineProps {
  readonly of: 'payment' | 'order';
  readonly id: string;
  readonly label: string;
  /** The gateways of the payments that are told of, by the payments' ids: their codes are put in words. */
  readonly providers: Readonly<Record<string, string>>;
  /** Somebody waits for something to happen. */
  readonly isBusy: boolean;
}

const BUSY_EVERY_MS = 1_500;
const CALM_EVERY_MS = 10_000;

/** Everything that happened with a payment or an order, by whichever way it came, each with its cause. */
export function StoryTimeline({ of, id, label, providers, isBusy }: StoryTimelineProps): ReactNode {
  const story = useQuery<readonly Entry[]>({
    queryKey: ['story', of, id],
    queryFn: ({ signal }) => readStory(of, id, signal),
    ...live(isBusy ? BUSY_EVERY_MS : CALM_EVERY_MS),
  });
  if (story.data === undefined) {
    return story.error === null ? (
      <Skeleton height={160} />
    ) : (
      <ErrorNotice error={story.error} onRetry={() => void story.refetch()} />
    );
  }
  const entries = story.data.map((entry, position) => ({
    key: `${position} ${entry.at} ${entry.kind}`,
    at: entry.at,
    icon: iconOf(entry),
    tone: toneOfEntry(entry),
    title: <StoryTitle entry={entry} />,
    cause: <StoryCause entry={entry} ownId={id} />,
    children: <StoryDetail entry={entry} provider={providers[entry.links.payment_id ?? ''] ?? onlyOne(providers)} />,
  }));
  return <Timeline entries={entries} label={label} />;
}

async function readStory(of: 'payment' | 'order', id: string, signal: AbortSignal): Promise<readonly Entry[]> {
  const sent = { params: { path: { id } }, signal };
  if (of === 'payment') return answerOf(await api.GET('/api/payments/{id}/timeline', sent)).data;
  return answerOf(await api.GET('/api/orders/{id}/timeline', sent)).data;
}

/** Where all payments are of one gateway, what names no payment is of it, too. */
function onlyOne(providers: Readonly<Record<string, string>>): string {
  const [first = '', ...others] = new Set(Object.values(providers));
  return others.length === 0 ? first : '';
}
