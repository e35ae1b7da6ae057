import { createHash } from 'node:crypto';
import { PermanentError } from '../../common/errors.js';
import type { PaymentEvent } from '../../payments/payment-event.js';
import { found, readAnswer, unknownTransaction } from '../answer.reader.js';
import type { Delivery, Gateway, Normalized, StoredEvent, Verdict } from '../gateway.js';
import { GatewayHttp } from '../gateway.http.js';
import { type GatewayObserver, silentObserver } from '../gateway.observer.js';
import { JsonError } from '../json.parser.js';
import { JsonReader } from '../json.reader.js';
import { requireSecrets, sha256 } from '../secret.digest.js';
import { MercadoPagoClient, SEARCH_PAGE_SIZE } from './mercadopago.client.js';
import type { MercadoPagoConfig } from './mercadopago.config.js';
import { mapPayment } from './mercadopago.mapper.js';
import { MercadoPagoOperations } from './mercadopago.operations.js';
import { MercadoPagoPayments } from './mercadopago.payments.js';
import {
  isIpnBody,
  isIpnQuery,
  type MercadoPagoNotification,
  PAYMENT_ID,
  readNotification,
  readPayment,
  SIMULATOR_ID,
} from './mercadopago.payload.js';
import { MERCADOPAGO_PERSONAL } from './mercadopago.privacy.js';
import { MercadoPagoRecovery } from './mercadopago.recovery.js';
import { judgeSignature } from './mercadopago.signature.js';

/** More payments than this under one reference is no shopper's doing. */
const MAX_SEARCH_PAGES = 4;
const IPN: Verdict = { kind: 'ignored', reason: 'ipn' };

/** A notification signs nothing but the id it is about; the payment is always read from the API. */
export class MercadoPagoGateway implements Gateway {
  readonly name = 'mercadopago';
  readonly aliases = ['mp'];
  readonly keptHeaders = ['content-type', 'user-agent', 'x-request-id', 'x-retry'];
  readonly personalKeys = MERCADOPAGO_PERSONAL;
  readonly asksApi = true;
  readonly payments: MercadoPagoPayments;
  private readonly secrets: readonly string[];
  readonly operations: MercadoPagoOperations;
  readonly recovery: MercadoPagoRecovery;
  private readonly client: MercadoPagoClient;

  constructor(
    config: MercadoPagoConfig,
    private readonly observer: GatewayObserver = silentObserver,
    http: GatewayHttp = new GatewayHttp({ gateway: 'mercadopago' }),
  ) {
    this.secrets = requireSecrets('mercadopago', config.webhookSecrets);
    this.client = new MercadoPagoClient(config, http);
    this.recovery = new MercadoPagoRecovery(this.client, observer);
    this.operations = new MercadoPagoOperations(this.client, this.recovery, observer);
    this.payments = new MercadoPagoPayments(config, this.client, observer);
  }

  verify(delivery: Delivery, now: Date): Verdict {
    const { headers, query, rawBody } = delivery;
    if (isIpnQuery(query)) return IPN;
    try {
      if (query['data.id'] === undefined && looksLikeIpn(rawBody)) return IPN;
      const parts = { signature: headers['x-signature'], requestId: headers['x-request-id'], dataId: query['data.id'] };
      const reason = judgeSignature(parts, this.secrets, now);
      if (reason !== null) return { kind: 'rejected', reason };
      const reader = JsonReader.fromBytes(rawBody);
      return isIpnBody(reader) ? IPN : acceptedVerdict(readNotification(reader, query), rawBody);
    } catch (error) {
      if (error instanceof JsonError) return { kind: 'malformed', reason: error.code };
      throw error;
    }
  }

  async normalize(event: StoredEvent): Promise<Normalized> {
    const topic = event.type.startsWith('payment.') ? 'payment' : event.type;
    if (topic !== 'payment' && topic !== 'topic_chargebacks_wh') return { kind: 'ignored', reason: 'unknown_type' };
    const { transactionId } = event;
    if (transactionId === SIMULATOR_ID) return { kind: 'ignored', reason: 'simulator' };
    if (transactionId === null || !PAYMENT_ID.test(transactionId)) {
      throw new PermanentError('malformed_event', 'the notification names no payment');
    }
    const payment = await this.recovery.read(transactionId);
    if (payment === null) throw unknownTransaction(this.name);
    return { kind: 'payment', event: payment };
  }

  async findByReference(reference: string): Promise<readonly PaymentEvent[]> {
    const payments: PaymentEvent[] = [];
    for (let page = 0; page < MAX_SEARCH_PAGES; page++) {
      const answer = await this.client.searchByReference(reference, page * SEARCH_PAGE_SIZE);
      const results = readAnswer(this.name, () => found(answer).list('results').map(readPayment));
      const ours = results.filter((payment) => payment.reference === reference);
      payments.push(...readAnswer(this.name, () => ours.map((payment) => this.map(payment))));
      if (results.length < SEARCH_PAGE_SIZE) break;
    }
    return payments;
  }

  private map(payment: ReturnType<typeof readPayment>): PaymentEvent {
    return mapPayment(payment, this.observer, new Date());
  }
}

/** A body that cannot be read is nobody's IPN: the signature is judged first, then the body refused. */
function looksLikeIpn(rawBody: Buffer): boolean {
  try {
    return isIpnBody(JsonReader.fromBytes(rawBody));
  } catch {
    return false;
  }
}

/**
 * The key holds the notification's id (an update of the same payment has a new one) and all that decides what becomes of
 * it, for the body is not signed: a forged copy that says something else is another event and shadows nothing.
 * A notification without an id of its own is named by its bytes.
 */
function acceptedVerdict(notification: MercadoPagoNotification, rawBody: Buffer): Verdict {
  const { topic, action, resourceId, paymentId } = notification;
  const id = notification.id ?? createHash('sha256').update(rawBody).digest('hex');
  return {
    kind: 'accepted',
    eventKey: sha256(JSON.stringify([id, topic, action, resourceId, paymentId])).toString('hex'),
    webhookId: id,
    type: action?.startsWith(`${topic}.`) === true ? action : topic,
    transactionId: paymentId,
    reference: null,
  };
}
