import type { GatewayName } from '../../apps/sandbox/src/sandbox.js';
import type { PlannedDelivery } from '../support/load.js';
import type { LocalStage } from '../support/local-stage.js';
import type { SeededRandom } from '../support/random.js';
import { expectedOrder, NEW_ORDER, type ExpectedOrder } from './order.reference.js';
import { PaymentStory } from './payment.story.js';

const CARTS = 24;
const GATEWAYS: readonly GatewayName[] = ['stripe', 'wompi', 'mercadopago'];
const STEPS_PER_PAYMENT = 5;

/** A cart with its payments. One with a reference of the merchant's may be made after it was paid. */
interface SimulatedCart {
  id: string | null;
  readonly reference: string | null;
  readonly amount: number;
  readonly payments: readonly PaymentStory[];
  /** Shoppers who never press the button leave their cart open. */
  readonly abandoned: boolean;
  completed: boolean;
}

/** How much of what happened, so that a run that did nothing is noticed. */
export interface Happenings {
  sent: number;
  repeated: number;
  dropped: number;
  forged: number;
  completedEarly: number;
}

/** A shop with its shoppers and gateways, driven by chance through the real doors. */
export class ShopSimulation {
  readonly happened: Happenings = { sent: 0, repeated: 0, dropped: 0, forged: 0, completedEarly: 0 };
  private readonly carts: SimulatedCart[] = [];
  /** Told by a gateway, not delivered yet. */
  private waiting: PlannedDelivery[] = [];
  /** Lost on the way; the gateway sends them again in the end. */
  private dropped: PlannedDelivery[] = [];

  constructor(
    private readonly stage: LocalStage,
    private readonly random: SeededRandom,
  ) {}

  async run(): Promise<void> {
    for (let index = 0; index < CARTS; index++) this.carts.push(await this.newCart(index));
    const steps = this.carts.flatMap(({ payments }) =>
      payments.flatMap((payment) => Array.from({ length: STEPS_PER_PAYMENT }, () => payment)),
    );
    for (const payment of this.random.shuffled(steps)) {
      this.waiting.push(...payment.step());
      if (this.random.chance(0.25)) await this.deliverSome();
      if (this.random.chance(0.1)) await this.goOn(this.random.pick(this.carts));
    }
    await this.goOnAll();
    while (this.waiting.length > 0) await this.deliverSome();
    await this.deliver(this.random.shuffled(this.dropped));
  }

  /** What every payment, order and open cart is, where it is not what it must be. */
  async differences(): Promise<string[]> {
    const found = await Promise.all(this.carts.map((cart) => this.differencesOf(cart)));
    return found.flat();
  }

  private async newCart(index: number): Promise<SimulatedCart> {
    const amount = 1_000_000 + 100 * index;
    const reference = this.random.chance(0.25) ? `WC-${this.random.seed}-${index}` : null;
    const late = reference !== null && this.random.chance(0.5);
    const id = late ? null : await this.create(amount, reference);
    const count = this.random.chance(0.3) ? 2 : 1;
    const payments = Array.from({ length: count }, () => this.newPayment(reference ?? id ?? '', amount, count === 1));
    return { id, reference, amount, payments, abandoned: !late && this.random.chance(0.2), completed: false };
  }

  private newPayment(reference: string, price: number, alone: boolean): PaymentStory {
    const gateway = this.random.pick(GATEWAYS);
    const wrong = this.random.chance(0.12);
    // Wompi knows pesos alone.
    const currency = gateway !== 'wompi' && this.random.chance(0.05) ? 'USD' : 'COP';
    const amount = wrong ? price + this.random.pick([-100, 100]) : price;
    const mayVoid = alone && !wrong;
    return new PaymentStory(this.stage.sandbox, this.random, { gateway, reference, amount, currency, mayVoid });
  }

  /** The cart is made, or completed, or completed once more. */
  private async goOn(cart: SimulatedCart): Promise<void> {
    if (cart.id === null) {
      cart.id = await this.create(cart.amount, cart.reference);
      return;
    }
    if (cart.abandoned) return;
    await this.stage.market.complete(cart.id);
    if (!cart.completed) this.happened.completedEarly++;
    cart.completed = true;
  }

  private async goOnAll(): Promise<void> {
    for (const cart of this.random.shuffled(this.carts)) {
      await this.goOn(cart);
      if (!cart.completed) await this.goOn(cart);
    }
  }

  private async create(amount: number, reference: string | null): Promise<string> {
    const { url, application } = this.stage;
    const response = await fetch(`${url}/store/carts`, {
      method: 'POST',
      headers: { authorization: `Bearer ${application.keys.secret}`, 'content-type': 'application/json' },
      body: JSON.stringify({ currency: 'COP', amount, ...(reference === null ? {} : { reference }) }),
    });
    if (response.status !== 201) throw new Error(`cart refused: ${response.status} ${await response.text()}`);
    return ((await response.json()) as { cart: { id: string } }).cart.id;
  }

  /** Some of what waits, in no order: a few are lost, a few come several times, a few are forged on the way. */
  private async deliverSome(): Promise<void> {
    this.waiting = this.random.shuffled(this.waiting);
    const batch = this.waiting.splice(0, this.random.integer(1, 12));
    const lost = batch.filter(() => this.random.chance(0.15));
    this.dropped.push(...lost);
    this.happened.dropped += lost.length;
    await this.deliver(batch.filter((delivery) => !lost.includes(delivery)));
  }

  private async deliver(batch: readonly PlannedDelivery[]): Promise<void> {
    const again = batch.filter(() => this.random.chance(0.3));
    const forged = batch.filter(({ provider }) => provider === 'wompi' && this.random.chance(0.5)).map(forgedCopy);
    this.happened.sent += batch.length;
    this.happened.repeated += again.length;
    this.happened.forged += forged.length;
    const all = this.random.shuffled([...batch, ...again, ...forged]);
    const sent = await this.stage.send(all, { concurrency: 12, maxAttempts: 1 });
    const refused = sent.filter(({ acknowledgedAs }) => acknowledgedAs === null);
    if (refused.length > 0) throw new Error(`not acknowledged: ${JSON.stringify(refused)}`);
  }

  private async differencesOf(cart: SimulatedCart): Promise<string[]> {
    const payments = await Promise.all(cart.payments.map((payment) => this.differenceOfPayment(payment)));
    const order = cart.completed ? await this.differenceOfOrder(cart) : await this.differenceOfCart(cart);
    return [...payments, order].filter((difference) => difference !== null);
  }

  private async differenceOfPayment(payment: PaymentStory): Promise<string | null> {
    const rows = await this.stage.rows<{ found: string }>(
      `SELECT concat_ws(' ', phase, status, captured_minor, refunded_minor, disputed_minor, currency) AS found
         FROM payments WHERE provider = $1 AND transaction_id = $2`,
      [payment.settings.gateway, payment.id],
    );
    const { phase, status, capturedMinor, refundedMinor, disputedMinor, currency } = payment.expected();
    const expected = [phase, status, capturedMinor, refundedMinor, disputedMinor, currency].join(' ');
    const found = rows.map((row) => row.found).join(' and ');
    return found === expected ? null : `${payment.settings.gateway} ${payment.id} is ${found}, not ${expected}`;
  }

  private async differenceOfOrder({ id, amount, payments }: SimulatedCart): Promise<string | null> {
    const rows = await this.stage.rows<ExpectedOrder>(
      `SELECT status, payment_status AS "paymentStatus", review_reason AS "reviewReason" FROM orders WHERE cart_id = $1`,
      [id],
    );
    const price = { amountMinor: BigInt(amount), currency: 'COP' };
    const expected = expectedOrder(
      price,
      NEW_ORDER,
      payments.map((payment) => payment.expected()),
    );
    const [order] = rows;
    const same =
      rows.length === 1 && order?.status === expected.status && order.paymentStatus === expected.paymentStatus;
    // Of several reasons the first to be seen stays, and which one that is depends on the order of arrival.
    const reasoned = (order?.reviewReason === null) === (expected.reviewReason === null);
    return same && reasoned ? null : `the order of ${id} is ${JSON.stringify(rows)}, not ${JSON.stringify(expected)}`;
  }

  /** A shopper who has not completed the cart is told of an approval that holds, and of none that does not. */
  private async differenceOfCart({ id, amount, payments }: SimulatedCart): Promise<string | null> {
    const approved = payments.some((payment) => {
      const { phase, status, capturedMinor, currency } = payment.expected();
      const held = phase === 'authorized' ? BigInt(payment.settings.amount) : capturedMinor;
      const holds = ['authorized', 'captured', 'partially_refunded'].includes(status);
      return holds && held === BigInt(amount) && currency === 'COP';
    });
    const response = await fetch(`${this.stage.url}/store/payment-status/${id}`, {
      headers: { 'x-publishable-api-key': this.stage.application.keys.publishable },
    });
    const { payment_result: result } = (await response.json()) as { payment_result?: { status: string } };
    const told = result?.status === 'approved';
    return told === approved ? null : `${id} is told ${result?.status ?? 'nothing'}, approved: ${approved}`;
  }
}

/** Verifies all the same: Wompi's checksum does not cover the reference. */
function forgedCopy(delivery: PlannedDelivery): PlannedDelivery {
  const event = JSON.parse(delivery.request.body) as { data: { transaction: Record<string, unknown> } };
  const transaction = { ...event.data.transaction, reference: 'forged', customer_email: 'thief@example.com' };
  const body = JSON.stringify({ ...event, data: { ...event.data, transaction } });
  return { ...delivery, request: { ...delivery.request, body } };
}
