import type { ReactNode } from 'react';
import { PasarelaError } from '../../../../packages/client/src/index.js';
import { useTexts } from '../language/language.context.js';
import type { Texts } from '../language/texts.es.js';
import { useSupportUrl } from '../shop/shop.context.js';
import { Notice } from './notice.js';

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

/** An error in words for a shopper. The API's own texts are for programmers. */
export function troubleText(error: unknown, { trouble }: Texts): string {
  if (!(error instanceof PasarelaError)) return trouble.unknown;
  if (error.code === 'network_error') return trouble.offline;
  if (error.code === 'cart_not_found') return trouble.noCart;
  if (error.code === 'order_not_found') return trouble.noOrder;
  return error.isTransient ? trouble.away : trouble.unknown;
}
