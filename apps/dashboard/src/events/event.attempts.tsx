import { CheckIcon, Cross2Icon, CrossCircledIcon, PauseIcon, ReloadIcon, StopIcon } from '@radix-ui/react-icons';
import type { ComponentType, ReactNode } from 'react';
import { formatDuration } from '../format/time.format.js';
import { useLanguage } from '../language/language.context.js';
import { GatewayText } from '../ui/gateway.text.js';
import { toneOf } from '../ui/status.tones.js';
import { Timeline, type TimelineEntry } from '../ui/timeline.js';
import type { EventDetail } from './event.calls.js';
import classes from './events.module.css';
import type { Texts } from './texts.es.js';
import { useEventsTexts } from './use.events.texts.js';

type Attempt = EventDetail['history'][number];

const ICONS: Readonly<Record<Attempt['result'], ComponentType>> = {
  success: CheckIcon,
  retry: ReloadIcon,
  failed: Cross2Icon,
  parked: PauseIcon,
  interrupted: StopIcon,
};

/** Every attempt to work an event, oldest first, each with what came of it in words and in the gateway's code. */
export function EventAttempts({ event }: { readonly event: EventDetail }): ReactNode {
  const texts = useEventsTexts();
  const { locale } = useLanguage();
  const { detail } = texts;
  if (event.history.length === 0) return <span className={classes['groupNote']}>{detail.noAttempts}</span>;
  const entries = event.history.map((attempt, index) => entryOf(event, attempt, index, { texts, locale }));
  return <Timeline label={detail.attempts} entries={entries} />;
}

interface Words {
  readonly texts: Texts;
  readonly locale: string;
}

function entryOf({ provider }: EventDetail, attempt: Attempt, index: number, words: Words): TimelineEntry {
  const { texts, locale } = words;
  const { result, error_code: code, error } = attempt;
  const seconds = (Date.parse(attempt.finished_at) - Date.parse(attempt.started_at)) / 1000;
  return {
    key: `${attempt.started_at} ${index}`,
    at: attempt.started_at,
    icon: ICONS[result] ?? CrossCircledIcon,
    tone: toneOf('attempt', result),
    title: `${texts.attempt(attempt.attempt)}: ${texts.results[result] ?? result}`,
    cause: (
      <>
        {code !== null && (
          <div>
            <GatewayText provider={provider} code={code} message={error} />
          </div>
        )}
        {texts.took(formatDuration(seconds, locale))}
      </>
    ),
    ...(error === null ? {} : { children: <code className={classes['code']}>{error}</code> }),
  };
}
