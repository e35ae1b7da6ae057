import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';

/** What a run asks a gateway about by name or id, because its lists may not show it. Each list is bounded, newest first. */
@Injectable()
export class WaitingRepository {
  constructor(private readonly database: DatabaseService) {}

  /** The gateway's ids of payments whose end we do not know. */
  async undecided(tenantId: string, provider: string, limit: number): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ id: string }>(
      `SELECT transaction_id AS id FROM payments WHERE tenant_id = $1 AND provider = $2 AND phase IN ('pending', 'authorized')
         AND created_at > now() - interval '30 days' ORDER BY created_at DESC LIMIT $3`,
      [tenantId, provider, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** The gateway's ids of payments that we say were captured, by the gateway's clock, in a window. */
  async captured(tenantId: string, provider: string, since: Date, until: Date, limit: number): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ id: string }>(
      `SELECT transaction_id AS id FROM payments WHERE tenant_id = $1 AND provider = $2 AND phase = 'captured'
         AND occurred_at >= $3 AND occurred_at < $4 AND created_at >= $3::timestamptz - interval '1 day'
       ORDER BY created_at DESC LIMIT $5`,
      [tenantId, provider, since, until, limit],
    );
    return rows.map(({ id }) => id);
  }

  /** The names under which a gateway may know a payment of what waits here: sessions at it, and orders made before `before`. */
  async names(tenantId: string, provider: string, before: Date, limit: number): Promise<string[]> {
    const { rows } = await this.database.pool.query<{ name: string }>(
      `(SELECT reference AS name FROM payment_sessions WHERE tenant_id = $1 AND provider = $2 AND created_at < $3
          AND status IN ('created', 'requires_action', 'processing') ORDER BY created_at DESC LIMIT $4)
       UNION (SELECT n.name FROM (SELECT id, cart_id, reference FROM orders WHERE tenant_id = $1 AND status = 'pending'
            AND created_at < $3 AND created_at > now() - interval '30 days' ORDER BY created_at DESC LIMIT $4) o
          CROSS JOIN LATERAL (VALUES (o.id), (o.cart_id), (o.reference)) AS n(name) WHERE n.name IS NOT NULL)`,
      [tenantId, provider, before, limit],
    );
    return rows.map(({ name }) => name);
  }
}
