import type { Texts } from './texts.es.js';

/** Why an event failed for good, where that is told otherwise than why one is tried again; null: as it is told elsewhere. */
export function failureWords(code: string, { failures }: Texts): string | null {
  return wordOf(failures, code);
}

/** What is to be done about events that failed so. */
export function adviceOn(code: string | null, { advice }: Texts): string {
  if (code === null) return advice.other;
  return wordOf(advice, code) ?? (code.startsWith('gateway_') ? advice.gateway : advice.other);
}

/** What came of an event that ended well; null when there are no words for it. */
export function outcomeWords(outcome: string, { outcomes }: Texts): string | null {
  return wordOf(outcomes, outcome);
}

function wordOf(words: Readonly<Record<string, string>>, code: string): string | null {
  return Object.hasOwn(words, code) ? (words[code] ?? null) : null;
}
