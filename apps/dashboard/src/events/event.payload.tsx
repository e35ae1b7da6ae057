import { Button } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import { EyeNoneIcon, EyeOpenIcon } from '@radix-ui/react-icons';
import type { ReactNode } from 'react';
import { useMay } from '../session/use.session.js';
import { DetailSection } from '../ui/detail.page.js';
import { ErrorNotice } from '../ui/error.notice.js';
import { JsonView } from '../ui/json.view.js';
import { type EventDetail, revealEvent } from './event.calls.js';
import classes from './events.module.css';
import { useEventsTexts } from './use.events.texts.js';

/**
 * What the gateway sent. What it holds of people is asked for by a press of a button, once: each look is written down, so nothing
 * reads it again by itself, and it is kept nowhere but here.
 */
export function EventPayload({ event }: { readonly event: EventDetail }): ReactNode {
  const { detail, privacy } = useEventsTexts();
  const reveal = useMutation({ mutationFn: () => revealEvent(event.id), gcTime: 0 });
  const { raw_payload: text, raw_payload_encoding: encoding } = reveal.data ?? event;
  return (
    <DetailSection title={detail.payload}>
      <Privacy
        isShown={reveal.data !== undefined}
        isBusy={reveal.isPending}
        onReveal={() => reveal.mutate()}
        onHide={() => reveal.reset()}
      />
      {reveal.error !== null && <ErrorNotice error={reveal.error} />}
      {encoding === 'base64' && <p className={classes['groupNote']}>{privacy.base64}</p>}
      <JsonView text={text} label={detail.payload} />
    </DetailSection>
  );
}

interface PrivacyProps {
  readonly isShown: boolean;
  readonly isBusy: boolean;
  readonly onReveal: () => void;
  readonly onHide: () => void;
}

function Privacy({ isShown, isBusy, onReveal, onHide }: PrivacyProps): ReactNode {
  const { privacy } = useEventsTexts();
  const mayReveal = useMay('operator');
  if (!mayReveal) return <div className={classes['privacy']}>{privacy.viewer}</div>;
  if (isShown) {
    return (
      <div className={classes['privacy']} role="status">
        {privacy.shown}
        <Button size="compact-sm" variant="default" leftSection={<EyeNoneIcon />} onClick={onHide}>
          {privacy.hide}
        </Button>
      </div>
    );
  }
  return (
    <div className={classes['privacy']}>
      {privacy.masked}
      <Button size="compact-sm" variant="default" leftSection={<EyeOpenIcon />} loading={isBusy} onClick={onReveal}>
        {privacy.reveal}
      </Button>
      {privacy.written}
    </div>
  );
}
