import { type ReactNode, useEffect, useRef, useState } from 'react';
import {
  type NextAction,
  nextActionOf,
  type Order,
  type PasarelaClient,
  type PaymentSession,
  type VoucherAction,
} from '../../../../packages/client/src/index.js';
import { useLanguage, useTexts } from '../language/language.context.js';
import { orderPath, returnPath } from '../page.address.js';
import { useShop } from '../shop/shop.context.js';
import { Spinner } from '../ui/spinner.js';
import { ConfirmStep } from './confirm.step.js';

/** What this page shows; to everything else the browser goes. */
type ShownAction = Extract<NextAction, { type: 'wait' | 'qr' | 'voucher' | 'confirm' }>;

/** Their kinds. */
export const SHOWN_ACTIONS: ReadonlySet<string> = new Set<ShownAction['type']>(['wait', 'qr', 'voucher', 'confirm']);
/** The gateway answers for these by itself, sooner or later. */
const WAITS: ReadonlySet<string> = new Set<ShownAction['type']>(['wait', 'qr']);

interface NextStepProps {
  readonly session: PaymentSession;
  /** Of the session's gateway. */
  readonly scriptUrl: string | null;
  /** Back to the choice of methods. */
  readonly onOther: () => void;
}

/** What the shopper does now, and a page that notices when it is done. */
export function NextStep({ session, scriptUrl, onOther }: NextStepProps): ReactNode {
  const { client } = useShop();
  const { next } = useTexts();
  const action = nextActionOf(session);
  const place = useRef<HTMLElement>(null);
  useGoOnWhenPaid(client, session.cart_id);
  // It stands where the button was that was pressed: whoever reads with a keyboard or by ear goes on here, not at the top.
  useEffect(() => place.current?.focus(), []);
  if (action === null || !isShown(action)) return null;
  return (
    <section className="card next" aria-live="polite" ref={place} tabIndex={-1}>
      {action.type === 'confirm' ? (
        <ConfirmStep session={session} action={action} scriptUrl={scriptUrl ?? ''} />
      ) : (
        <Shown action={action} cartId={session.cart_id} />
      )}
      {WAITS.has(action.type) && (
        <p role="status" className="waiting">
          <Spinner /> {next.waiting}
        </p>
      )}
      <button type="button" className="button quiet" onClick={onOther}>
        {next.change}
      </button>
    </section>
  );
}

function isShown(action: NextAction): action is ShownAction {
  return SHOWN_ACTIONS.has(action.type);
}

function useGoOnWhenPaid(client: PasarelaClient, cartId: string): void {
  useEffect(() => {
    const end = new AbortController();
    client.waitForPayment(cartId, { signal: end.signal, timeoutMs: 60 * 60_000 }).then(
      ({ kind }) => {
        if (kind === 'paid') window.location.assign(returnPath(cartId));
        // The page says why, and offers the other methods.
        if (kind === 'refused') window.location.reload();
      },
      // Aborted, or not to be known: the shopper goes on by hand.
      () => undefined,
    );
    return () => end.abort();
  }, [client, cartId]);
}

interface ShownProps {
  readonly action: Exclude<ShownAction, { type: 'confirm' }>;
  readonly cartId: string;
}

function Shown({ action, cartId }: ShownProps): ReactNode {
  const { next } = useTexts();
  switch (action.type) {
    case 'wait':
      return (
        <>
          <h2>{next.confirmTitle}</h2>
          <p>{next.confirmText}</p>
        </>
      );
    case 'qr':
      return (
        <>
          <h2>{next.qrTitle}</h2>
          <p>{next.qrText}</p>
          <img src={`data:${action.mime};base64,${action.imageBase64}`} alt={next.qrAlt} width="240" height="240" />
        </>
      );
    case 'voucher':
      return <Voucher voucher={action} cartId={cartId} />;
  }
}

/** Cash takes days: the order is made now, and waits for its payment. */
function Voucher({ voucher, cartId }: { readonly voucher: VoucherAction; readonly cartId: string }): ReactNode {
  const { client } = useShop();
  const { locale, texts } = useLanguage();
  const order = useCompleted(client, cartId);
  const expires = voucher.expiresAt === null ? null : new Date(voucher.expiresAt);
  const facts = [
    [texts.next.agreement, voucher.agreementCode],
    [texts.next.reference, voucher.reference],
    [texts.next.expires, expires?.toLocaleString(locale, { dateStyle: 'long', timeStyle: 'short' }) ?? null],
  ].filter(([, value]) => value !== null);
  return (
    <>
      <h2>{texts.next.voucherTitle}</h2>
      <p>{texts.next.voucherText}</p>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="actions">
        {voucher.url !== null && (
          <a className="button" href={voucher.url} target="_blank" rel="noopener noreferrer">
            {texts.next.voucherOpen}
          </a>
        )}
        {order !== null && (
          <a className="button secondary" href={orderPath(order.id)}>
            {texts.actions.seeOrder}
          </a>
        )}
      </div>
    </>
  );
}

function useCompleted(client: PasarelaClient, cartId: string): Order | null {
  const [order, setOrder] = useState<Order | null>(null);
  useEffect(() => {
    // Without it the shopper still has the voucher; the order is made when they come back.
    client.completeCart(cartId).then(setOrder, () => undefined);
  }, [client, cartId]);
  return order;
}
