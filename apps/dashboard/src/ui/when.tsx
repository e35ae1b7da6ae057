import { Tooltip } from '@mantine/core';
import type { ReactNode } from 'react';
import { formatAgo, formatExact } from '../format/time.format.js';
import { useLanguage } from '../language/language.context.js';
import { useNow } from './use.now.js';
import { useUiTexts } from './use.ui.texts.js';
import classes from './values.module.css';

interface WhenProps {
  /** As the API tells it (RFC 3339), or in milliseconds. */
  readonly at: string | number | null;
  /** The exact time itself, and not how long ago it was. */
  readonly isExact?: boolean;
}

/** How long ago something was, with the exact time for whoever points at it. */
export function When({ at, isExact = false }: WhenProps): ReactNode {
  const { locale } = useLanguage();
  const { when } = useUiTexts();
  const now = useNow();
  if (at === null) return <span className={classes['none']}>{when.never}</span>;
  const time = new Date(at);
  const exact = formatExact(time.getTime(), locale);
  const ago = formatAgo(time.getTime(), Math.max(now, Date.now()), locale);
  return (
    <Tooltip label={isExact ? ago : exact} events={{ hover: true, focus: true, touch: true }}>
      <time dateTime={time.toISOString()} className={classes['when']}>
        {isExact ? exact : ago}
      </time>
    </Tooltip>
  );
}
