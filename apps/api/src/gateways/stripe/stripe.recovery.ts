import type { PaymentEvent } from '../../payments/payment-event.js';
import { readAnswer, windowTooLarge } from '../answer.reader.js';
import type { GatewayObserver } from '../gateway.observer.js';
import type { PaymentRecovery, RecoveredEvent } from '../gateway.recovery.js';
import { JsonError } from '../json.parser.js';
import type { EventQuery, ListedEvent, StripeClient } from './stripe.client.js';
import { mapFoundCharge, mapFoundIntent } from './stripe.mapper.js';
import { isIntentId, readEnvelope } from './stripe.payload.js';

const MAX_PAGES = 200;
/** Stripe shows the events of the last 30 days. */
const KEPT_MS = 30 * 24 * 60 * 60 * 1000;
const PAYMENT_ID = /^(?:pi|ch|py)_[A-Za-z0-9_]{1,97}$/;

/**
 * Stripe keeps its events and lists them: what was not delivered, as far back as it shows, and all of the window, for an
 * event may have been taken by an endpoint that is not ours.
 */
export class StripeRecovery implements PaymentRecovery {
  readonly listsChanges = true;

  constructor(
    private readonly client: StripeClient,
    private readonly observer: GatewayObserver,
  ) {}

  async *recent(since: Date, until: Date): AsyncGenerator<readonly RecoveredEvent[]> {
    const oldest = new Date(until.getTime() - KEPT_MS);
    if (oldest < since) yield* this.pages({ since: oldest, until: since, undelivered: true });
    yield* this.pages({ since, until, undelivered: false });
  }

  async read(transactionId: string): Promise<PaymentEvent | null> {
    if (!PAYMENT_ID.test(transactionId)) return null;
    const isIntent = isIntentId(transactionId);
    const answer = await this.client.find((stripe) =>
      isIntent
        ? stripe.paymentIntents.retrieve(transactionId, { expand: ['latest_charge'] })
        : stripe.charges.retrieve(transactionId),
    );
    if (answer === null) return null;
    const readAt = new Date();
    return readAnswer('stripe', () => {
      if (answer.string('id') !== transactionId) throw new JsonError('wrong_type', 'id');
      return isIntent ? mapFoundIntent(answer, this.observer, readAt) : mapFoundCharge(answer, this.observer, readAt);
    });
  }

  private async *pages(query: EventQuery): AsyncGenerator<readonly RecoveredEvent[]> {
    let after: string | null = null;
    for (let page = 0; page < MAX_PAGES; page++) {
      const { events, hasMore } = await this.client.listEvents(query, after);
      // Newest first on the page; oldest first reads like what happened.
      yield events.flatMap(recovered).reverse();
      after = events.at(-1)?.id ?? null;
      if (!hasMore || after === null) return;
    }
    throw windowTooLarge('stripe');
  }
}

/** One that the door would not understand is left out, so that it does not hide the others. */
function recovered({ reader, rawBody }: ListedEvent): RecoveredEvent[] {
  try {
    const { id, ...envelope } = readEnvelope(reader);
    return [{ kind: 'event', eventKey: id, webhookId: id, ...envelope, rawBody }];
  } catch (error) {
    if (error instanceof JsonError) return [];
    throw error;
  }
}
