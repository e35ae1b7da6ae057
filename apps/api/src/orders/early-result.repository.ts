import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.service.js';

/** A payment's result that came before its order. */
export interface EarlyResult {
  readonly cartId: string;
  readonly status: 'approved' | 'rejected' | 'failed';
  readonly provider: string;
  readonly transactionId: string;
  readonly amountMinor: bigint;
  readonly currency: string;
  readonly webhookReceivedAt: Date;
}

/** Early results: readable until they expire. What they tell of is in `payments`, which never expires. */
@Injectable()
export class EarlyResultRepository {
  /** Keeps the newest result of a cart. */
  async put(tx: Transaction, tenantId: string, result: EarlyResult, ttlMs: number): Promise<void> {
    await tx.query(
      `INSERT INTO early_results (cart_id, tenant_id, status, provider, transaction_id, amount_minor, currency, webhook_received_at, expires_at)
       VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now() + $9 * interval '1 millisecond')
       ON CONFLICT (cart_id) DO UPDATE SET status = excluded.status, provider = excluded.provider,
         transaction_id = excluded.transaction_id, amount_minor = excluded.amount_minor, currency = excluded.currency,
         webhook_received_at = excluded.webhook_received_at, expires_at = excluded.expires_at`,
      [
        result.cartId,
        tenantId,
        result.status,
        result.provider,
        result.transactionId,
        result.amountMinor,
        result.currency,
        result.webhookReceivedAt,
        ttlMs,
      ],
    );
  }

  /** Removes a cart's result; with `status`, only one of that status. */
  async remove(
    tx: Transaction,
    tenantId: string,
    cartId: string,
    status: EarlyResult['status'] | null = null,
  ): Promise<void> {
    await tx.query(
      `DELETE FROM early_results WHERE tenant_id = $1 AND cart_id = $2 AND ($3::text IS NULL OR status = $3)`,
      [tenantId, cartId, status],
    );
  }

  /** The result that a storefront may still read, or null. */
  async find(tx: Pick<Transaction, 'query'>, tenantId: string, cartId: string): Promise<EarlyResult | null> {
    const { rows } = await tx.query<EarlyResult>(
      `SELECT cart_id AS "cartId", status, provider, transaction_id AS "transactionId", amount_minor AS "amountMinor", currency,
         webhook_received_at AS "webhookReceivedAt"
       FROM early_results WHERE tenant_id = $1 AND cart_id = $2 AND expires_at > now()`,
      [tenantId, cartId],
    );
    return rows[0] ?? null;
  }

  /** Removes what nobody may read any more. Returns how many. */
  async removeExpired(tx: Pick<Transaction, 'query'>): Promise<number> {
    const { rowCount } = await tx.query(`DELETE FROM early_results WHERE expires_at <= now()`);
    return rowCount ?? 0;
  }
}
