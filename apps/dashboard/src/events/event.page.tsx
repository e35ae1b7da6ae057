import { Anchor, Button } from '@mantine/core';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useParams } from 'react-router';
import { live } from '../api/query.client.js';
import { useMay } from '../session/use.session.js';
import { ConfirmDialog } from '../ui/confirm.dialog.js';
import { Identifier } from '../ui/copy.button.js';
import { DetailPage, DetailSection, Facts } from '../ui/detail.page.js';
import { GatewayName } from '../ui/gateway.text.js';
import { StatusBadge } from '../ui/status.badge.js';
import { When } from '../ui/when.js';
import { useNotify } from '../ui/use.notify.js';
import { EventAttempts } from './event.attempts.js';
import { type EventDetail, EVENTS, readEvent, retryEvent } from './event.calls.js';
import { EventChanges } from './event.changes.js';
import { EventPayload } from './event.payload.js';
import { EventStory } from './event.story.js';
import classes from './events.module.css';
import { useEventsTexts } from './use.events.texts.js';

const LOOK_EVERY_MS = 3_000;

/** One event: what came of it, every attempt, what it changed, and what the gateway sent. */
export function Component(): ReactNode {
  const texts = useEventsTexts();
  const { id = '' } = useParams();
  const mayRetry = useMay('operator');
  const query = useQuery({
    queryKey: [...EVENTS, 'one', id],
    queryFn: ({ signal }) => readEvent(id, signal),
    ...live(LOOK_EVERY_MS),
  });
  const { data } = query;
  return (
    <DetailPage
      title={data?.type ?? texts.one}
      aside={data !== undefined && <StatusBadge kind="event" status={data.status} />}
      subtitle={data !== undefined && <Subtitle event={data} />}
      back={{ to: '/events', label: texts.back }}
      actions={mayRetry && data !== undefined && data.status !== 'processing' && <RetryOne event={data} />}
      query={query}
    >
      {(event) => (
        <>
          <EventStory event={event} />
          <EventFacts event={event} />
          <DetailSection title={texts.detail.attempts}>
            <EventAttempts event={event} />
          </DetailSection>
          <DetailSection title={texts.detail.changes}>
            <EventChanges event={event} />
          </DetailSection>
          <EventPayload key={event.id} event={event} />
          <Sent title={texts.detail.headers} texts={event.headers} />
          {Object.keys(event.query).length > 0 && <Sent title={texts.detail.query} texts={event.query} />}
        </>
      )}
    </DetailPage>
  );
}

function Subtitle({ event: { provider, received_at: at } }: { readonly event: EventDetail }): ReactNode {
  return (
    <>
      <GatewayName provider={provider} /> · <When at={at} isExact />
    </>
  );
}

function EventFacts({ event }: { readonly event: EventDetail }): ReactNode {
  const { detail } = useEventsTexts();
  const named = (name: string, value: string | null) =>
    [name, value === null ? null : <Identifier key={name} value={value} label={detail.copy(name)} />] as const;
  const time = (name: string, at: string | null) =>
    [name, at === null ? null : <When key={name} at={at} isExact />] as const;
  return (
    <DetailSection title={detail.data}>
      <Facts
        facts={[
          [detail.gateway, <GatewayName key="gateway" provider={event.provider} />],
          time(detail.received, event.received_at),
          time(detail.processed, event.processed_at),
          time(detail.nextTry, event.next_retry_at),
          [detail.tries, event.attempts],
          named(detail.reference, event.reference),
          named(detail.transaction, event.transaction_id),
          named(detail.id, event.id),
          named(detail.webhookId, event.webhook_id),
          named(detail.requestId, event.request_id),
        ]}
      />
      {event.reference !== null && (
        <div className={classes['links']}>
          <Anchor component={Link} to={`/events?reference=${encodeURIComponent(event.reference)}`}>
            {detail.sameReference}
          </Anchor>
        </div>
      )}
    </DetailSection>
  );
}

interface SentProps {
  readonly title: string;
  readonly texts: Readonly<Record<string, string>>;
}

function Sent({ title, texts }: SentProps): ReactNode {
  const { detail } = useEventsTexts();
  const entries = Object.entries(texts);
  return (
    <DetailSection title={title}>
      {entries.length === 0 ? (
        <span className={classes['groupNote']}>{detail.noHeaders}</span>
      ) : (
        <Facts facts={entries.map(([name, value]) => [name, <code key={name}>{value}</code>])} />
      )}
    </DetailSection>
  );
}

function RetryOne({ event: { id } }: { readonly event: EventDetail }): ReactNode {
  const { retry } = useEventsTexts();
  const notify = useNotify();
  const client = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const perform = async (): Promise<void> => {
    const isQueued = await retryEvent(id);
    notify(isQueued ? retry.queued : retry.busy);
    await client.invalidateQueries({ queryKey: EVENTS });
  };
  return (
    <>
      <Button onClick={() => setAsking(true)}>{retry.one}</Button>
      <ConfirmDialog
        isOpen={isAsking}
        onClose={() => setAsking(false)}
        title={retry.titleOne}
        confirm={retry.confirm}
        onConfirm={perform}
      >
        {retry.whatOne}
      </ConfirmDialog>
    </>
  );
}
