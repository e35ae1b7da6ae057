import { Text } from '@mantine/core';
import type { ComponentType, ReactNode } from 'react';
import type { Tone } from './status.tones.js';
import classes from './timeline.module.css';
import { useUiTexts } from './use.ui.texts.js';
import { When } from './when.js';

export interface TimelineEntry {
  readonly key: string;
  /** As the API tells it. */
  readonly at: string;
  readonly icon: ComponentType;
  readonly tone?: Tone;
  readonly title: ReactNode;
  /** What caused it: who asked, which webhook. */
  readonly cause?: ReactNode;
  readonly children?: ReactNode;
}

/** What happened, one thing after the other. */
export function Timeline({
  entries,
  label,
}: {
  readonly entries: readonly TimelineEntry[];
  readonly label: string;
}): ReactNode {
  const { timeline } = useUiTexts();
  if (entries.length === 0) {
    return (
      <Text c="dimmed" size="sm">
        {timeline.nothing}
      </Text>
    );
  }
  return (
    <ol className={classes['timeline']} aria-label={label}>
      {entries.map(({ key, at, icon: Icon, tone = 'idle', title, cause, children }) => (
        <li key={key} className={classes['entry']}>
          <span className={classes['icon']} data-tone={tone} aria-hidden="true">
            <Icon />
          </span>
          <div className={classes['body']}>
            <div className={classes['line']}>
              <span className={classes['title']}>{title}</span>
              <span className={classes['when']}>
                <When at={at} isExact />
              </span>
            </div>
            {cause !== undefined && <div className={classes['cause']}>{cause}</div>}
            {children}
          </div>
        </li>
      ))}
    </ol>
  );
}
