import { createId } from '../common/ids.js';
import { cartNameOf } from '../orders/cart.reference.js';
import type { StoredCart } from '../orders/cart.repository.js';
import type { StoredOrder } from '../orders/order.repository.js';
import type { PaymentEvent } from './payment-event.js';
import { decide } from './payment.machine.js';
import type { PaymentState } from './payment.state.js';
import type { PaymentKey, PaymentTransition } from './payment.repository.js';
import type { StoredPayment } from './payment.row.js';

/** One thing to apply: what a gateway said, and by which way it reached us. */
export interface PaymentInput {
  readonly event: PaymentEvent;
  /** Goes into the history: `webhook:<event id>`, `maintenance`, … */
  readonly cause: string;
  readonly receivedAt: Date;
  /** A person says which order a payment without one is of. Only for a payment that is known. */
  readonly orderId?: string;
}

/** `applied`, `ignored:<reason>` or `conflict:<reason>`; what the webhook event ends with. */
export type PaymentOutcome = 'applied' | `ignored:${string}` | `conflict:${string}`;

/** A payment while a batch is worked on: as read, as it is now, and who moved it last. */
interface Working {
  readonly expectedVersion: number;
  payment: StoredPayment;
  last: PaymentInput | null;
}

export function keyOf({ provider, transactionId }: PaymentKey): string {
  return `${provider} ${transactionId}`;
}

/**
 * The working set of one transaction: the payments, orders and carts that were locked for it, changed in memory event by
 * event (so that several events of one payment keep their order) and then written in sets.
 */
export class PaymentBatch {
  readonly history: PaymentTransition[] = [];
  private readonly working = new Map<string, Working>();
  private readonly orders = new Map<string, StoredOrder>();
  private readonly carts = new Map<string, StoredCart>();

  constructor(payments: readonly StoredPayment[], orders: readonly StoredOrder[], carts: readonly StoredCart[]) {
    // An order answers to its id, its cart's id and the merchant's reference; so does a cart that has no order.
    for (const order of orders)
      for (const name of [order.id, order.cartId, order.reference]) if (name) this.orders.set(name, order);
    for (const cart of carts) for (const name of [cart.id, cart.reference]) if (name) this.carts.set(name, cart);
    for (const payment of payments) {
      this.working.set(keyOf(payment), { expectedVersion: payment.version, payment, last: null });
    }
  }

  /** Decides one event against the state that the events before it left. */
  apply(input: PaymentInput): PaymentOutcome {
    const working = this.working.get(keyOf(input.event));
    const before = working?.payment ?? null;
    if (input.orderId !== undefined) return this.attach(before, input, input.orderId);
    const decision = decide(before, input.event);
    if (decision.kind === 'conflict') return `conflict:${decision.reason}`;
    if (decision.kind === 'apply') {
      this.move(before ?? newPayment(input.event), decision.next, decision.reason, input);
      return 'applied';
    }
    if (before === null || !this.finds(before, input.event.reference)) return `ignored:${decision.reason}`;
    this.move(before, before, 'bound', input);
    return 'applied';
  }

  /** What no event tells: the payment itself stays as it is. */
  private attach(payment: StoredPayment | null, input: PaymentInput, orderId: string): PaymentOutcome {
    const order = this.orders.get(orderId);
    if (payment === null || order === undefined) return 'conflict:unknown';
    if (payment.orderId !== null) return 'ignored:duplicate';
    const bound = { ...payment, orderId: order.id, cartId: order.cartId };
    this.move(bound, bound, 'attached', input);
    return 'applied';
  }

  private move(
    from: Identity & Partial<StoredPayment>,
    state: PaymentState,
    reason: string,
    input: PaymentInput,
  ): void {
    const key = keyOf(input.event);
    const known = this.working.get(key);
    const payment = this.bind({ ...from, ...state, version: from.version + 1 }, input.event.reference);
    this.history.push(transition(known?.payment ?? null, payment, reason, input));
    this.working.set(key, { expectedVersion: known?.expectedVersion ?? 0, payment, last: input });
  }

  /** An event that tells nothing new of the payment may still tell whose it is. */
  private finds(payment: StoredPayment, told: string | null): boolean {
    if (payment.orderId !== null || payment.cartId !== null) return false;
    return this.homeOf(told).length > 0;
  }

  /** Payments that an event moved, with the event that moved them last. */
  changed(): { payment: StoredPayment; expectedVersion: number; input: PaymentInput }[] {
    return [...this.working.values()].flatMap(({ payment, expectedVersion, last }) =>
      last === null ? [] : [{ payment, expectedVersion, input: last }],
    );
  }

  paymentsOfOrder(orderId: string): StoredPayment[] {
    return this.paymentsWhere((payment) => payment.orderId === orderId);
  }

  paymentsOfCart(cartId: string): StoredPayment[] {
    return this.paymentsWhere((payment) => payment.cartId === cartId);
  }

  /**
   * A payment belongs to the first order or cart that a reference of it named, for good. Its events may bear different ones
   * (a gateway's payment and its checkout may each have their own): one that names nothing of ours does not stand in the way of another.
   */
  private bind(payment: StoredPayment, told: string | null): StoredPayment {
    if (payment.orderId !== null) return payment;
    const names = payment.cartId === null ? [payment.reference, told] : [payment.cartId];
    const home = names.flatMap((name) => this.homeOf(name))[0];
    if (home === undefined) return payment;
    return { ...payment, ...home, reference: payment.cartId === null ? home.reference : payment.reference };
  }

  private homeOf(name: string | null): Pick<StoredPayment, 'orderId' | 'cartId' | 'reference'>[] {
    if (name === null) return [];
    const home = cartNameOf(name);
    const order = this.orders.get(home);
    if (order) return [{ orderId: order.id, cartId: order.cartId, reference: name }];
    const cart = this.carts.get(home);
    return cart ? [{ orderId: null, cartId: cart.id, reference: name }] : [];
  }

  private paymentsWhere(matches: (payment: StoredPayment) => boolean): StoredPayment[] {
    return [...this.working.values()].map(({ payment }) => payment).filter(matches);
  }
}

type Identity = Pick<StoredPayment, 'id' | 'provider' | 'transactionId' | 'cartId' | 'orderId' | 'version'>;

function newPayment(event: PaymentEvent): Identity {
  return {
    id: createId('pay'),
    provider: event.provider,
    transactionId: event.transactionId,
    cartId: null,
    orderId: null,
    version: 0,
  };
}

function transition(
  before: StoredPayment | null,
  after: StoredPayment,
  reason: string,
  input: PaymentInput,
): PaymentTransition {
  return {
    paymentId: after.id,
    version: after.version,
    fromStatus: before?.status ?? null,
    toStatus: after.status,
    reason,
    capturedDeltaMinor: after.capturedMinor - (before?.capturedMinor ?? 0n),
    refundedDeltaMinor: after.refundedMinor - (before?.refundedMinor ?? 0n),
    disputedDeltaMinor: after.disputedMinor - (before?.disputedMinor ?? 0n),
    cause: input.cause,
    occurredAt: input.event.occurredAt,
  };
}
