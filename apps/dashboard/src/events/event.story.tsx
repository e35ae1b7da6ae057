import { Alert, Text } from '@mantine/core';
import { CheckCircledIcon, ClockIcon, CrossCircledIcon, UpdateIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import { GatewayText } from '../ui/gateway.text.js';
import { When } from '../ui/when.js';
import type { EventDetail } from './event.calls.js';
import { FailureReason } from './failure.reason.js';
import { adviceOn, outcomeWords } from './failure.words.js';
import { useEventsTexts } from './use.events.texts.js';

/** What came of an event, and what is to be done, in words. */
export function EventStory({ event }: { readonly event: EventDetail }): ReactNode {
  const texts = useEventsTexts();
  switch (event.status) {
    case 'failed':
      return (
        <Alert color="red" icon={<CrossCircledIcon />} title={texts.story.failed}>
          <Text size="sm" component="div">
            <FailureReason provider={event.provider} code={event.last_error_code} message={event.last_error} />
          </Text>
          <Text size="sm">{adviceOn(event.last_error_code, texts)}</Text>
        </Alert>
      );
    case 'success':
      return (
        <Alert color={isConflict(event) ? 'yellow' : 'green'} icon={<CheckCircledIcon />} title={texts.story.success}>
          <Text size="sm">{event.outcome === null ? null : (outcomeWords(event.outcome, texts) ?? event.outcome)}</Text>
        </Alert>
      );
    case 'processing':
      return <Alert color="blue" icon={<UpdateIcon />} title={texts.story.processing} />;
    case 'pending':
      return <Pending event={event} />;
  }
}

function Pending({ event }: { readonly event: EventDetail }): ReactNode {
  const { story, detail } = useEventsTexts();
  const { provider, last_error_code: code, last_error: message, next_retry_at: next } = event;
  if (code === null) return <Alert color="yellow" icon={<ClockIcon />} title={story.pending} />;
  return (
    <Alert color="yellow" icon={<ClockIcon />} title={story.pendingLater}>
      <Text size="sm" component="div">
        <GatewayText provider={provider} code={code} message={message} />
      </Text>
      {next !== null && (
        <Text size="sm" component="div">
          {detail.nextTry}: <When at={next} />
        </Text>
      )}
    </Alert>
  );
}

function isConflict({ outcome }: EventDetail): boolean {
  return outcome?.startsWith('conflict:') ?? false;
}
