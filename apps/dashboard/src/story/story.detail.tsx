import { Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { GatewayText } from '../ui/gateway.text.js';
import type { Entry } from './story.looks.js';
import { useStoryTexts, wordFor } from './use.story.texts.js';

/** What an event came to stands before why. */
const OUTCOME = /^(ignored|conflict):/;

interface StoryDetailProps {
  readonly entry: Entry;
  /** Whose code it is; empty: nobody knows. */
  readonly provider: string;
}

/** Why, in words, with the gateway's own code beside them; and what a person had to say about it. */
export function StoryDetail({ entry, provider }: StoryDetailProps): ReactNode {
  const texts = useStoryTexts();
  const { kind, code, message, status_to: to } = entry;
  if (isAboutFailure(kind, to)) {
    return code === null && message === null ? null : <GatewayText provider={provider} code={code} message={message} />;
  }
  const reason = kind === 'order_changed' || kind === 'webhook_ignored' ? code : null;
  return (
    <>
      {reason !== null && <Text size="sm">{wordFor(texts.reasons, reason.replace(OUTCOME, ''))}</Text>}
      {kind === 'webhook_received' && code !== null && (
        <Text size="xs" c="dimmed" ff="monospace" translate="no">
          {code}
        </Text>
      )}
      {message !== null && <Text size="sm">“{message}”</Text>}
    </>
  );
}

function isAboutFailure(kind: string, to: string | null): boolean {
  return kind.endsWith('_failed') || (kind === 'payment_changed' && to === 'failed');
}
