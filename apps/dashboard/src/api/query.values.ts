/** A query without what is undefined: the client's types tell the absent from the undefined. */
export function given<T extends object>(values: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]?: Exclude<T[K], undefined> };
}

/** A word of the address, when it is one of those that the API knows; anything else filters nothing. */
export function wordOf<Word extends string>(
  words: Readonly<Record<Word, unknown>>,
  word: string | undefined,
): Word | undefined {
  return word !== undefined && isKey(words, word) ? word : undefined;
}

function isKey<Word extends string>(words: Readonly<Record<Word, unknown>>, word: string): word is Word {
  return Object.hasOwn(words, word);
}
