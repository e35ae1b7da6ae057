import type { GatewayName, Sandbox } from '../../apps/sandbox/src/sandbox.js';
import type { PaymentEvent, PaymentFact, PaymentPhase } from '../../apps/api/src/payments/payment-event.js';
import type { PlannedDelivery } from '../support/load.js';
import type { SeededRandom } from '../support/random.js';
import { expectedPayment, type ExpectedPayment } from './payment.reference.js';

/** Where a payment may begin, and where it may go from there; of ever higher authority, as gateways do it. */
interface Path {
  readonly status: string;
  readonly phase: PaymentPhase;
  readonly next: readonly string[];
}

const PATHS: Readonly<Record<GatewayName, readonly Path[]>> = {
  stripe: [
    { status: 'processing', phase: 'pending', next: ['payment_failed', 'succeeded', 'canceled'] },
    { status: 'requires_action', phase: 'pending', next: ['payment_failed', 'requires_capture', 'succeeded'] },
    { status: 'payment_failed', phase: 'failed', next: ['succeeded', 'canceled'] },
    { status: 'requires_capture', phase: 'authorized', next: ['succeeded', 'canceled'] },
    { status: 'canceled', phase: 'canceled', next: [] },
    { status: 'succeeded', phase: 'captured', next: [] },
  ],
  mercadopago: [
    { status: 'pending', phase: 'pending', next: ['approved', 'cancelled', 'rejected'] },
    { status: 'in_process', phase: 'pending', next: ['approved', 'rejected'] },
    { status: 'authorized', phase: 'authorized', next: ['approved', 'cancelled'] },
    { status: 'rejected', phase: 'failed', next: [] },
    { status: 'cancelled', phase: 'canceled', next: [] },
    { status: 'approved', phase: 'captured', next: [] },
  ],
  wompi: [
    { status: 'PENDING', phase: 'pending', next: ['APPROVED', 'DECLINED', 'ERROR'] },
    { status: 'DECLINED', phase: 'failed', next: [] },
    { status: 'ERROR', phase: 'failed', next: [] },
    { status: 'APPROVED', phase: 'captured', next: [] },
  ],
};

/** What Stripe tells of each change; the others tell one thing of any. */
const STRIPE_EVENTS: Readonly<Record<string, readonly string[]>> = {
  processing: ['payment_intent.processing'],
  requires_action: ['payment_intent.requires_action'],
  payment_failed: ['payment_intent.payment_failed', 'charge.failed'],
  requires_capture: ['payment_intent.amount_capturable_updated', 'charge.succeeded'],
  canceled: ['payment_intent.canceled'],
  succeeded: ['payment_intent.succeeded'],
  refund: ['refund.created', 'charge.refunded', 'refund.updated'],
  opened: ['charge.dispute.created', 'charge.dispute.funds_withdrawn'],
  won: ['charge.dispute.closed', 'charge.dispute.funds_reinstated'],
  lost: ['charge.dispute.closed'],
};

export interface StorySettings {
  readonly gateway: GatewayName;
  readonly reference: string;
  readonly amount: number;
  readonly currency: string;
  /** May it be voided? Where several payments meet, that is not a question of the set of facts alone. */
  readonly mayVoid: boolean;
}

/** One payment at a gateway: it goes its way there step by step, and remembers by itself what became of it. */
export class PaymentStory {
  id = '';
  private readonly facts: PaymentFact[] = [];
  private path: Path | null = null;
  private refunded = 0;
  private dispute: 'none' | 'opened' | 'closed' = 'none';
  private voided = false;

  constructor(
    private readonly sandbox: Sandbox,
    private readonly random: SeededRandom,
    readonly settings: StorySettings,
  ) {}

  /** Takes one step, if there is one to take. Returns what the gateway tells of it. */
  step(): PlannedDelivery[] {
    if (this.path === null) return this.begin();
    if (this.path.next.length > 0) return this.move(this.random.pick(this.path.next));
    return this.path.phase === 'captured' && !this.voided ? this.giveBack() : [];
  }

  /** What the payment must be once everything is told. */
  expected(): ExpectedPayment & { readonly currency: string } {
    const { amount, currency } = this.settings;
    const events = this.facts.map((fact, index): PaymentEvent => {
      const money = { amountMinor: BigInt(amount), currency };
      const what = { provider: this.settings.gateway, transactionId: this.id, reference: null, method: null };
      return { ...what, amount: money, occurredAt: new Date(index), facts: [fact] };
    });
    return { ...expectedPayment(events), currency };
  }

  private begin(): PlannedDelivery[] {
    const { gateway, reference, amount, currency } = this.settings;
    const paid = PATHS[gateway].at(-1) as Path;
    this.path = this.random.chance(0.4) ? paid : this.random.pick(PATHS[gateway]);
    const input = { gateway, reference, amount, currency, status: this.path.status, deliver: false };
    this.id = this.sandbox.control.makeTransaction(input).transaction.id;
    return this.told({ kind: 'phase', phase: this.path.phase }, this.path.status);
  }

  private move(status: string): PlannedDelivery[] {
    this.path = PATHS[this.settings.gateway].find((path) => path.status === status) as Path;
    this.sandbox.control.changeStatus({ ...this.key(), status, deliver: false });
    return this.told({ kind: 'phase', phase: this.path.phase }, status);
  }

  /** A refund, a dispute, the end of a dispute or a void; nothing where the gateway has no such thing. */
  private giveBack(): PlannedDelivery[] {
    if (this.settings.gateway === 'wompi') return this.voidIt();
    if (this.dispute === 'opened') return this.closeDispute();
    if (this.dispute === 'closed') return [];
    return this.random.chance(0.7) ? this.refund() : this.openDispute();
  }

  private voidIt(): PlannedDelivery[] {
    if (!this.settings.mayVoid) return [];
    this.voided = true;
    this.sandbox.control.void({ ...this.key(), deliver: false });
    return this.told({ kind: 'phase', phase: 'voided' }, 'void');
  }

  private refund(): PlannedDelivery[] {
    const left = this.settings.amount - this.refunded;
    if (left === 0) return [];
    const amount = this.random.chance(0.3) ? left : Math.min(left, 100 * this.random.integer(1, 4_000));
    this.refunded += amount;
    this.sandbox.control.refund({ ...this.key(), amount, deliver: false });
    const refundId = `refund ${this.refunded}`;
    return this.told({ kind: 'refund', refundId, amountMinor: BigInt(amount), status: 'succeeded' }, 'refund');
  }

  private openDispute(): PlannedDelivery[] {
    this.dispute = 'opened';
    this.sandbox.control.dispute({ ...this.key(), outcome: 'opened', deliver: false });
    return this.told(this.disputed('open'), 'opened');
  }

  private closeDispute(): PlannedDelivery[] {
    this.dispute = 'closed';
    const outcome = this.random.pick(['won', 'lost'] as const);
    this.sandbox.control.dispute({ ...this.key(), outcome, deliver: false });
    return this.told(this.disputed(outcome), outcome);
  }

  private disputed(status: 'open' | 'won' | 'lost'): PaymentFact {
    return { kind: 'dispute', disputeId: 'dispute', amountMinor: BigInt(this.settings.amount), status };
  }

  private told(fact: PaymentFact, change: string): PlannedDelivery[] {
    this.facts.push(fact);
    const { gateway } = this.settings;
    const types = gateway === 'stripe' ? (STRIPE_EVENTS[change] ?? []) : [undefined];
    return types.map((type) => ({
      provider: gateway,
      request: this.sandbox.control.buildRequest({ ...this.key(), ...(type === undefined ? {} : { type }) }),
    }));
  }

  private key(): { gateway: GatewayName; id: string } {
    return { gateway: this.settings.gateway, id: this.id };
  }
}
