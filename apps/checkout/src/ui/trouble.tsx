import type { ReactNode } from 'react';
import { useTexts } from '../language/language.context.js';
import { useSupportUrl } from '../shop/shop.context.js';
import { Notice } from './notice.js';
import { troubleText } from './trouble.text.js';

interface TroubleProps {
  readonly error: unknown;
  /** Asks once more. */
  readonly again?: () => void;
}

/** What is shown when what a page needs cannot be had. */
export function Trouble({ error, again }: TroubleProps): ReactNode {
  const texts = useTexts();
  const supportUrl = useSupportUrl();
  return (
    <Notice kind="problem" title={troubleText(error, texts)}>
      <div className="actions">
        {again && (
          <button type="button" className="button secondary" onClick={again}>
            {texts.actions.again}
          </button>
        )}
        {supportUrl !== null && (
          <a className="button quiet" href={supportUrl}>
            {texts.actions.support}
          </a>
        )}
      </div>
    </Notice>
  );
}
