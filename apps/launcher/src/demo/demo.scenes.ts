import type { SandboxClient } from '../simulation/sandbox.client.js';
import { PAID, type Provider } from '../simulation/simulation.types.js';
import { AMOUNT_MINOR, CURRENCY, type DemoShop } from './demo.shop.js';
import type { DemoStage } from './demo.stage.js';

/** What the scenes play with. */
export interface DemoCast {
  readonly stage: DemoStage;
  readonly shop: DemoShop;
  readonly sandbox: SandboxClient;
  readonly provider: Provider;
}

const REFUSED: Readonly<Record<Provider, string>> = {
  wompi: 'DECLINED',
  mercadopago: 'rejected',
  stripe: 'payment_failed',
};

/** Plays every scene with one gateway. */
export async function playScenes(cast: DemoCast): Promise<void> {
  await paidBeforeTheOrder(cast);
  await paidAfterTheOrder(cast);
  await refusedThenPaid(cast);
}

/** The fastest callback finds no order: it is kept, and the order takes it. */
async function paidBeforeTheOrder(cast: DemoCast): Promise<void> {
  const { stage, shop, provider } = cast;
  stage.title(`${provider} · el pago llega antes que el pedido`);
  const cartId = await shop.newCart();
  stage.note(`carrito ${cartId}, ${AMOUNT_MINOR} ${CURRENCY} (unidades menores)`);
  await pay(cast, cartId, PAID[provider]);
  const early = await stage.until(
    () => shop.earlyResult(cartId),
    (seen) => seen !== undefined,
  );
  stage.expect('resultado temprano', early, 'approved');
  const { status, order } = await shop.complete(cartId);
  stage.expect('completar el carrito responde', status, 201);
  stage.expect('el pedido nace', order['payment_status'], 'captured');
  const again = await shop.complete(cartId);
  stage.expect('completarlo otra vez responde', again.status, 200);
  stage.expect('con el mismo pedido', again.order['id'], String(order['id']));
}

/** The order waits, the payment comes, and then comes again and again. */
async function paidAfterTheOrder(cast: DemoCast): Promise<void> {
  const { stage, shop, sandbox, provider } = cast;
  stage.title(`${provider} · el pedido espera su pago, y el webhook llega repetido`);
  const cartId = await shop.newCart();
  const { order } = await shop.complete(cartId);
  stage.expect('el pedido espera', order['payment_status'], 'awaiting_payment');
  const orderId = String(order['id']);
  const transactionId = await pay(cast, cartId, PAID[provider]);
  const state = (): Promise<unknown> => shop.order(orderId).then((seen) => seen['payment_status']);
  stage.expect('pagado, queda', await stage.until(state, (seen) => seen === 'captured'), 'captured');
  await sandbox.resend(provider, transactionId, 3);
  await sandbox.idle();
  const answers = await sandbox.answers(provider, transactionId);
  stage.note(
    `la pasarela lo envió ${answers.length} veces en total; respuestas: ${tally(answers.map(({ word }) => word))}`,
  );
  stage.expect('entregas sin un 200', answers.filter(({ status }) => status !== 200).length, 0);
  const after = await shop.order(orderId);
  stage.expect(
    'el pedido sigue',
    `${String(after['payment_status'])}, ${String(after['status'])}`,
    'captured, completed',
  );
}

/** The bank says no; the shopper tries again and it works. */
async function refusedThenPaid(cast: DemoCast): Promise<void> {
  const { stage, shop, provider } = cast;
  stage.title(`${provider} · el banco dice que no, el comprador lo intenta otra vez`);
  const cartId = await shop.newCart();
  await pay(cast, cartId, REFUSED[provider]);
  const error = await stage.until(
    () => shop.paymentError(cartId),
    (seen) => seen !== undefined,
  );
  stage.expect('el carrito lo dice', error, 'rejected');
  await pay(cast, cartId, PAID[provider]);
  const early = await stage.until(
    () => shop.earlyResult(cartId),
    (seen) => seen === 'approved',
  );
  stage.expect('segundo intento', early, 'approved');
  stage.expect('el pedido nace', (await shop.complete(cartId)).order['payment_status'], 'captured');
}

/** A transaction at the gateway, which tells of it by itself. */
async function pay({ stage, sandbox, provider }: DemoCast, reference: string, status: string): Promise<string> {
  const parts = { provider, reference, amountMinor: AMOUNT_MINOR, currency: CURRENCY };
  const id = await sandbox.makeTransaction({ ...parts, status, id: null, deliver: true });
  stage.note(`${provider}: transacción ${id}, ${status}`);
  return id;
}

/** "received × 1, already_received × 3". */
function tally(words: readonly (string | null)[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word ?? 'ninguna', (counts.get(word ?? 'ninguna') ?? 0) + 1);
  return [...counts].map(([word, count]) => `${word} × ${count}`).join(', ');
}
