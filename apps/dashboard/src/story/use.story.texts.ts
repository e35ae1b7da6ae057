import { useTexts } from '../language/language.context.js';
import { en } from './texts.en.js';
import { es, type Texts } from './texts.es.js';

export function useStoryTexts(): Texts {
  return useTexts({ es, en });
}

/** The word for it, or as the API spells it. */
export function wordFor(words: Readonly<Record<string, string>>, name: string): string {
  return Object.hasOwn(words, name) ? (words[name] ?? name) : name;
}
