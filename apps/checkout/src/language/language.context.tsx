import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useState } from 'react';
import { initialLanguage, type Language, LOCALES, storeLanguage } from './language.js';
import { en } from './texts.en.js';
import { es, type Texts } from './texts.es.js';

const TEXTS: Readonly<Record<Language, Texts>> = { es, en };

interface LanguageChoice {
  readonly language: Language;
  readonly locale: string;
  readonly texts: Texts;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice | null>(null);

export function LanguageProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState<Language>(() => initialLanguage(window.location.search));
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo<LanguageChoice>(() => {
    const choose = (chosen: Language): void => {
      storeLanguage(chosen);
      setLanguage(chosen);
    };
    return { language, locale: LOCALES[language], texts: TEXTS[language], choose };
  }, [language]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageChoice {
  const choice = useContext(LanguageContext);
  if (choice === null) throw new Error('there is no LanguageProvider above');
  return choice;
}

export function useTexts(): Texts {
  return useLanguage().texts;
}

/** Sets the document's title, in the language of the moment. */
export function useTitle(title: string): void {
  useLayoutEffect(() => {
    document.title = title;
  }, [title]);
}
