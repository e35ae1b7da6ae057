import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ActorName } from './actor.name.js';
import type { Entry } from './story.looks.js';
import { useStoryTexts, wordFor } from './use.story.texts.js';

/** By which way it came, because of what or of whom, and where that can be looked at. */
export function StoryCause({ entry, ownId }: { readonly entry: Entry; readonly ownId: string }): ReactNode {
  const texts = useStoryTexts();
  const { source, links } = entry;
  const [way = '', id = ''] = (entry.cause ?? '').split(':');
  const because = way in texts.causes && entry.kind.endsWith('_changed') ? wordFor(texts.causes, way) : null;
  const runId = way === 'reconciliation' && id.startsWith('recon_') ? id : null;
  const eventId = links.event_id ?? (way === 'webhook' ? id : null);
  const paymentId = links.payment_id !== undefined && links.payment_id !== ownId ? links.payment_id : null;
  return (
    <>
      {wordFor(texts.sources, source)}
      {because !== null && ` · ${because}`}
      {entry.actor !== null && (
        <>
          {' · '}
          <ActorName actor={entry.actor} />
        </>
      )}
      {eventId !== null && <Where to={`/events/${eventId}`} text={texts.seeEvent} />}
      {runId !== null && <Where to={`/reconciliation/${runId}`} text={texts.seeRun} />}
      {paymentId !== null && <Where to={`/payments/${paymentId}`} text={texts.seePayment} />}
    </>
  );
}

function Where({ to, text }: { readonly to: string; readonly text: string }): ReactNode {
  return (
    <>
      {' · '}
      <Anchor component={Link} to={to} size="xs">
        {text}
      </Anchor>
    </>
  );
}
