import { Inject, Injectable, Logger } from '@nestjs/common';
import { GatewayUnavailableError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { announceCarts } from '../orders/cart.announcement.js';
import { CartRepository } from '../orders/cart.repository.js';
import { OrderRepository, type StoredOrder } from '../orders/order.repository.js';
import { PaymentSessionRepository } from '../paying/payment-session.repository.js';
import type { PaymentEvent } from '../payments/payment-event.js';
import { followedUntil, followUpWaitMs, nextLook } from './follow-up.schedule.js';
import { GatewayInquiry, isUndecided } from './gateway.inquiry.js';
import { type OverdueOrder, ReconciliationRepository } from './reconciliation.repository.js';

const ORDERS_PER_RUN = 50;
const CAUSE = 'maintenance';

/**
 * Cancels the orders that nobody paid in time, but not on our word alone: the webhook may be what got lost, so every gateway
 * is asked first, and what it says is applied as if it had told us. A gateway that does not answer, or still waits for the
 * shopper, postpones the end.
 */
@Injectable()
export class OrderExpiry {
  private readonly logger = new Logger('OrderExpiry');
  /** Where the last run ended; null: begin with the oldest. */
  private last: OverdueOrder | null = null;

  constructor(
    private readonly repository: ReconciliationRepository,
    private readonly database: DatabaseService,
    private readonly inquiry: GatewayInquiry,
    private readonly carts: CartRepository,
    private readonly orders: OrderRepository,
    private readonly sessions: PaymentSessionRepository,
    private readonly metrics: MetricsService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  /**
   * Goes on through the overdue orders from where the last run ended. An order that has to wait, or that fails, does not keep
   * the ones behind it from their turn. Returns how many it canceled.
   */
  async run(): Promise<number> {
    const { paymentTimeoutMs } = this.config.orders;
    const page = await this.repository.overdueOrders(paymentTimeoutMs, this.last, ORDERS_PER_RUN);
    // Every order is a handful of calls to each gateway: a clean-up must not use up what the webhooks need.
    this.last = page.length < ORDERS_PER_RUN ? null : (page.at(-1) ?? null);
    let canceled = 0;
    for (const order of page) if (await this.expireQuietly(order)) canceled++;
    return canceled;
  }

  private async expireQuietly(order: OverdueOrder): Promise<boolean> {
    try {
      return await this.expire(order);
    } catch (error) {
      this.logger.error({ err: error, orderId: order.id }, 'order could not be expired');
      return false;
    }
  }

  private async expire(order: OverdueOrder): Promise<boolean> {
    const told = await this.ask(order);
    if (told === null) return false;
    await this.inquiry.apply(order.tenantId, told, CAUSE);
    if (!told.some(isUndecided) && !(await this.mayBePaid(order))) return this.cancel(order);
    await this.postpone(order, told);
    return false;
  }

  private async mayBePaid(order: OverdueOrder): Promise<boolean> {
    const maybe = await this.repository.mayBePaidNamelessly(order);
    if (maybe) {
      this.logger.warn(
        { orderId: order.id },
        'order not expired: a payment of its amount without a reference may be its own',
      );
    }
    return maybe;
  }

  /** What all gateways know of the order, by every attempt to pay it; null when one of them could not be asked. */
  private async ask({ id, tenantId, cartId, reference }: OverdueOrder): Promise<PaymentEvent[] | null> {
    try {
      const attempts = await this.sessions.referencesOfCart(this.database.pool, tenantId, cartId);
      const names = new Set([cartId, id, reference, ...attempts].filter((name) => name !== null));
      return await this.inquiry.byNames([...names]);
    } catch (error) {
      const code = error instanceof GatewayUnavailableError ? error.code : 'internal_error';
      this.logger.warn({ orderId: id, code }, 'order not expired: a gateway could not be asked');
      return null;
    }
  }

  /** Cash may be paid for days: such an order is asked about less and less often, like everything that waits. */
  private async postpone(order: OverdueOrder, told: readonly PaymentEvent[]): Promise<void> {
    const method = told.find(isUndecided)?.method ?? null;
    const next = nextLook(order.checks + 1, new Date(), followedUntil(method, order.createdAt));
    await this.repository.postpone(order, next ?? new Date(Date.now() + followUpWaitMs(order.checks + 1)));
  }

  private async cancel({ id, tenantId, cartId }: OverdueOrder): Promise<boolean> {
    const canceled = await this.database.transaction(async (tx) => {
      await this.carts.lock(tx, tenantId, [cartId]);
      const [order] = await this.orders.lock(tx, tenantId, { idsOrReferences: [], cartIds: [cartId] });
      if (!order || order.status !== 'pending' || !['awaiting_payment', 'failed'].includes(order.paymentStatus))
        return false;
      // Its end would come between the gateway's page and the money: the next run cancels it, if nothing came.
      if (await this.sessions.isBeingPaid(tx, tenantId, cartId)) return false;
      const next: StoredOrder = { ...order, status: 'canceled', paymentStatus: 'canceled', version: order.version + 1 };
      await this.orders.update(tx, tenantId, [
        { before: order, next, reason: 'payment_timeout', paymentId: null, cause: CAUSE },
      ]);
      await announceCarts(tx, [cartId]);
      return true;
    });
    if (canceled) {
      this.metrics.canceledOrders.inc();
      this.logger.warn({ orderId: id }, 'order canceled: nobody paid it in time');
    }
    return canceled;
  }
}
