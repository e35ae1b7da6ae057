import type { PaymentEvent } from '../../payments/payment-event.js';
import { found, readAnswer, windowTooLarge } from '../answer.reader.js';
import type { GatewayObserver } from '../gateway.observer.js';
import type { PaymentRecovery, SightedPayment } from '../gateway.recovery.js';
import { JsonError } from '../json.parser.js';
import { type MercadoPagoClient, SEARCH_PAGE_SIZE } from './mercadopago.client.js';
import { mapPayment } from './mercadopago.mapper.js';
import { PAYMENT_ID, readPayment } from './mercadopago.payload.js';

const MAX_PAGES = 200;

/** MercadoPago's search says which payments changed; its index lags, so the payment itself is read by its id. */
export class MercadoPagoRecovery implements PaymentRecovery {
  readonly listsChanges = true;

  constructor(
    private readonly client: MercadoPagoClient,
    private readonly observer: GatewayObserver,
  ) {}

  async *recent(since: Date, until: Date): AsyncGenerator<readonly SightedPayment[]> {
    for (let page = 0; page < MAX_PAGES; page++) {
      const answer = await this.client.searchByUpdate(since, until, page * SEARCH_PAGE_SIZE);
      const payments = readAnswer('mercadopago', () => found(answer).list('results').map(readPayment));
      yield payments.flatMap((payment) => this.sighting(payment));
      if (payments.length < SEARCH_PAGE_SIZE) return;
    }
    throw windowTooLarge('mercadopago');
  }

  async read(transactionId: string): Promise<PaymentEvent | null> {
    if (!PAYMENT_ID.test(transactionId)) return null;
    const answer = await this.client.getPayment(transactionId);
    if (answer === null) return null;
    return readAnswer('mercadopago', () => {
      const payment = readPayment(answer);
      if (payment.id !== transactionId) throw new JsonError('wrong_type', 'id');
      return mapPayment(payment, this.observer, new Date());
    });
  }

  /** One payment that cannot be understood must not hide the others of its page. */
  private sighting(payment: ReturnType<typeof readPayment>): SightedPayment[] {
    try {
      return [{ kind: 'payment', event: mapPayment(payment, this.observer, new Date()) }];
    } catch (error) {
      if (error instanceof RangeError) return [];
      throw error;
    }
  }
}
