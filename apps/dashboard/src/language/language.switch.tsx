import type { ReactNode } from 'react';
import { useLanguage } from './language.context.js';
import classes from './language.module.css';
import { LANGUAGES, type Language } from './language.js';

const NAMES: Readonly<Record<Language, string>> = { es: 'Español', en: 'English' };

/** One button for each language, in that language. */
export function LanguageSwitch(): ReactNode {
  const { language, choose } = useLanguage();
  return (
    <div className={classes['switch']} role="group" aria-label="Idioma · Language">
      {LANGUAGES.map((each) => (
        <button
          key={each}
          type="button"
          lang={each}
          className={classes['choice']}
          aria-pressed={each === language}
          aria-label={`${each.toUpperCase()} · ${NAMES[each]}`}
          onClick={() => choose(each)}
        >
          {each.toUpperCase()}
        </button>
      ))}
    </div>
  );
}
