import { Inject, Injectable } from '@nestjs/common';
import { earliestId } from '../common/ids.js';
import type { AppConfig } from '../config/app-config.js';
import { APP_CONFIG } from '../config/app-config.token.js';
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
  /** Gateways at which checkouts are open: has each of them told anything lately? */
  readonly hearing: readonly GatewayHearing[];
  /** Captures, refunds and voids that are not decided. */
  readonly openOperations: number;
  /** Age of the oldest of them; null: there is none. */
  readonly oldestOperationSeconds: number | null;
  /** Since a reconciliation heard all gateways; null: none ever did. */
  readonly reconciledSeconds: number | null;
  /** Restores after which the gateways have not been asked yet about what came after the backup. */
  readonly openRestores: number;
  /** What became of the payments begun lately. */
  readonly recentPayments: readonly RecentPayments[];
  /** Alerts that are open. */
  readonly openAlerts: readonly OpenAlerts[];
  /** Null: there was none. */
  readonly lastCheck: LastCheck | null;
}

/** Of the newest thousand payments of the last hour; what a bank refuses has not failed. */
export interface RecentPayments {
  readonly provider: string;
  /** Those whose end is known, or was for a while. */
  readonly decided: number;
  /** Of them: something broke on the way. */
  readonly failed: number;
}

export interface OpenAlerts {
  readonly condition: string;
  readonly severity: string;
  readonly count: number;
}

/** The last check of the invariants. */
export interface LastCheck {
  readonly ageSeconds: number;
  /** How many violations of each. */
  readonly counts: Readonly<Record<string, number>>;
}

export interface GatewayHearing {
  readonly provider: string;
  readonly silent: boolean;
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

/**
 * A gateway is silent when a checkout has been open at it for so long and no event of it came in that time. Ids begin with
 * their time: the newest are read first, from the primary key, and none that is older than the silence ($2); the look ends
 * with the first event of the gateway.
 */
const HEARING = `SELECT s.provider, (SELECT e.id FROM webhook_events e WHERE e.tenant_id = s.tenant_id AND e.provider = s.provider
      AND e.id >= $2 AND e.received_at > now() - $1 * interval '1 millisecond' ORDER BY e.id DESC LIMIT 1) IS NULL AS silent
  FROM (SELECT DISTINCT tenant_id, provider FROM payment_sessions WHERE status IN ('created', 'requires_action', 'processing')
      AND created_at < now() - $1 * interval '1 millisecond' AND expires_at > now()) s ORDER BY s.provider`;

const OPEN_OPERATIONS = `FROM payment_operations WHERE status IN ('pending', 'submitted')`;

/** Bounded by the newest of them: it costs the same on the busiest day of the year. */
const RECENT_PAYMENTS = `SELECT provider, count(*) FILTER (WHERE phase <> 'pending')::int AS decided,
    count(*) FILTER (WHERE phase = 'failed' AND failure_outcome = 'failed')::int AS failed
  FROM tenants t CROSS JOIN LATERAL (SELECT provider, phase, failure_outcome FROM payments p
    WHERE p.tenant_id = t.id AND p.created_at > now() - interval '1 hour' ORDER BY p.created_at DESC, p.id DESC LIMIT 1000) newest
  GROUP BY provider ORDER BY provider`;

const OPEN_ALERTS = `SELECT condition, severity, count(*)::int AS count FROM alerts WHERE ended_at IS NULL
  GROUP BY condition, severity ORDER BY condition`;

const LAST_CHECK = `SELECT extract(epoch FROM now() - finished_at)::float8 AS "ageSeconds",
    (SELECT json_object_agg(f ->> 'invariant', (f ->> 'count')::int) FROM jsonb_array_elements(findings) f) AS counts
  FROM invariant_checks ORDER BY id DESC LIMIT 1`;

const STATE = `SELECT (SELECT coalesce(json_agg(b), '[]') FROM (${BACKLOG}) b) AS events,
  (SELECT coalesce(json_agg(b), '[]') FROM (${BREAKERS}) b) AS breakers,
  (SELECT count(*)::int FROM orders WHERE status = 'pending') AS "ordersAwaiting",
  (SELECT count(*)::int FROM orders WHERE status = 'requires_review') AS "ordersRequiringReview",
  (SELECT count(*)::int FROM payments WHERE ${ORPHAN_PAYMENT}) AS "orphanPayments",
  (SELECT coalesce(json_agg(h), '[]') FROM (${HEARING}) h) AS hearing,
  (SELECT count(*)::int ${OPEN_OPERATIONS}) AS "openOperations",
  (SELECT extract(epoch FROM now() - min(created_at))::float8 ${OPEN_OPERATIONS}) AS "oldestOperationSeconds",
  (SELECT extract(epoch FROM now() - max(finished_at))::float8 FROM reconciliation_runs
    WHERE status = 'completed' AND provider IS NULL) AS "reconciledSeconds",
  (SELECT count(*)::int FROM restores WHERE caught_up_at IS NULL) AS "openRestores",
  (SELECT coalesce(json_agg(r), '[]') FROM (${RECENT_PAYMENTS}) r) AS "recentPayments",
  (SELECT coalesce(json_agg(a), '[]') FROM (${OPEN_ALERTS}) a) AS "openAlerts",
  (SELECT row_to_json(c) FROM (${LAST_CHECK}) c) AS "lastCheck"`;

/** An id is made before its row is written, and by another clock than the database's. */
const CLOCKS_APART_MS = 5 * 60_000;

/** The whole state in one statement. @param silenceAlertMs how long a gateway may say nothing. */
export function stateQuery(
  silenceAlertMs: number,
  nowMs: number,
): { readonly text: string; readonly values: unknown[] } {
  return { text: STATE, values: [silenceAlertMs, earliestId('evt', nowMs - silenceAlertMs - CLOCKS_APART_MS)] };
}

/** Reads the state of the installation in one statement, over every tenant. */
@Injectable()
export class StateRepository {
  constructor(
    private readonly database: DatabaseService,
    @Inject(APP_CONFIG) private readonly config: AppConfig,
  ) {}

  async read(): Promise<InstallationState> {
    const { silenceAlertMs } = this.config.reconciliation;
    const { rows } = await this.database.pool.query<InstallationState>(stateQuery(silenceAlertMs, Date.now()));
    return rows[0] as InstallationState;
  }
}
