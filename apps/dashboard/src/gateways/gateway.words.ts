import type { Texts } from './texts.es.js';

type Words = Readonly<Record<string, string>>;

/** `payment_refused (4037)`: our word, and in brackets the gateway's own. */
const WITH_OWN_CODE = /^([a-z_]+) \(([\w.-]+)\)$/;

/**
 * A gateway's code in words that a shop owner understands; null when the dictionary does not know it. What the gateway itself
 * said is more exact than what we made of it.
 */
export function gatewayWords(provider: string, code: string, { codes }: Texts): string | null {
  const [, ours, theirs] = WITH_OWN_CODE.exec(code) ?? [undefined, code, code];
  const own = Object.entries<Words>(codes).find(([name]) => name === provider)?.[1];
  return wordsOf(own, theirs) ?? wordsOf(codes.any, theirs) ?? wordsOf(codes.any, ours);
}

export function gatewayName(provider: string, { names }: Texts): string {
  return wordsOf(names, provider) ?? provider;
}

function wordsOf(words: Words | undefined, code: string | undefined): string | null {
  return words !== undefined && code !== undefined && Object.hasOwn(words, code) ? (words[code] ?? null) : null;
}
