import { useEffect, useRef, useState } from 'react';
import {
  type Cart,
  nextActionOf,
  type PasarelaClient,
  PasarelaError,
  paymentErrorOf,
  type PaymentRequest,
  type PaymentSession,
} from '../../../../packages/client/src/index.js';
import { useTexts } from '../language/language.context.js';
import { returnPath } from '../page.address.js';
import { isOver } from './checkout.data.js';
import { openWidget } from './gateway.widget.js';
import { forgetIntent, keyOfIntent, rememberSession } from './payment.intent.js';
import { BEING_STARTED, type PaymentProblem, problemOf } from './payment.problem.js';

/** Where the shopper is with paying. */
export type PaymentStep =
  | { readonly step: 'choosing'; readonly problem: PaymentProblem | null }
  | { readonly step: 'starting' }
  /** The browser is on its way to the gateway. */
  | { readonly step: 'leaving' }
  /** The shopper has something to do that this page shows: a code, a voucher, an app. */
  | { readonly step: 'next'; readonly session: PaymentSession };

export interface Paying {
  readonly state: PaymentStep;
  readonly pay: (request: PaymentRequest) => void;
  /** Back to the choice of methods. */
  readonly reset: () => void;
}

const CHOOSING: PaymentStep = { step: 'choosing', problem: null };

/** Begins payments, one at a time however often the button is pressed, and follows them to what the shopper does next. */
export function usePayment(client: PasarelaClient, cart: Cart, open: PaymentSession | null): Paying {
  const texts = useTexts();
  const [state, setState] = useState<PaymentStep>(open === null ? CHOOSING : { step: 'next', session: open });
  const busy = useRef(false);
  useEffect(() => {
    // Back from the gateway's page, browsers show this one as it was left.
    const shownAgain = ({ persisted }: PageTransitionEvent): void => {
      if (!persisted) return;
      busy.current = false;
      window.location.reload();
    };
    window.addEventListener('pageshow', shownAgain);
    return () => window.removeEventListener('pageshow', shownAgain);
  }, []);

  const begin = async (request: PaymentRequest): Promise<void> => {
    try {
      const next = await beginPayment(client, cart, request);
      setState(next);
      busy.current = next.step === 'leaving';
    } catch (error) {
      busy.current = false;
      if (error instanceof PasarelaError && error.code === 'cart_already_paid') {
        window.location.replace(returnPath(cart.id));
        return;
      }
      setState({ step: 'choosing', problem: problemOf(error, request.provider, texts) });
    }
  };
  const pay = (request: PaymentRequest): void => {
    if (busy.current) return;
    busy.current = true;
    setState({ step: 'starting' });
    void begin(request);
  };
  return { state, pay, reset: () => setState(CHOOSING) };
}

async function beginPayment(client: PasarelaClient, cart: Cart, request: PaymentRequest): Promise<PaymentStep> {
  // From now on the next result is what counts.
  if (paymentErrorOf(cart) !== null) await client.dismissPaymentError(cart.id);
  const session = await startOnce(client, cart.id, request);
  rememberSession(cart.id, session.id);
  return goOn(cart.id, await untilNext(client, session));
}

async function startOnce(client: PasarelaClient, cartId: string, request: PaymentRequest): Promise<PaymentSession> {
  const session = await start(client, cartId, request);
  if (!isOver(session)) return session;
  // The same wish as before, whose payment has come to nothing meanwhile: this is a new one.
  forgetIntent(cartId);
  return start(client, cartId, request);
}

async function start(client: PasarelaClient, cartId: string, request: PaymentRequest): Promise<PaymentSession> {
  const key = keyOfIntent(cartId, JSON.stringify(request));
  for (let tries = 1; ; tries++) {
    try {
      return await client.startPayment(cartId, request, key);
    } catch (error) {
      const isRunning = error instanceof PasarelaError && BEING_STARTED.has(error.code);
      // What got no answer may have begun: the same key finds it. What was refused is over.
      if (!isRunning && !(error instanceof PasarelaError && error.isTransient)) forgetIntent(cartId);
      if (!isRunning || tries >= MAX_LOOKS) throw error;
      await wait(LOOK_MS);
    }
  }
}

const LOOK_MS = 1_000;
const MAX_LOOKS = 30;

function wait(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Some gateways say only after a while where the shopper goes on. */
async function untilNext(client: PasarelaClient, begun: PaymentSession): Promise<PaymentSession> {
  let session = begun;
  for (let look = 0; session.next_action === null && isOpen(session) && look < MAX_LOOKS; look++) {
    await wait(LOOK_MS);
    session = await client.paymentSession(session.id);
  }
  return session;
}

async function goOn(cartId: string, session: PaymentSession): Promise<PaymentStep> {
  const next = isOpen(session) ? nextActionOf(session) : null;
  switch (next?.type) {
    case 'redirect':
      return leaveFor(next.url);
    case 'widget':
      await openWidget(next.scriptUrl, next.parameters, ({ transactionId, isRefused }) => {
        // Refused, the shopper may try again in the widget; leaving it, they read why on this page.
        if (!isRefused) leaveFor(`${returnPath(cartId)}?id=${encodeURIComponent(transactionId)}`);
      });
      return CHOOSING;
    case 'wait':
    case 'qr':
    case 'voucher':
    case 'confirm':
      return { step: 'next', session };
    default:
      // It is over, or nobody can say: the return page finds out which.
      return leaveFor(returnPath(cartId));
  }
}

function leaveFor(url: string): PaymentStep {
  window.location.assign(url);
  return { step: 'leaving' };
}

function isOpen({ status }: PaymentSession): boolean {
  return status === 'created' || status === 'requires_action' || status === 'processing';
}
