import { setTimeout as wait } from 'node:timers/promises';
import type { GatewayName, Sandbox } from '../../apps/sandbox/src/sandbox.js';
import type { PlannedDelivery } from './load.js';
import { PROCESS_KEYS } from './process.js';

/** What the gateway knows of one payment: the truth that the database is compared with. */
export interface TruePayment {
  readonly provider: GatewayName;
  readonly transactionId: string;
  readonly cartId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly approved: boolean;
}

export interface Payment {
  readonly truth: TruePayment;
  /** What the gateway tells of it, signed, not sent yet. */
  readonly deliveries: readonly PlannedDelivery[];
}

const GATEWAYS: readonly GatewayName[] = ['stripe', 'wompi', 'mercadopago'];
const PAID: Readonly<Record<GatewayName, string>> = { wompi: 'APPROVED', mercadopago: 'approved', stripe: 'succeeded' };
const REFUSED: Readonly<Record<GatewayName, string>> = {
  wompi: 'DECLINED',
  mercadopago: 'rejected',
  stripe: 'payment_failed',
};
/** What a gateway tells of a new payment: Stripe two things at once. */
const EVENTS: Readonly<Record<GatewayName, (approved: boolean) => readonly (string | undefined)[]>> = {
  wompi: () => [undefined],
  mercadopago: () => [undefined],
  stripe: (approved) =>
    approved ? ['payment_intent.succeeded', 'charge.succeeded'] : ['payment_intent.payment_failed', 'charge.failed'],
};

const RETRY_MS = 50;
const MAX_TRIES = 400;

/** Shoppers with carts, and the gateways at which they pay. */
export class Market {
  readonly truth: TruePayment[] = [];
  readonly completed = new Set<string>();
  private carts = 0;

  /** @param url where the storefront calls the API, asked for each call. */
  constructor(
    private readonly sandbox: Sandbox,
    private readonly url: () => string,
  ) {}

  /** Makes `count` carts, completes every second one, and a payment for each; every fifth is refused. */
  async payments(count: number, gateways: readonly GatewayName[] = GATEWAYS): Promise<Payment[]> {
    const payments: Payment[] = [];
    for (let index = 0; index < count; index++) {
      const gateway = gateways[index % gateways.length] as GatewayName;
      const amount = 1_000_000 + 100 * this.carts++;
      const cartId = await this.cart(amount);
      if (index % 2 === 0) await this.complete(cartId);
      payments.push(this.pay(gateway, cartId, amount, index % 5 !== 4));
    }
    return payments;
  }

  /** A payment at a gateway. Nothing is sent yet. */
  pay(gateway: GatewayName, cartId: string, amount: number, approved = true, id?: string): Payment {
    const status = (approved ? PAID : REFUSED)[gateway];
    const parts = { gateway, reference: cartId, amount, status, ...(id === undefined ? {} : { id }) };
    const made = this.sandbox.control.makeTransaction({ ...parts, deliver: false });
    const { id: transactionId, currency } = made.transaction;
    const truth = { provider: gateway, transactionId, cartId, amountMinor: BigInt(amount), currency, approved };
    this.truth.push(truth);
    const deliveries = EVENTS[gateway](approved).map((type) => ({
      provider: gateway,
      request: this.sandbox.control.buildRequest({ gateway, id: transactionId, ...(type ? { type } : {}) }),
    }));
    return { truth, deliveries };
  }

  async cart(amount: number): Promise<string> {
    const { cart } = await this.call<{ cart: { id: string } }>('/store/carts', { currency: 'COP', amount });
    return cart.id;
  }

  /** As a storefront does that heard no answer: again until there is one. */
  async complete(cartId: string): Promise<void> {
    await this.call(`/store/carts/${cartId}/complete`);
    this.completed.add(cartId);
  }

  /** Completes every cart that is still open. */
  async completeAll(): Promise<void> {
    for (const { cartId } of this.truth) if (!this.completed.has(cartId)) await this.complete(cartId);
  }

  private async call<T>(path: string, body?: unknown): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const answer = await this.post(path, body);
      if (answer !== null && answer.status < 300) return answer.body as T;
      if (attempt >= MAX_TRIES || (answer !== null && answer.status < 500))
        throw new Error(`${path} was answered ${answer?.status ?? 'nothing'}`);
      await wait(RETRY_MS);
    }
  }

  private async post(path: string, body: unknown): Promise<{ status: number; body: unknown } | null> {
    const headers = { 'x-publishable-api-key': PROCESS_KEYS.publishable, 'content-type': 'application/json' };
    try {
      const response = await fetch(`${this.url()}${path}`, {
        method: 'POST',
        headers,
        body: JSON.stringify(body ?? {}),
        signal: AbortSignal.timeout(15_000),
      });
      return { status: response.status, body: await response.json() };
    } catch {
      return null;
    }
  }
}
