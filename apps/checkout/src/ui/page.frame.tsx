import type { ReactNode } from 'react';
import { useLanguage } from '../language/language.context.js';
import { LANGUAGES } from '../language/language.js';
import { useSupportUrl } from '../shop/shop.context.js';
import { Icon } from './icon.js';

/** What stands around every page. */
export function PageFrame({ children }: { readonly children: ReactNode }): ReactNode {
  const { texts } = useLanguage();
  const supportUrl = useSupportUrl();
  return (
    <>
      <header className="top">
        <div className="top-inner">
          <p className="brand">
            <Icon name="lock" />
            {texts.frame.secure}
          </p>
          <LanguageSwitch />
        </div>
      </header>
      <main className="page">{children}</main>
      <footer className="bottom">
        <p>{texts.frame.promise}</p>
        {supportUrl !== null && (
          <p>
            <a href={supportUrl}>{texts.actions.support}</a>
          </p>
        )}
      </footer>
    </>
  );
}

function LanguageSwitch(): ReactNode {
  const { language, choose, texts } = useLanguage();
  return (
    <div className="languages" role="group" aria-label={texts.frame.language}>
      {LANGUAGES.map((each) => (
        <button key={each} type="button" lang={each} aria-pressed={each === language} onClick={() => choose(each)}>
          {texts.frame.languages[each]}
        </button>
      ))}
    </div>
  );
}
