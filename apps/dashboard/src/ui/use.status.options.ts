import { useMemo } from 'react';
import type { StatusKind } from './status.tones.js';
import { useUiTexts } from './use.ui.texts.js';

/** The statuses of a kind of thing, to choose from. */
export function useStatusOptions(kind: StatusKind): readonly { readonly value: string; readonly label: string }[] {
  const words = useUiTexts().status[kind];
  return useMemo(() => Object.entries(words).map(([value, label]) => ({ value, label: String(label) })), [words]);
}
