import type { ReactNode } from 'react';
import classes from './status.module.css';
import { type StatusKind, toneOf, type Tone } from './status.tones.js';
import { useUiTexts } from './use.ui.texts.js';

interface StatusBadgeProps {
  /** What it is the status of: an event, a payment, an order… */
  readonly kind: StatusKind;
  readonly status: string;
}

/** A status in words and colour. One that the dictionary does not know is shown as the API spells it. */
export function StatusBadge({ kind, status }: StatusBadgeProps): ReactNode {
  const words: Readonly<Record<string, string>> = useUiTexts().status[kind];
  return <ToneBadge tone={toneOf(kind, status)}>{words[status] ?? status}</ToneBadge>;
}

/** The same for what is no status of the API. */
export function ToneBadge({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }): ReactNode {
  return (
    <span className={classes['badge']} data-tone={tone}>
      <span className={classes['dot']} aria-hidden="true" />
      {children}
    </span>
  );
}
