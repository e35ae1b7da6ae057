import type { GatewayName, Sandbox } from '../../apps/sandbox/src/sandbox.js';
import type { Answer, Shop } from '../support/shop.js';
import { until } from '../support/until.js';

export const GATEWAYS: readonly GatewayName[] = ['wompi', 'mercadopago', 'stripe'];
export const AUTHORIZED: Readonly<Record<'mercadopago' | 'stripe', string>> = {
  mercadopago: 'authorized',
  stripe: 'requires_capture',
};

export interface Operation {
  readonly id: string;
  readonly kind: string;
  readonly status: string;
  readonly amount: number;
  readonly gateway_id: string | null;
  readonly error: { code: string } | null;
}

export interface Paid {
  readonly cart: string;
  readonly gateway: GatewayName;
  readonly transactionId: string;
  readonly paymentId: string;
}

interface ListedPayment {
  readonly id: string;
  readonly status: string;
  readonly refunded_amount: number;
}

/** Where a merchant does something with payments, and looks at what the gateway says of them. */
export class RefundDesk {
  constructor(
    private readonly shop: Shop,
    private readonly sandbox: () => Sandbox,
  ) {}

  /** An order that was paid at a gateway, its webhook worked. */
  async paid(gateway: GatewayName, amount = 5_000_000, status?: string): Promise<Paid> {
    const cart = await this.shop.cart(amount);
    await this.shop.complete(cart);
    const made = this.sandbox().control.makeTransaction({
      gateway,
      reference: cart,
      amount,
      ...(status === undefined ? {} : { status }),
    });
    await until(`${gateway} told of the payment of ${cart}`, async () => {
      const [payment] = await this.payments(cart);
      return payment !== undefined && payment.status !== 'pending';
    });
    const [payment] = await this.payments(cart);
    return { cart, gateway, transactionId: made.transaction.id, paymentId: (payment as ListedPayment).id };
  }

  async payments(reference: string): Promise<readonly ListedPayment[]> {
    const { body } = await this.shop.merchant<{ data: ListedPayment[] }>('GET', `/api/payments?reference=${reference}`);
    return body.data;
  }

  async payment({ cart }: Pick<Paid, 'cart'>): Promise<ListedPayment> {
    return (await this.payments(cart))[0] as ListedPayment;
  }

  refund({ paymentId }: Paid, body: object = {}): Promise<Answer<{ data: Operation; code?: string }>> {
    return this.shop.merchant('POST', `/api/payments/${paymentId}/refunds`, body);
  }

  capture({ paymentId }: Paid, body: object = {}): Promise<Answer<{ data: Operation; code?: string }>> {
    return this.shop.merchant('POST', `/api/payments/${paymentId}/capture`, body);
  }

  void({ paymentId }: Paid): Promise<Answer<{ data: Operation; code?: string }>> {
    return this.shop.merchant('POST', `/api/payments/${paymentId}/void`);
  }

  async refunds({ paymentId }: Paid): Promise<readonly (Operation & { origin: string })[]> {
    const { body } = await this.shop.merchant<{ data: (Operation & { origin: string })[] }>(
      'GET',
      `/api/refunds?payment_id=${paymentId}`,
    );
    return body.data;
  }

  /** Waits until a payment is in a status; the webhook or the operation brings it there. */
  async untilPayment(paid: Paid, status: string): Promise<void> {
    await until(`the payment of ${paid.cart} is ${status}`, async () => (await this.payment(paid)).status === status);
  }

  async untilRefunds(paid: Paid, done: (refunds: readonly Operation[]) => boolean): Promise<void> {
    await until(`the refunds of ${paid.cart} are done`, async () => done(await this.refunds(paid)), 25_000);
  }

  /** What the gateway itself has given back. */
  given({ gateway, transactionId: id }: Paid): number {
    return this.sandbox().control.findTransaction({ gateway, id }).refunded_amount;
  }

  /** What the gateway itself calls the payment. */
  statusThere({ gateway, transactionId: id }: Paid): string {
    return this.sandbox().control.findTransaction({ gateway, id }).status;
  }
}

export const QUICK = {
  GATEWAY_TIMEOUT: '1s',
  WEBHOOK_SWEEP_INTERVAL: '100ms',
  WEBHOOK_BREAKER_OPEN: '100ms',
  RATE_LIMIT_ENABLED: 'false',
};
