import { Inject, Injectable, Logger } from '@nestjs/common';
import { GatewayUnavailableError } from '../common/errors.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
import { DatabaseService } from '../database/database.service.js';
import { Breakers } from '../gateways/breakers.service.js';
import { GatewayRegistry } from '../gateways/gateway.registry.js';
import { MetricsService } from '../metrics/metrics.service.js';
import { announceCarts } from '../orders/cart.announcement.js';
import { CartRepository } from '../orders/cart.repository.js';
import { OrderRepository, type StoredOrder } from '../orders/order.repository.js';
import { PaymentApplier } from '../payments/apply-payment-event.js';
import type { PaymentEvent } from '../payments/payment-event.js';
import { type OverdueOrder, ReconciliationRepository } from './reconciliation.repository.js';

const ORDERS_PER_RUN = 50;
const CAUSE = 'maintenance';

/** Phases in which a gateway still expects the money. */
const UNDECIDED = new Set(['pending', 'authorized']);

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
    private readonly gateways: GatewayRegistry,
    private readonly breakers: Breakers,
    private readonly applier: PaymentApplier,
    private readonly carts: CartRepository,
    private readonly orders: OrderRepository,
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
    const receivedAt = new Date();
    const inputs = told.map((event) => ({ event, cause: CAUSE, receivedAt }));
    await this.database.transaction((tx) => this.applier.apply(tx, order.tenantId, inputs));
    if (told.some(isUndecided)) return false;
    if (await this.repository.mayBePaidNamelessly(order)) {
      this.logger.warn(
        { orderId: order.id },
        'order not expired: a payment of its amount without a reference may be its own',
      );
      return false;
    }
    return this.cancel(order);
  }

  /** What all gateways know of the order; null when one of them could not be asked. */
  private async ask({ id, cartId, reference }: OverdueOrder): Promise<PaymentEvent[] | null> {
    const names = [cartId, id, reference].filter((name) => name !== null);
    const events: PaymentEvent[] = [];
    for (const gateway of this.gateways.all()) {
      for (const name of names) {
        try {
          events.push(...(await this.breakers.run(gateway.name, () => gateway.findByReference(name))));
        } catch (error) {
          const code = error instanceof GatewayUnavailableError ? error.code : 'internal_error';
          this.logger.warn(
            { provider: gateway.name, orderId: id, code },
            'order not expired: the gateway could not be asked',
          );
          return null;
        }
      }
    }
    return events;
  }

  private async cancel({ id, tenantId, cartId }: OverdueOrder): Promise<boolean> {
    const canceled = await this.database.transaction(async (tx) => {
      await this.carts.lock(tx, tenantId, [cartId]);
      const [order] = await this.orders.lock(tx, tenantId, { idsOrReferences: [], cartIds: [cartId] });
      if (!order || order.status !== 'pending' || !['awaiting_payment', 'failed'].includes(order.paymentStatus))
        return false;
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

function isUndecided({ facts }: PaymentEvent): boolean {
  return facts.some((fact) => fact.kind === 'phase' && UNDECIDED.has(fact.phase));
}
