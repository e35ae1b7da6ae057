import { PermanentError, TransientError } from '../../common/errors.js';
import type { PaymentEvent } from '../../payments/payment-event.js';
import { found, readAnswer, unknownTransaction } from '../answer.reader.js';
import {
  type Delivery,
  type Gateway,
  type Normalized,
  type StoredEvent,
  type Verdict,
  WRONG_ENVIRONMENT,
} from '../gateway.js';
import { GatewayHttp } from '../gateway.http.js';
import { type GatewayObserver, silentObserver } from '../gateway.observer.js';
import { isIdentifier, referenceFrom } from '../gateway.text.js';
import { canonicalJson, type Json, JsonError } from '../json.parser.js';
import { JsonReader } from '../json.reader.js';
import { requireSecrets, sha256 } from '../secret.digest.js';
import { WompiClient } from './wompi.client.js';
import type { WompiConfig } from './wompi.config.js';
import { mapTransaction, WOMPI_STATUSES } from './wompi.mapper.js';
import { WompiOperations } from './wompi.operations.js';
import { WompiPayments } from './wompi.payments.js';
import { readTransaction, readWompiEvent, type WompiEvent } from './wompi.payload.js';
import { WOMPI_PERSONAL } from './wompi.privacy.js';
import { WompiRecovery } from './wompi.recovery.js';
import { judgeChecksum } from './wompi.signature.js';

/** The checksum lies inside the JSON, so here, unlike elsewhere, the body is parsed before it is proven. */
export class WompiGateway implements Gateway {
  readonly name = 'wompi';
  readonly aliases = [];
  readonly keptHeaders = ['content-type', 'user-agent'];
  readonly personalKeys = WOMPI_PERSONAL;
  readonly asksApi = true;
  readonly payments: WompiPayments;
  private readonly secrets: readonly string[];
  readonly operations: WompiOperations;
  readonly recovery: WompiRecovery;
  private readonly client: WompiClient;

  constructor(
    private readonly config: WompiConfig,
    private readonly observer: GatewayObserver = silentObserver,
    http: GatewayHttp = new GatewayHttp({ gateway: 'wompi' }),
  ) {
    this.secrets = requireSecrets('wompi', config.eventsSecrets);
    this.client = new WompiClient(config, http);
    this.recovery = new WompiRecovery(this.client, observer);
    this.operations = new WompiOperations(this.client, this.recovery, observer);
    this.payments = new WompiPayments(config, this.client, observer);
  }

  verify(delivery: Delivery, now: Date): Verdict {
    try {
      const reader = JsonReader.fromBytes(delivery.rawBody);
      const event = readWompiEvent(reader);
      const reason = judgeChecksum(event, delivery.headers['x-event-checksum'], this.secrets, now);
      if (reason === null) return acceptedVerdict(event, reader.at('data') ?? null);
      const isForeign = reason === 'signature_mismatch' && this.isForeign(event.environment);
      return { kind: 'rejected', reason: isForeign ? WRONG_ENVIRONMENT : reason };
    } catch (error) {
      if (error instanceof JsonError) return { kind: 'malformed', reason: error.code };
      throw error;
    }
  }

  /** The event proves no reference and no currency: only its id is used, and the API tells the rest. */
  async normalize(event: StoredEvent): Promise<Normalized> {
    if (!event.type.startsWith('transaction.')) return { kind: 'ignored', reason: 'unknown_type' };
    const { transactionId } = event;
    const environment = JsonReader.fromBytes(event.rawBody).at('environment');
    if (this.isForeign(environment)) return { kind: 'ignored', reason: WRONG_ENVIRONMENT };
    if (!isIdentifier(transactionId)) throw new PermanentError('malformed_event', 'the event names no transaction');
    const payment = await this.recovery.read(transactionId);
    if (payment === null) throw unknownTransaction(this.name);
    if (isPending(payment) && tellsOfAnEnd(event.rawBody)) {
      throw new TransientError('gateway_behind_event', 'wompi still answers PENDING for what its event calls final');
    }
    return { kind: 'payment', event: payment };
  }

  /** True for an event of the world that our keys are not of. */
  private isForeign(environment: Json | undefined): boolean {
    return environment === (this.config.environment === 'test' ? 'prod' : 'test');
  }

  async findByReference(reference: string): Promise<readonly PaymentEvent[]> {
    const answer = await this.client.searchByReference(reference);
    const readAt = new Date();
    return readAnswer(this.name, () =>
      found(answer)
        .list('data')
        .map(readTransaction)
        .filter((transaction) => transaction.reference === reference)
        .map((transaction) => mapTransaction(transaction, this.observer, readAt)),
    );
  }
}

function isPending({ facts }: PaymentEvent): boolean {
  return facts.some((fact) => fact.kind === 'phase' && fact.phase === 'pending');
}

/** The signed status. When it is final and the API is not there yet, the API is behind: no further event will come. */
function tellsOfAnEnd(rawBody: Buffer): boolean {
  const status = JsonReader.fromBytes(rawBody).at('data.transaction.status');
  return typeof status === 'string' && status !== 'PENDING' && Object.hasOwn(WOMPI_STATUSES, status);
}

/**
 * The checksum covers neither the reference nor the currency, the event's name or the environment. Were the key made of
 * signed fields alone, a forged copy could take the true event's place; so the key covers all that was said.
 */
function acceptedVerdict(event: WompiEvent, data: Json): Verdict {
  const { event: type, environment } = event;
  const said = [type, environment, event.timestamp ?? '', canonicalJson(data)];
  const id = event.data.at('transaction.id');
  const status = event.data.at('transaction.status');
  const reference = event.data.at('transaction.reference');
  const eventKey = sha256(JSON.stringify(said)).toString('hex');
  const transactionId = typeof id === 'string' && isIdentifier(id) ? id : null;
  const label = typeof status === 'string' && isIdentifier(status) ? status : null;
  return {
    kind: 'accepted',
    eventKey,
    webhookId: transactionId !== null && label !== null ? `${transactionId}:${label}` : eventKey,
    type,
    transactionId,
    reference: typeof reference === 'string' ? referenceFrom(reference) : null,
  };
}
