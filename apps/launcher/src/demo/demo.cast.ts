import type { SandboxClient } from '../simulation/sandbox.client.js';
import type { Provider } from '../simulation/simulation.types.js';
import type { DemoMerchant } from './demo.merchant.js';
import { AMOUNT_MINOR, CURRENCY, type DemoShop } from './demo.shop.js';
import type { DemoShopper } from './demo.shopper.js';
import type { DemoStage } from './demo.stage.js';
import type { Ways } from './demo.ways.js';

/** What the scenes play with. */
export interface DemoCast {
  readonly stage: DemoStage;
  readonly shop: DemoShop;
  readonly merchant: DemoMerchant;
  readonly shopper: DemoShopper;
  readonly sandbox: SandboxClient;
  readonly provider: Provider;
  readonly ways: Ways;
}

/** A payment that ended well: the order, and the transaction that paid it. */
export interface PaidOrder {
  readonly cartId: string;
  readonly orderId: string;
  readonly transactionId: string;
}

/** A cart of the shop, and its line. */
export async function newCart({ stage, shop }: Pick<DemoCast, 'stage' | 'shop'>): Promise<string> {
  const cartId = await shop.newCart();
  stage.note(`carrito ${cartId}, ${AMOUNT_MINOR} ${CURRENCY} (unidades menores)`);
  return cartId;
}

/** Waits until an order's payment is in a status; resolves to what it is. */
export function untilOrder(
  { stage, shop }: Pick<DemoCast, 'stage' | 'shop'>,
  orderId: string,
  wanted: string,
): Promise<unknown> {
  const state = (): Promise<unknown> => shop.order(orderId).then((seen) => seen['payment_status']);
  return stage.until(state, (seen) => seen === wanted);
}
