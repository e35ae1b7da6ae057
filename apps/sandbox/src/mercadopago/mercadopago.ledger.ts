import type { Changed } from '../gateway/gateway.contract.js';
import { randomDigits } from '../gateway/random.ids.js';
import { paymentNotification } from './mercadopago.event.js';
import type { MercadoPagoPayment } from './mercadopago.payment.js';
import type { Preference } from './mercadopago.preference.js';

/** The payments and preferences of the merchant. */
export class MercadoPagoLedger {
  readonly collectorId = Number(randomDigits(9));
  private readonly payments = new Map<string, MercadoPagoPayment>();
  private readonly preferences = new Map<string, Preference>();
  private lastId = Number(`14${randomDigits(10)}`);

  constructor(private readonly webhookSecret: string) {}

  newId(): number {
    return (this.lastId += 1);
  }

  find(id: string): MercadoPagoPayment | null {
    return this.payments.get(id) ?? null;
  }

  /** Oldest first. */
  list(): readonly MercadoPagoPayment[] {
    return [...this.payments.values()];
  }

  /** Keeps a state and words what MercadoPago tells of it. */
  keep(payment: MercadoPagoPayment, now: Date): Changed {
    const id = String(payment.id);
    const action = this.payments.has(id) ? 'payment.updated' : 'payment.created';
    this.payments.set(id, payment);
    return { id, events: [paymentNotification(payment, action, this.webhookSecret, now)] };
  }

  preference(id: string): Preference | null {
    return this.preferences.get(id) ?? null;
  }

  keepPreference(preference: Preference): void {
    this.preferences.set(preference.id, preference);
  }

  reset(): void {
    this.payments.clear();
    this.preferences.clear();
  }
}
