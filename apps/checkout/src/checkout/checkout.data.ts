import {
  type Cart,
  type GatewayOption,
  nextActionOf,
  type Order,
  type PasarelaClient,
  type PaymentSession,
} from '../../../../packages/client/src/index.js';
import { orderPath, returnPath } from '../page.address.js';
import { SHOWN_ACTIONS } from './next.step.js';
import { forgetIntent, sessionOfIntent } from './payment.intent.js';

/** What the checkout page shows, or the path of the page that the shopper belongs on. */
export type CheckoutData = { readonly kind: 'elsewhere'; readonly path: string } | PayableCart;

export interface PayableCart {
  readonly kind: 'payable';
  readonly cart: Cart;
  readonly gateways: readonly GatewayOption[];
  /** An order that still waits for its payment. */
  readonly order: Order | null;
  /** A payment that was begun in this tab and that the shopper has still to do something for. */
  readonly session: PaymentSession | null;
}

/** Looks at the cart before anything is paid: what is paid already must not be paid twice. @throws PasarelaError */
export async function loadCheckout(client: PasarelaClient, cartId: string, signal: AbortSignal): Promise<CheckoutData> {
  const [cart, gateways, order, result] = await Promise.all([
    client.cart(cartId, signal),
    client.gateways(signal),
    client.orderOfCart(cartId, signal),
    client.paymentResult(cartId, signal),
  ]);
  if (order !== null && !isPayable(order)) return { kind: 'elsewhere', path: orderPath(order.id) };
  if (result?.status === 'approved') return { kind: 'elsewhere', path: returnPath(cartId) };
  return { kind: 'payable', cart, gateways, order, session: await openSession(client, cart, signal) };
}

function isPayable({ status, payment_status: paymentStatus }: Order): boolean {
  return status === 'pending' && (paymentStatus === 'awaiting_payment' || paymentStatus === 'failed');
}

/** The page was reloaded in mid-payment: its code or voucher is shown again. A refused payment is over. */
async function openSession(client: PasarelaClient, cart: Cart, signal: AbortSignal): Promise<PaymentSession | null> {
  const id = sessionOfIntent(cart.id);
  if (id === null) return null;
  if (cart.metadata['payment_error'] !== undefined) {
    forgetIntent(cart.id);
    return null;
  }
  const session = await client.paymentSession(id, signal).catch(() => null);
  if (session === null || isOver(session)) {
    forgetIntent(cart.id);
    return null;
  }
  // A gateway's page or widget is gone to again by choosing it again, under the same key.
  return SHOWN_ACTIONS.has(nextActionOf(session)?.type ?? '') ? session : null;
}

/** Nothing more can come of it: another try needs another session. */
export function isOver({ status }: Pick<PaymentSession, 'status'>): boolean {
  return status === 'failed' || status === 'expired';
}
