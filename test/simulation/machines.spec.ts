import { ORDER_TRANSITIONS, settleOrder } from '../../apps/api/src/orders/order.machine.js';
import type { OrderState } from '../../apps/api/src/orders/order.state.js';
import type { PaymentEvent, PaymentFact, PaymentPhase } from '../../apps/api/src/payments/payment-event.js';
import { decide, PAYMENT_TRANSITIONS } from '../../apps/api/src/payments/payment.machine.js';
import type { PaymentState } from '../../apps/api/src/payments/payment.state.js';
import { seededRandom, SeededRandom } from '../support/random.js';
import { expectedOrder, NEW_ORDER, type ExpectedOrder } from './order.reference.js';
import { expectedPayment, type ExpectedPayment } from './payment.reference.js';

const HISTORIES = 100_000;
const PRICE = { amountMinor: 1_000n, currency: 'COP' };
const PHASES: readonly PaymentPhase[] = [
  'pending',
  'failed',
  'authorized',
  'canceled',
  'captured',
  'captured',
  'voided',
];
const EPOCH = Date.UTC(2026, 10, 22);

/** One payment's story: what its gateway will say, in the order in which we will hear of it. */
interface Story {
  readonly id: string;
  readonly amountMinor: bigint;
  readonly currency: string;
}

function storyOf(random: SeededRandom, index: number): Story {
  const wrongAmount = random.chance(0.1);
  const wrongCurrency = random.chance(0.05);
  return {
    id: `t${index}`,
    amountMinor: wrongAmount ? 999n : PRICE.amountMinor,
    currency: wrongCurrency ? 'USD' : PRICE.currency,
  };
}

function eventOf(random: SeededRandom, { id, amountMinor, currency }: Story): PaymentEvent {
  const fact = factOf(random);
  const says = fact.kind === 'phase' ? { reference: 'r', amount: { amountMinor, currency }, method: 'CARD' } : null;
  // Few moments, so that many facts share one.
  const occurredAt = new Date(EPOCH + random.integer(0, 5) * 1_000);
  const silent = { reference: null, amount: null, method: null };
  return { provider: 'any', transactionId: id, occurredAt, facts: [fact], ...(says ?? silent) };
}

function factOf(random: SeededRandom): PaymentFact {
  const kind = random.next();
  if (kind < 0.55) return { kind: 'phase', phase: random.pick(PHASES) };
  if (kind < 0.75) {
    const which = random.integer(1, 3);
    const status = random.pick(['pending', 'succeeded', 'succeeded', 'failed'] as const);
    return { kind: 'refund', refundId: `r${which}`, amountMinor: BigInt(which * 200), status };
  }
  if (kind < 0.85) return { kind: 'refunded_total', totalMinor: BigInt(random.integer(0, 6) * 200) };
  const which = random.integer(1, 2);
  const status = random.pick(['open', 'won', 'lost'] as const);
  return { kind: 'dispute', disputeId: `d${which}`, amountMinor: BigInt(which * 500), status };
}

/** A payment, as the machine and as the reference have it. */
interface Compared {
  readonly heard: PaymentEvent[];
  state: PaymentState | null;
  reference: ExpectedPayment & { readonly currency: string };
}

/** What a history came to, and the first thing that was wrong with it. */
class Run {
  readonly heard: PaymentEvent[] = [];
  order: OrderState = { status: 'pending', paymentStatus: 'awaiting_payment', reviewReason: null, ...PRICE };
  expected: ExpectedOrder = NEW_ORDER;
  wrong: string | null = null;
  private readonly payments = new Map<string, Compared>();

  hear(event: PaymentEvent): void {
    this.heard.push(event);
    const known = this.payments.get(event.transactionId);
    const heard = [...(known?.heard ?? []), event];
    const before = known?.state ?? null;
    const decision = decide(before, event);
    const state = decision.kind === 'apply' ? decision.next : before;
    const reference = { ...expectedPayment(heard), currency: currencyOf(heard) };
    this.payments.set(event.transactionId, { heard, state, reference });
    if (before !== null && state !== null) this.expectEdge(before.status, state.status, PAYMENT_TRANSITIONS);
    this.compare(reference, state);
    this.settle();
  }

  /** Nobody paid in time. */
  cancel(): void {
    if (this.order.status !== 'pending' || !['awaiting_payment', 'failed'].includes(this.order.paymentStatus)) return;
    this.order = { ...this.order, status: 'canceled', paymentStatus: 'canceled' };
    this.expected = { status: 'canceled', paymentStatus: 'canceled', reviewReason: null };
  }

  private settle(): void {
    const payments = [...this.payments.values()];
    const states = payments.flatMap(({ state }, index) => (state === null ? [] : [{ id: String(index), ...state }]));
    const next = settleOrder(this.order, states);
    this.expectEdge(this.order.status, next.status, ORDER_TRANSITIONS);
    this.order = next;
    this.expected = expectedOrder(
      PRICE,
      this.expected,
      payments.map(({ reference }) => reference),
    );
    const { status, paymentStatus, reviewReason } = this.order;
    const same =
      status === this.expected.status &&
      paymentStatus === this.expected.paymentStatus &&
      reviewReason === this.expected.reviewReason;
    if (!same)
      this.wrong ??= `order ${show({ status, paymentStatus, reviewReason })} instead of ${show(this.expected)}`;
  }

  private compare(reference: ExpectedPayment, state: PaymentState | null): void {
    const same =
      state !== null &&
      state.phase === reference.phase &&
      state.status === reference.status &&
      state.capturedMinor === reference.capturedMinor &&
      state.refundedMinor === reference.refundedMinor &&
      state.disputedMinor === reference.disputedMinor;
    if (!same) this.wrong ??= `payment ${show(state)} instead of ${show(reference)}`;
  }

  private expectEdge(from: string, to: string, edges: Readonly<Record<string, readonly string[]>>): void {
    if (from !== to && !edges[from]?.includes(to)) this.wrong ??= `${from} went to ${to}`;
  }
}

function currencyOf(heard: readonly PaymentEvent[]): string {
  return heard.find(({ amount }) => amount !== null)?.amount?.currency ?? PRICE.currency;
}

function show(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) => (typeof one === 'bigint' ? `${one}` : one));
}

function historyOf(random: SeededRandom): PaymentEvent[] {
  const stories = Array.from({ length: random.integer(1, 3) }, (_, index) => storyOf(random, index));
  const told = stories.flatMap((story) => Array.from({ length: random.integer(1, 4) }, () => eventOf(random, story)));
  const again = told.filter(() => random.chance(0.3));
  return random.shuffled([...told, ...again]);
}

describe('the machines against a reference, over random histories', () => {
  it(`agree after every event of ${HISTORIES} histories, shuffled, repeated and interrupted`, () => {
    const random = seededRandom('SIMULATION_SEED', 'machines');
    const ends = new Map<string, number>();
    for (let count = 1; count <= HISTORIES; count++) {
      const run = new Run();
      for (const event of historyOf(random)) {
        run.hear(event);
        if (random.chance(0.03)) run.cancel();
      }
      // Compared by hand: a hundred thousand expectations of jest take minutes.
      if (run.wrong !== null) throw new Error(`history ${count}: ${run.wrong}\n${run.heard.map(show).join('\n')}`);
      const end = `${run.order.status}/${run.order.paymentStatus}`;
      ends.set(end, (ends.get(end) ?? 0) + 1);
    }
    // The histories are no trifles: they end everywhere.
    expect([...ends.keys()]).toEqual(
      expect.arrayContaining([
        'pending/awaiting_payment',
        'pending/failed',
        'pending/authorized',
        'completed/captured',
        'completed/partially_refunded',
        'completed/refunded',
        'completed/disputed',
        'canceled/canceled',
        'requires_review/captured',
        'requires_review/awaiting_payment',
      ]),
    );
  }, 60_000);

  it('end in the same payment in whichever order the same events come', () => {
    const random = seededRandom('SIMULATION_SEED', 'orders of arrival');
    for (let count = 1; count <= 10_000; count++) {
      const story = storyOf(random, 0);
      const told = Array.from({ length: random.integer(2, 6) }, () => eventOf(random, story));
      const ends = [told, random.shuffled(told), [...random.shuffled(told), ...told]].map((events) => {
        const state = events.reduce<PaymentState | null>((before, event) => {
          const decision = decide(before, event);
          return decision.kind === 'apply' ? decision.next : before;
        }, null);
        const { phase, status, capturedMinor, refundedMinor, disputedMinor } = state as PaymentState;
        return show({ phase, status, capturedMinor, refundedMinor, disputedMinor });
      });
      if (new Set(ends).size > 1) throw new Error(`${ends.join(' or ')}\n${told.map(show).join('\n')}`);
    }
  });
});
