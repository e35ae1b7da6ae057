import { createContext, type ReactNode, useContext, useLayoutEffect, useMemo, useState } from 'react';
import { type Both, initialLanguage, type Language, LOCALES, storeLanguage } from './language.js';

interface LanguageChoice {
  readonly language: Language;
  /** What `Intl` is asked with. */
  readonly locale: string;
  readonly choose: (language: Language) => void;
}

const LanguageContext = createContext<LanguageChoice | null>(null);

export function LanguageProvider({ children }: { readonly children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState<Language>(() => initialLanguage());
  useLayoutEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const choice = useMemo<LanguageChoice>(() => {
    const choose = (chosen: Language): void => {
      storeLanguage(chosen);
      setLanguage(chosen);
    };
    return { language, locale: LOCALES[language], choose };
  }, [language]);
  return <LanguageContext value={choice}>{children}</LanguageContext>;
}

export function useLanguage(): LanguageChoice {
  const choice = useContext(LanguageContext);
  if (choice === null) throw new Error('there is no LanguageProvider above');
  return choice;
}

/** The texts of a page in the language of the moment: `const t = useTexts({ es, en })`. */
export function useTexts<T>(both: Both<T>): T {
  return both[useLanguage().language];
}
