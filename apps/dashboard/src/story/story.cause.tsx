import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { ActorName } from './actor.name.js';
import type { Entry } from './story.looks.js';
import type { Texts } from './texts.es.js';
import { useStoryTexts, wordFor } from './use.story.texts.js';

/** By which way it came, because of what or of whom, and where that can be looked at. */
export function StoryCause({ entry, ownId }: { readonly entry: Entry; readonly ownId: string }): ReactNode {
  const texts = useStoryTexts();
  const because = becauseOf(entry, texts);
  return (
    <>
      {wordFor(texts.sources, entry.source)}
      {because !== null && ` · ${because}`}
      {entry.actor !== null && (
        <>
          {' · '}
          <ActorName actor={entry.actor} />
        </>
      )}
      {linksOf(entry, ownId, texts).map(({ to, text }) => (
        <span key={to}>
          {' · '}
          <Anchor component={Link} to={to} size="xs">
            {text}
          </Anchor>
        </span>
      ))}
    </>
  );
}

/** Only where the way does not say it already. */
function becauseOf({ kind, cause }: Entry, { causes }: Texts): string | null {
  const { way } = partsOf(cause);
  return kind.endsWith('_changed') && way in causes ? wordFor(causes, way) : null;
}

interface Where {
  readonly to: string;
  readonly text: string;
}

function linksOf({ cause, links }: Entry, ownId: string, texts: Texts): readonly Where[] {
  const { way, id } = partsOf(cause);
  const event = links.event_id ?? (way === 'webhook' ? id : undefined);
  const run = id.startsWith('recon_') ? id : undefined;
  const payment = links.payment_id === ownId ? undefined : links.payment_id;
  const found = [
    { folder: '/events', id: event, text: texts.seeEvent },
    { folder: '/reconciliation', id: run, text: texts.seeRun },
    { folder: '/payments', id: payment, text: texts.seePayment },
  ];
  return found.flatMap((one) => (one.id === undefined ? [] : [{ to: `${one.folder}/${one.id}`, text: one.text }]));
}

/** `webhook:<event id>`: the way, and what it was. */
function partsOf(cause: string | null): { readonly way: string; readonly id: string } {
  const [way = '', id = ''] = (cause ?? '').split(':');
  return { way, id };
}
