import { type ReactNode, useEffect, useRef } from 'react';
import { type GatewayOption, paymentErrorOf, type PaymentSession } from '../../../../packages/client/src/index.js';
import { useTexts, useTitle } from '../language/language.context.js';
import { OrderSummary } from '../order/order.summary.js';
import { orderPath } from '../page.address.js';
import { useShop } from '../shop/shop.context.js';
import { Loading } from '../ui/loading.js';
import { Notice } from '../ui/notice.js';
import { Trouble } from '../ui/trouble.js';
import { useLoaded } from '../ui/use.loaded.js';
import { loadCheckout, type PayableCart } from './checkout.data.js';
import { NextStep } from './next.step.js';
import { PaymentForm } from './payment.form.js';
import { usePayment } from './use.payment.js';

/** What is bought, and how it is paid. */
export function CheckoutPage({ cartId }: { readonly cartId: string }): ReactNode {
  const { client } = useShop();
  const { checkout } = useTexts();
  const [data, again] = useLoaded((signal) => loadCheckout(client, cartId, signal), cartId);
  useTitle(checkout.title);
  useEffect(() => {
    if (data.state === 'ready' && data.value.kind === 'elsewhere') window.location.replace(data.value.path);
  }, [data]);
  if (data.state === 'failed') return <Trouble error={data.error} again={again} />;
  if (data.state === 'loading' || data.value.kind === 'elsewhere') return <Loading />;
  return <Checkout payable={data.value} />;
}

function Checkout({ payable }: { readonly payable: PayableCart }): ReactNode {
  const { cart, gateways, session } = payable;
  const { client } = useShop();
  const { checkout } = useTexts();
  const paying = usePayment(client, cart, session);
  return (
    <div className="checkout">
      <h1>{checkout.title}</h1>
      <OrderSummary items={cart.items} amount={cart.amount} currency={cart.currency} />
      <div className="checkout-main">
        {paying.state.step === 'next' ? (
          <NextStep
            session={paying.state.session}
            scriptUrl={scriptOf(gateways, paying.state.session)}
            onOther={paying.reset}
          />
        ) : (
          <>
            <Before payable={payable} />
            {paying.state.step === 'choosing' && paying.state.problem !== null && (
              <StartProblem text={paying.state.problem.text} />
            )}
            <PaymentForm cart={cart} gateways={gateways} paying={paying} />
          </>
        )}
      </div>
    </div>
  );
}

function scriptOf(gateways: readonly GatewayOption[], session: PaymentSession): string | null {
  return gateways.find(({ provider }) => provider === session.provider)?.script_url ?? null;
}

/** What happened before the shopper came here: a payment that failed, an order that waits. */
function Before({ payable: { cart, order } }: { readonly payable: PayableCart }): ReactNode {
  const { checkout, actions } = useTexts();
  const { supportUrl } = useShop();
  const error = paymentErrorOf(cart);
  if (error !== null) {
    return (
      <Notice kind="problem" title={checkout.lastTry}>
        <p>{error.status === 'rejected' ? checkout.rejected : checkout.failed}</p>
        <div className="actions">
          <button type="button" className="button secondary" onClick={focusMethods}>
            {actions.otherMethod}
          </button>
          {supportUrl !== null && (
            <a className="button quiet" href={supportUrl}>
              {actions.support}
            </a>
          )}
        </div>
      </Notice>
    );
  }
  if (order?.payment_status !== 'awaiting_payment') return null;
  return (
    <Notice kind="information" title={checkout.orderWaits(order.display_id)}>
      <p>
        {checkout.orderWaitsText} <a href={orderPath(order.id)}>{actions.seeOrder}</a>
      </p>
    </Notice>
  );
}

function focusMethods(): void {
  const method = document.querySelector<HTMLElement>('input[name="method"]:checked, input[name="method"]:enabled');
  method?.focus();
  method?.scrollIntoView({ block: 'center' });
}

/** Comes into view by itself: the button that was pressed may be far below. */
function StartProblem({ text }: { readonly text: string }): ReactNode {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.scrollIntoView({ block: 'center' }), [text]);
  return (
    <div ref={place}>
      <Notice kind="problem" title={text} />
    </div>
  );
}
