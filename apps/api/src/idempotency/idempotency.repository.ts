import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';

/** Whose key it is and what it was used for. */
export interface KeyedRequest {
  readonly tenantId: string;
  readonly scope: string;
  readonly key: string;
  readonly fingerprint: string;
}

/** What is kept of a key. */
export interface KeptAnswer {
  readonly fingerprint: string;
  readonly status: 'in_flight' | 'completed';
  readonly responseStatus: number | null;
  readonly responseBody: unknown;
  readonly lockedUntil: Date;
}

const KEPT_MS = 24 * 60 * 60 * 1000;

/** A free key, an expired one, or one whose process died while it worked on the same request. */
const CLAIM = `INSERT INTO idempotency_keys AS k (tenant_id, scope, key, fingerprint, lease_token, locked_until, expires_at)
  VALUES ($1, $2, $3, $4, $5, now() + $6 * interval '1 millisecond', now() + $7 * interval '1 millisecond')
  ON CONFLICT (tenant_id, scope, key) DO UPDATE SET fingerprint = excluded.fingerprint, status = 'in_flight',
    response_status = NULL, response_body = NULL, lease_token = excluded.lease_token, locked_until = excluded.locked_until,
    created_at = now(), expires_at = excluded.expires_at
  WHERE k.expires_at <= now()
    OR (k.status = 'in_flight' AND k.locked_until <= now() AND k.fingerprint = excluded.fingerprint)`;

/** The keys of requests that must not be done twice. A claim is one statement: of two requests at once, one gets it. */
@Injectable()
export class IdempotencyRepository {
  constructor(private readonly database: DatabaseService) {}

  /** True when the key is now this caller's, until the lease ends. */
  async claim(request: KeyedRequest, leaseToken: string, leaseMs: number): Promise<boolean> {
    const { tenantId, scope, key, fingerprint } = request;
    const { rowCount } = await this.database.pool.query(CLAIM, [
      tenantId,
      scope,
      key,
      fingerprint,
      leaseToken,
      leaseMs,
      KEPT_MS,
    ]);
    return rowCount === 1;
  }

  /** What is kept of a key; null when it is free (again). */
  async find({ tenantId, scope, key }: KeyedRequest): Promise<KeptAnswer | null> {
    const { rows } = await this.database.pool.query<KeptAnswer>(
      `SELECT fingerprint, status, response_status AS "responseStatus", response_body AS "responseBody",
         locked_until AS "lockedUntil"
       FROM idempotency_keys WHERE tenant_id = $1 AND scope = $2 AND key = $3 AND expires_at > now()`,
      [tenantId, scope, key],
    );
    return rows[0] ?? null;
  }

  /** Keeps the answer, unless the lease was lost to another. */
  async complete(request: KeyedRequest, leaseToken: string, status: number, body: unknown): Promise<void> {
    await this.database.pool.query(
      `UPDATE idempotency_keys SET status = 'completed', response_status = $5, response_body = $6
       WHERE tenant_id = $1 AND scope = $2 AND key = $3 AND lease_token = $4 AND status = 'in_flight'`,
      [request.tenantId, request.scope, request.key, leaseToken, status, JSON.stringify(body ?? null)],
    );
  }

  /** Frees the key: what was asked for was not done. */
  async release(request: KeyedRequest, leaseToken: string): Promise<void> {
    await this.database.pool.query(
      `DELETE FROM idempotency_keys
       WHERE tenant_id = $1 AND scope = $2 AND key = $3 AND lease_token = $4 AND status = 'in_flight'`,
      [request.tenantId, request.scope, request.key, leaseToken],
    );
  }

  /** Removes at most `limit` keys whose day is over. Returns how many. */
  async removeExpired(limit: number): Promise<number> {
    const { rowCount } = await this.database.pool.query(
      `DELETE FROM idempotency_keys WHERE ctid = ANY(ARRAY(
         SELECT ctid FROM idempotency_keys WHERE expires_at <= now() LIMIT $1 FOR UPDATE SKIP LOCKED))`,
      [limit],
    );
    return rowCount ?? 0;
  }
}
