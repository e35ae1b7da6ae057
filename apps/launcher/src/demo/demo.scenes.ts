import { newCart, untilOrder, type DemoCast, type PaidOrder } from './demo.cast.js';
import { outageInTheMiddle } from './demo.outage.js';
import { refundedInPartThenWhole } from './demo.refunds.js';
import { AMOUNT_MINOR } from './demo.shop.js';
import { DemoShopper } from './demo.shopper.js';
import { WAYS } from './demo.ways.js';

/** Plays every scene with one gateway, until one does not go as it should. */
export async function playScenes(parts: Omit<DemoCast, 'shopper' | 'ways'>): Promise<void> {
  const { stage, shop, provider, sandbox } = parts;
  const shopper = new DemoShopper(stage, shop, provider, sandbox.url);
  const cast: DemoCast = { ...parts, shopper, ways: WAYS[provider] };
  for (const play of SCENES) {
    await play(cast);
    // What comes next builds on this, and would be waited for in vain.
    if (stage.failed) return;
  }
}

const SCENES: readonly ((cast: DemoCast) => Promise<void>)[] = [
  paidBeforeTheOrder,
  refusedThenPaid,
  outageInTheMiddle,
  async (cast) => refundedInPartThenWhole(cast, await paidAfterTheOrder(cast)),
];

/** The fastest webhook finds no order: it is kept, and the order takes it. */
async function paidBeforeTheOrder({ stage, shop, shopper, provider, ways }: DemoCast): Promise<void> {
  stage.title(`${provider} · el webhook llega antes que el pedido`);
  const cartId = await newCart({ stage, shop });
  const session = await shopper.pay(cartId, ways.page);
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
  stage.expect('la sesión de pago', (await shop.session(session.id))['status'], 'succeeded');
}

/** The bank says no; the shopper reads why, takes another way to pay, and it works. */
async function refusedThenPaid({ stage, shop, shopper, provider, ways }: DemoCast): Promise<void> {
  stage.title(`${provider} · el banco dice que no, y se paga de otra manera`);
  const cartId = await newCart({ stage, shop });
  await shopper.pay(cartId, ways.refused);
  const error = await stage.until(
    () => shop.paymentError(cartId),
    (seen) => seen !== undefined,
  );
  stage.expect('el carrito lo dice', error, 'rejected');
  await shopper.pay(cartId, ways.instead);
  const early = await stage.until(
    () => shop.earlyResult(cartId),
    (seen) => seen === 'approved',
  );
  stage.expect('segundo intento', early, 'approved');
  stage.expect('el pedido nace', (await shop.complete(cartId)).order['payment_status'], 'captured');
}

/** The order waits, the payment comes, and then its webhook comes again and again. */
async function paidAfterTheOrder(cast: DemoCast): Promise<PaidOrder> {
  const { stage, shop, shopper, merchant, sandbox, provider, ways } = cast;
  stage.title(`${provider} · el pedido espera su pago, y el webhook llega repetido`);
  const cartId = await newCart({ stage, shop });
  const { order } = await shop.complete(cartId);
  stage.expect('el pedido espera', order['payment_status'], 'awaiting_payment');
  const orderId = String(order['id']);
  const session = await shopper.pay(cartId, ways.other);
  stage.expect('pagado, queda', await untilOrder(cast, orderId, 'captured'), 'captured');
  const transactionId = String((await shop.session(session.id))['transaction_id']);
  await sandbox.resend(provider, transactionId, 3);
  await sandbox.idle();
  const answers = await sandbox.answers(provider, transactionId);
  stage.note(
    `la pasarela lo envió ${answers.length} veces en total; respuestas: ${tally(answers.map(({ word }) => word))}`,
  );
  stage.expect('entregas sin un 200', answers.filter(({ status }) => status !== 200).length, 0);
  const after = await shop.order(orderId);
  const state = `${String(after['payment_status'])}, ${String(after['status'])}`;
  stage.expect('el pedido sigue', state, 'captured, completed');
  stage.expect('cobrado en total', await merchant.capturedAmount(provider, cartId, transactionId), AMOUNT_MINOR);
  return { cartId, orderId, transactionId };
}

/** "received × 1, already_received × 3". */
function tally(words: readonly (string | null)[]): string {
  const counts = new Map<string, number>();
  for (const word of words) counts.set(word ?? 'ninguna', (counts.get(word ?? 'ninguna') ?? 0) + 1);
  return [...counts].map(([word, count]) => `${word} × ${count}`).join(', ');
}
