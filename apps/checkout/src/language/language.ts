/** The languages of the pages, the first one first. */
export const LANGUAGES = ['es', 'en'] as const;
export type Language = (typeof LANGUAGES)[number];

/** How numbers and dates are written. */
export const LOCALES: Readonly<Record<Language, string>> = { es: 'es-CO', en: 'en-US' };

const STORED_AS = 'pasarela.language';

/** The language of `?lang=`, else the one chosen before, else Spanish. */
export function initialLanguage(search: string, stored: string | null = readStored()): Language {
  const asked = new URLSearchParams(search).get('lang') ?? stored;
  return LANGUAGES.find((language) => language === asked) ?? LANGUAGES[0];
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
