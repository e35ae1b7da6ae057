import { type ReactNode, useEffect } from 'react';
import { useTexts, useTitle } from '../language/language.context.js';
import { checkoutPath } from '../page.address.js';
import { useShop } from '../shop/shop.context.js';
import { Spinner } from '../ui/spinner.js';
import { Trouble } from '../ui/trouble.js';
import { useLoaded } from '../ui/use.loaded.js';
import { returnHintOf } from './return.address.js';
import { settleReturn } from './return.flow.js';

/** Where gateways send shoppers back to. It shows that something goes on, and goes to the page that knows. */
export function ReturnPage({ cartId }: { readonly cartId: string }): ReactNode {
  const { client } = useShop();
  const { returning } = useTexts();
  const { transactionId, abandoned } = returnHintOf(window.location.search);
  // Whoever turned round chooses again; should the cart be paid already, that page knows and goes on to the order.
  const settle = async (signal: AbortSignal): Promise<string> =>
    abandoned ? checkoutPath(cartId) : settleReturn(client, cartId, signal);
  const [path, again] = useLoaded(settle, cartId);
  useTitle(returning.title);
  useEffect(() => {
    // Replaced: going back from the order must not come here again.
    if (path.state === 'ready') window.location.replace(path.value);
  }, [path]);
  if (path.state === 'failed') return <Trouble error={path.error} again={again} />;
  return (
    <section className="card status pending">
      <span className="badge">
        <Spinner />
      </span>
      <div role="status" aria-live="polite">
        <h1>{returning.title}</h1>
        <p>{returning.text}</p>
        {transactionId !== null && <p className="note">{`${returning.transaction} ${transactionId}`}</p>}
      </div>
    </section>
  );
}
