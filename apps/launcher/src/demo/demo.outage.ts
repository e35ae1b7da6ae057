import { fieldsOf, listOf, type JsonRecord } from '../http.client.js';
import { LauncherError } from '../launcher-error.js';
import { problemOf } from '../simulation/api.client.js';
import { PAID } from '../simulation/simulation.types.js';
import { newCart, type DemoCast } from './demo.cast.js';

/** Longer than the scene lasts: the scene ends it. */
const OUTAGE_MS = 30_000;
/** By then the breaker asks again, if it was the fifth call in a row that failed. */
const RECOVERY_MS = 45_000;

/** How an attempt ends that counts against the event. */
const BAD: ReadonlySet<string> = new Set(['retry', 'failed']);

/** The gateway goes away while somebody pays: what was on its way waits, and nothing fails of it. */
export async function outageInTheMiddle(cast: DemoCast): Promise<void> {
  const { stage, shop, shopper, sandbox, provider, ways } = cast;
  stage.title(`${provider} · la pasarela se cae en mitad de un pago`);
  const orderCart = await newCart(cast);
  const orderId = String((await shop.complete(orderCart)).order['id']);
  const otherCart = await newCart(cast);
  const session = await shopper.start(orderCart, ways.page);
  await sandbox.breakDown(provider, OUTAGE_MS);
  let eventId: string;
  try {
    stage.note('la pasarela deja de responder y sus webhooks se quedan allá; el comprador paga en su página');
    await shopper.finish(session, ways.page);
    eventId = await onlyWebhook(cast, session.reference);
    const refused = await shop.startPayment(otherCart, shopper.request(ways.other));
    stage.expect('iniciar otro pago responde', refused.status, 503);
    stage.note(`el pedido, mientras tanto: ${String((await shop.order(orderId))['payment_status'])}`);
  } finally {
    await sandbox.recover(provider);
  }
  stage.note('la pasarela vuelve');
  await allIsWell(cast, orderId, eventId);
  const { problem } = await stage.until(
    () => shop.startPayment(otherCart, shopper.request(ways.other)),
    (answer) => answer.session !== null,
    RECOVERY_MS,
  );
  stage.expect('iniciar el otro pago', problem ?? 'se puede', 'se puede');
}

/** One webhook gets out although the gateway is away: what it says can be stored, and not asked about. */
async function onlyWebhook({ stage, merchant, sandbox, provider }: DemoCast, reference: string): Promise<string> {
  const isPaid = ({ status }: JsonRecord): boolean => status === PAID[provider];
  const transactions = await stage.until(
    () => sandbox.transactions(provider, reference),
    (found) => found.some(isPaid),
  );
  const transactionId = String(transactions.find(isPaid)?.['id']);
  const answer = await merchant.receive(provider, await sandbox.signedRequest(provider, transactionId));
  if (answer.status !== 200) throw new LauncherError(`El webhook no se recibió: ${problemOf(answer)}`);
  stage.expect('el único webhook que alcanzó a salir', fieldsOf(answer.body)['status'], 'received');
  return String(fieldsOf(answer.body)['id']);
}

async function allIsWell(
  { stage, shop, merchant, sandbox }: DemoCast,
  orderId: string,
  eventId: string,
): Promise<void> {
  const paid = await stage.until(
    () => shop.order(orderId).then((seen) => seen['payment_status']),
    (seen) => seen === 'captured',
    RECOVERY_MS,
  );
  stage.expect('el pedido queda', paid, 'captured');
  const event = await stage.until(
    () => merchant.event(eventId),
    ({ status }) => status === 'success',
    RECOVERY_MS,
  );
  stage.expect('el webhook queda', event['status'], 'success');
  const results = listOf(event['history']).map(({ result }) => String(result));
  const parked = results.filter((result) => result === 'parked').length;
  stage.note(
    parked === 0
      ? 'el webhook lo decía todo: no hubo que preguntarle nada a la pasarela'
      : `no se pudo preguntar a la pasarela si es cierto; el webhook esperó (${parked} ${parked === 1 ? 'vez' : 'veces'}) sin gastar intentos`,
  );
  stage.expect('intentos fallidos', results.filter((result) => BAD.has(result)).length, 0);
  await sandbox.idle();
}
