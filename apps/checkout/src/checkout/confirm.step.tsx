import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { NextAction, PaymentSession } from '../../../../packages/client/src/index.js';
import { useLanguage } from '../language/language.context.js';
import { formatMoney } from '../money.format.js';
import { returnPath } from '../page.address.js';
import { Notice } from '../ui/notice.js';
import { Spinner } from '../ui/spinner.js';
import { type GatewayElement, mountElement } from './gateway.element.js';

interface ConfirmStepProps {
  readonly session: PaymentSession;
  readonly action: Extract<NextAction, { type: 'confirm' }>;
  readonly scriptUrl: string;
}

/** The gateway's own fields, and the button that pays with them. */
export function ConfirmStep({ session, action, scriptUrl }: ConfirmStepProps): ReactNode {
  const { texts, locale } = useLanguage();
  const place = useRef<HTMLDivElement>(null);
  const { element, trouble, setTrouble } = useElement(place, action, scriptUrl);
  const [busy, setBusy] = useState(false);
  const confirm = async (): Promise<void> => {
    if (element === null || busy) return;
    setBusy(true);
    const refused = await element.confirm(window.location.origin + returnPath(session.cart_id)).catch(() => null);
    setTrouble(refused ?? texts.trouble.unknown);
    setBusy(false);
  };
  return (
    <>
      <h2>{texts.next.cardTitle}</h2>
      <div className="element" ref={place} />
      {trouble !== null && <Notice kind="problem" title={trouble} />}
      <button
        type="button"
        className="button pay"
        aria-disabled={element === null || busy}
        onClick={() => void confirm()}
      >
        {busy && <Spinner />}
        {texts.checkout.pay(formatMoney(session.amount, session.currency, locale))}
      </button>
    </>
  );
}

function useElement(
  place: { readonly current: HTMLDivElement | null },
  { publishableKey, clientSecret }: ConfirmStepProps['action'],
  scriptUrl: string,
) {
  const { language, texts } = useLanguage();
  const [element, setElement] = useState<GatewayElement | null>(null);
  const [trouble, setTrouble] = useState<string | null>(null);
  useEffect(() => {
    const mounting = { left: false };
    if (place.current === null) return;
    mountElement({ scriptUrl, publishableKey, clientSecret, language, place: place.current }).then(
      (mounted) => (mounting.left ? mounted.remove() : setElement(mounted)),
      () => setTrouble(texts.next.widgetFailed),
    );
    return () => {
      mounting.left = true;
      setElement((mounted) => {
        mounted?.remove();
        return null;
      });
    };
    // Another language draws the fields anew; what was typed into them is the gateway's to keep.
  }, [clientSecret, language]);
  return { element, trouble, setTrouble };
}
