import { Injectable } from '@nestjs/common';
import { DatabaseService } from '../database/database.service.js';
import { ORPHAN_PAYMENT } from '../payments/payment-listing.repository.js';

export interface EventBacklog {
  readonly provider: string;
  readonly status: 'pending' | 'processing' | 'failed';
  readonly count: number;
  /** Age of the oldest. */
  readonly oldestSeconds: number;
}

export interface BreakerReport {
  readonly provider: string;
  readonly state: 'closed' | 'open' | 'half_open';
  readonly reason: string | null;
  /** RFC 3339. */
  readonly openUntil: string | null;
}

/** What PostgreSQL knows of the whole installation right now, whatever this process has seen. */
export interface InstallationState {
  readonly events: readonly EventBacklog[];
  readonly breakers: readonly BreakerReport[];
  readonly ordersAwaiting: number;
  readonly ordersRequiringReview: number;
  readonly orphanPayments: number;
}

/** One status at a time, so that each is read from its own partial index; `success`, which is nearly all, is never counted. */
const BACKLOG = ['pending', 'processing', 'failed']
  .map(
    (status) => `SELECT provider, '${status}' AS status, count(*)::int AS count,
      GREATEST(extract(epoch FROM now() - min(received_at)), 0)::float8 AS "oldestSeconds"
    FROM webhook_events WHERE status = '${status}' GROUP BY provider`,
  )
  .join(' UNION ALL ');

const BREAKERS = `SELECT provider, state, reason, open_until AS "openUntil" FROM gateway_breakers ORDER BY provider`;

const STATE = `SELECT (SELECT coalesce(json_agg(b), '[]') FROM (${BACKLOG}) b) AS events,
  (SELECT coalesce(json_agg(b), '[]') FROM (${BREAKERS}) b) AS breakers,
  (SELECT count(*)::int FROM orders WHERE status = 'pending') AS "ordersAwaiting",
  (SELECT count(*)::int FROM orders WHERE status = 'requires_review') AS "ordersRequiringReview",
  (SELECT count(*)::int FROM payments WHERE ${ORPHAN_PAYMENT}) AS "orphanPayments"`;

/** Reads the state of the installation in one statement, over every tenant. */
@Injectable()
export class StateRepository {
  constructor(private readonly database: DatabaseService) {}

  async read(): Promise<InstallationState> {
    const { rows } = await this.database.pool.query<InstallationState>(STATE);
    return rows[0] as InstallationState;
  }
}
