import { Injectable, Logger } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';
import { IdempotencyRepository } from '../idempotency/idempotency.repository.js';
import { CartRepository } from '../orders/cart.repository.js';
import { CheckoutService } from '../orders/checkout.service.js';
import { EarlyResultRepository } from '../orders/early-result.repository.js';
import { OrderRepository } from '../orders/order.repository.js';
import { FollowUps } from './follow-up.service.js';
import { OrderExpiry } from './order-expiry.service.js';
import { ReconciliationRepository, type Straggler } from './reconciliation.repository.js';

const MAX_STRAGGLERS = 100;
const MAX_KEYS = 10_000;

/** What one run of the maintenance did. */
export interface MaintenanceReport {
  readonly expiredResults: number;
  /** Idempotency keys whose day is over. */
  readonly expiredKeys: number;
  readonly attachedCarts: number;
  readonly canceledOrders: number;
  /** Sessions, payments and orders that the gateways were asked about. */
  readonly followedUp: number;
}

/** The recurring clean-up: results that expired, payments that slipped by their order, orders that nobody paid, and what waits. */
@Injectable()
export class MaintenanceService {
  private readonly logger = new Logger('Maintenance');

  constructor(
    private readonly database: DatabaseService,
    private readonly repository: ReconciliationRepository,
    private readonly checkout: CheckoutService,
    private readonly carts: CartRepository,
    private readonly orders: OrderRepository,
    private readonly earlyResults: EarlyResultRepository,
    private readonly expiry: OrderExpiry,
    private readonly followUps: FollowUps,
    private readonly keys: IdempotencyRepository,
  ) {}

  /** Runs once; doing it twice, or in two processes at once, changes nothing more. A step that fails does not stop the next. */
  async run(): Promise<MaintenanceReport> {
    const report = {
      expiredResults: await this.step('expired results', () => this.earlyResults.removeExpired(this.database.pool)),
      expiredKeys: await this.step('expired keys', () => this.keys.removeExpired(MAX_KEYS)),
      attachedCarts: await this.step('stragglers', () => this.attachStragglers()),
      canceledOrders: await this.step('overdue orders', () => this.expiry.run()),
      followedUp: await this.step('follow-ups', () => this.followUps.run()),
    };
    if (Object.values(report).some((count) => count > 0)) this.logger.log(report, 'maintenance');
    return report;
  }

  private async step(name: string, work: () => Promise<number>): Promise<number> {
    try {
      return await work();
    } catch (error) {
      this.logger.error({ err: error, step: name }, 'maintenance step failed');
      return 0;
    }
  }

  private async attachStragglers(): Promise<number> {
    const stragglers = await this.repository.stragglers(MAX_STRAGGLERS);
    for (const straggler of stragglers) await this.attach(straggler);
    return stragglers.length;
  }

  private async attach({ tenantId, cartId }: Straggler): Promise<void> {
    await this.database.transaction(async (tx) => {
      const [cart] = await this.carts.lock(tx, tenantId, [cartId]);
      const [order] = await this.orders.lock(tx, tenantId, { idsOrReferences: [], cartIds: [cartId] });
      if (cart && order) await this.checkout.attachWaiting(tx, tenantId, cart, order, 'maintenance');
    });
  }
}
