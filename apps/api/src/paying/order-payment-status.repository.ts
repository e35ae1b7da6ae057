import { Injectable } from '@nestjs/common';
import { ID_PATTERN } from '../common/ids.js';
import { DatabaseService } from '../database/database.service.js';
import { OrderRepository, type StoredOrder } from '../orders/order.repository.js';

/** A payment as a shopper may see it. */
export interface ShownPayment {
  readonly provider: string;
  readonly transactionId: string;
  readonly status: string;
  readonly method: string | null;
}

/** An order with its payments, for whoever waits for it to be paid. */
@Injectable()
export class OrderPaymentStatusRepository {
  constructor(
    private readonly database: DatabaseService,
    private readonly orders: OrderRepository,
  ) {}

  async find(
    tenantId: string,
    orderId: string,
  ): Promise<{ readonly order: StoredOrder; readonly payments: readonly ShownPayment[] } | null> {
    const { pool } = this.database;
    const order = ID_PATTERN.test(orderId) ? await this.orders.find(pool, tenantId, 'id', orderId) : null;
    if (order === null) return null;
    const { rows } = await pool.query<ShownPayment>(
      `SELECT provider, transaction_id AS "transactionId", status, method FROM payments
       WHERE tenant_id = $1 AND order_id = $2 ORDER BY created_at, id LIMIT 100`,
      [tenantId, order.id],
    );
    return { order, payments: rows };
  }
}
