import type { PaymentEvent } from '../../payments/payment-event.js';
import { readAnswer, readEvent } from '../answer.reader.js';
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
import { JsonError } from '../json.parser.js';
import { JsonReader } from '../json.reader.js';
import { requireSecrets } from '../secret.digest.js';
import { StripeClient } from './stripe.client.js';
import type { StripeConfig } from './stripe.config.js';
import { isAbandoned, mapFoundIntent, mapStripeEvent } from './stripe.mapper.js';
import { StripeOperations } from './stripe.operations.js';
import { StripePayments } from './stripe.payments.js';
import { ENVELOPE, readEnvelope, readStripeEvent, referenceOf } from './stripe.payload.js';
import { STRIPE_PERSONAL } from './stripe.privacy.js';
import { StripeRecovery } from './stripe.recovery.js';
import { judgeSignature } from './stripe.signature.js';

/** The whole body is signed, so the event itself suffices: nothing is asked of the API to work it. */
export class StripeGateway implements Gateway {
  readonly name = 'stripe';
  readonly aliases = [];
  readonly keptHeaders = ['content-type', 'user-agent'];
  readonly personalKeys = STRIPE_PERSONAL;
  readonly asksApi = false;
  readonly payments: StripePayments;
  private readonly secrets: readonly string[];
  readonly operations: StripeOperations;
  readonly recovery: StripeRecovery;
  private readonly client: StripeClient;
  private readonly keyIsLive: boolean | null;

  constructor(
    config: StripeConfig,
    private readonly observer: GatewayObserver = silentObserver,
    http: GatewayHttp = new GatewayHttp({ gateway: 'stripe' }),
  ) {
    this.secrets = requireSecrets('stripe', config.webhookSecrets);
    this.keyIsLive = isLiveKey(config.secretKey);
    this.client = new StripeClient(config, http);
    this.recovery = new StripeRecovery(this.client, observer);
    this.operations = new StripeOperations(this.client, this.recovery, observer);
    this.payments = new StripePayments(config, this.client, observer);
  }

  /** The signature is judged before the body is parsed, and the body is parsed once, for the envelope alone. */
  verify(delivery: Delivery, now: Date): Verdict {
    try {
      const reason = judgeSignature(delivery.rawBody, delivery.headers['stripe-signature'], this.secrets, now);
      if (reason !== null) return { kind: 'rejected', reason };
      const { id, type, transactionId, reference } = readEnvelope(JsonReader.fromBytes(delivery.rawBody, ENVELOPE));
      return { kind: 'accepted', eventKey: id, webhookId: id, type, transactionId, reference };
    } catch (error) {
      if (error instanceof JsonError) return unreadable(error);
      throw error;
    }
  }

  normalize(event: StoredEvent): Promise<Normalized> {
    return Promise.resolve().then(() => readEvent(() => this.read(event)));
  }

  async findByReference(reference: string): Promise<readonly PaymentEvent[]> {
    const intents = await this.client.searchByReference(reference);
    const readAt = new Date();
    return readAnswer(this.name, () =>
      intents
        .filter((intent) => referenceOf(intent) === reference && !isAbandoned(intent))
        .map((intent) => mapFoundIntent(intent, this.observer, readAt)),
    );
  }

  private read(event: StoredEvent): Normalized {
    const reader = JsonReader.fromBytes(event.rawBody);
    if (reader.at('object') === 'v2.core.event') return { kind: 'ignored', reason: 'thin_event' };
    if (this.isForeign(reader.at('livemode'))) return { kind: 'ignored', reason: WRONG_ENVIRONMENT };
    return mapStripeEvent(readStripeEvent(reader), this.observer);
  }

  /** True for an event of the mode that our key is not of; a key whose prefix says nothing judges none. */
  private isForeign(liveMode: unknown): boolean {
    return typeof liveMode === 'boolean' && this.keyIsLive !== null && liveMode !== this.keyIsLive;
  }
}

/** By the key's prefix (docs.stripe.com/keys); null for one that is not known. */
function isLiveKey(secretKey: string): boolean | null {
  const mode = /^[a-z]{2}_(test|live)_/.exec(secretKey)?.[1];
  return mode === undefined ? null : mode === 'live';
}

/** Stripe signs text: bytes that are none were not signed by Stripe. */
function unreadable(error: JsonError): Verdict {
  if (error.code === 'not_utf8') return { kind: 'rejected', reason: 'signature_mismatch' };
  return { kind: 'malformed', reason: error.code };
}
