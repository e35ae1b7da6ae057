import { fieldsOf } from '../http.client.js';
import { untilOrder, type DemoCast, type PaidOrder } from './demo.cast.js';
import { AMOUNT_MINOR } from './demo.shop.js';

const PART_MINOR = 2_000_000;

/** The merchant gives a part back, in two clicks that are one refund, and later the rest. */
export async function refundedInPartThenWhole(cast: DemoCast, paid: PaidOrder): Promise<void> {
  const { stage, merchant, sandbox, provider } = cast;
  stage.title(`${provider} · el comercio devuelve una parte, y después el resto`);
  const paymentId = await merchant.paymentId(provider, paid.cartId, paid.transactionId);
  const part = { amount: PART_MINOR, reason: 'Una bolsa llegó rota' };
  const key = `demo-${paymentId}`;
  const first = await merchant.refund(paymentId, part, key);
  const second = await merchant.refund(paymentId, part, key);
  const idOf = ({ body }: typeof first): unknown => fieldsOf(fieldsOf(body)['data'])['id'];
  stage.expect(`pedir que se devuelvan ${PART_MINOR} responde`, first.status, 202);
  stage.expect('pedirlo otra vez (misma Idempotency-Key) es', idOf(second), String(idOf(first)));
  const partly = await untilOrder(cast, paid.orderId, 'partially_refunded');
  stage.expect('el pedido queda', partly, 'partially_refunded');
  stage.expect('pedir el resto responde', (await merchant.refund(paymentId, {}, `${key}-rest`)).status, 202);
  stage.expect('el pedido queda', await untilOrder(cast, paid.orderId, 'refunded'), 'refunded');
  const given = await sandbox.refundedAmount(provider, paid.transactionId);
  stage.expect('la pasarela devolvió en total', given, AMOUNT_MINOR);
  const more = await merchant.refund(paymentId, {}, `${key}-more`);
  stage.expect('devolver más de lo cobrado responde', more.status, 409);
}
