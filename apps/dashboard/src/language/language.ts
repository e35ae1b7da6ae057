/** The languages of the dashboard, the first one first. */
export const LANGUAGES = ['es', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** One text or folder of texts in every language. A page's texts are `texts.es.ts` and `texts.en.ts` beside it. */
export type Both<T> = Readonly<Record<Language, T>>;

/** How numbers and dates are written. */
export const LOCALES: Both<string> = { es: 'es-CO', en: 'en-US' };

const STORED_AS = 'pasarela.language';

/** The language chosen before, else Spanish. */
export function initialLanguage(stored: string | null = readStored()): Language {
  return LANGUAGES.find((language) => language === stored) ?? LANGUAGES[0];
}

/** Remembers the choice. A browser that stores nothing forgets it, that is all. */
export function storeLanguage(language: Language): void {
  try {
    window.localStorage.setItem(STORED_AS, language);
  } catch {
    // Private windows may refuse.
  }
}

function readStored(): string | null {
  try {
    return window.localStorage.getItem(STORED_AS);
  } catch {
    return null;
  }
}
