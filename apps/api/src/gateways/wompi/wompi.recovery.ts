import type { PaymentEvent } from '../../payments/payment-event.js';
import { found, readAnswer, windowTooLarge } from '../answer.reader.js';
import type { GatewayObserver } from '../gateway.observer.js';
import type { PaymentRecovery, SightedPayment } from '../gateway.recovery.js';
import { isIdentifier } from '../gateway.text.js';
import { JsonError } from '../json.parser.js';
import { RECENT_PAGE_SIZE, type WompiClient } from './wompi.client.js';
import { mapTransaction } from './wompi.mapper.js';
import { readTransaction } from './wompi.payload.js';

const MAX_PAGES = 200;
const DAY_MS = 24 * 60 * 60 * 1000;

/**
 * Wompi lists transactions by the day on which they were made, not by that of their last change: one that was made before
 * the window and decided in it is found by its id or its reference.
 */
export class WompiRecovery implements PaymentRecovery {
  readonly listsChanges = false;

  constructor(
    private readonly client: WompiClient,
    private readonly observer: GatewayObserver,
  ) {}

  async *recent(since: Date, until: Date): AsyncGenerator<readonly SightedPayment[]> {
    // Whose midnight ends a day is not documented, so the window gets a day more on both sides.
    const [fromDay, untilDay] = [dayOf(since.getTime() - DAY_MS), dayOf(until.getTime() + DAY_MS)];
    for (let page = 1; page <= MAX_PAGES; page++) {
      const answer = await this.client.searchByDay(fromDay, untilDay, page);
      const readAt = new Date();
      const transactions = readAnswer('wompi', () => found(answer).list('data').map(readTransaction));
      yield transactions.flatMap((transaction) => this.sighting(transaction, readAt));
      if (transactions.length < RECENT_PAGE_SIZE) return;
    }
    throw windowTooLarge('wompi');
  }

  async read(transactionId: string): Promise<PaymentEvent | null> {
    if (!isIdentifier(transactionId)) return null;
    const answer = await this.client.getTransaction(transactionId);
    if (answer === null) return null;
    return readAnswer('wompi', () => {
      const transaction = readTransaction(answer.object('data'));
      if (transaction.id !== transactionId) throw new JsonError('wrong_type', 'data.id');
      return mapTransaction(transaction, this.observer, new Date());
    });
  }

  /** One transaction that cannot be understood must not hide the others of its page. */
  private sighting(transaction: ReturnType<typeof readTransaction>, readAt: Date): SightedPayment[] {
    try {
      return [{ kind: 'payment', event: mapTransaction(transaction, this.observer, readAt) }];
    } catch (error) {
      if (error instanceof RangeError) return [];
      throw error;
    }
  }
}

function dayOf(timeMs: number): string {
  return new Date(timeMs).toISOString().slice(0, 10);
}
