import { Injectable } from '@nestjs/common';
import { createId } from '../common/ids.js';
import { DatabaseService, type Transaction } from '../database/database.service.js';
import type { RecoveredEvent } from '../gateways/gateway.recovery.js';

/** An event goes into the inbox with its end: it is applied in the same transaction. */
const RECORD = `WITH recorded AS (
    INSERT INTO webhook_events (id, tenant_id, provider, event_key, webhook_id, type, status, attempts, outcome, reference,
      transaction_id, request_id, delivery, raw_payload, processed_at)
    VALUES ($1, $2, $3, $4, $5, $6, 'success', 1, $7, $8, $9, $10, $11, $12, now())
    ON CONFLICT (tenant_id, provider, event_key) DO NOTHING RETURNING id, tenant_id)
  INSERT INTO webhook_event_attempts (tenant_id, event_id, attempt, result, started_at)
  SELECT tenant_id, id, 1, 'success', now() FROM recorded`;

/** No request brought it: what the door would have kept of one is empty. */
const NO_DELIVERY = JSON.stringify({ headers: {}, query: {} });

/** Who the event belongs to, and which run found it. */
export interface FoundBy {
  readonly tenantId: string;
  readonly provider: string;
  readonly runId: string;
}

/**
 * The inbox, as far as an event may get into it without a delivery: under the key that the door would give it, so that the
 * delivery, when it comes after all, is one that was received already.
 */
@Injectable()
export class MissedEventRepository {
  constructor(private readonly database: DatabaseService) {}

  /** Those of the events that no delivery has brought. */
  async missing<T extends RecoveredEvent>(tenantId: string, provider: string, events: readonly T[]): Promise<T[]> {
    if (events.length === 0) return [];
    const { rows } = await this.database.pool.query<{ key: string }>(
      `SELECT k.key FROM unnest($3::text[]) AS k(key) WHERE EXISTS (
         SELECT 1 FROM webhook_events WHERE tenant_id = $1 AND provider = $2 AND event_key = k.key)`,
      [tenantId, provider, events.map(({ eventKey }) => eventKey)],
    );
    const known = new Set(rows.map(({ key }) => key));
    return events.filter(({ eventKey }) => !known.has(eventKey));
  }

  /** Stores an event with its outcome; false when a delivery was faster: then it is the processor's. */
  async record(tx: Transaction, event: RecoveredEvent, outcome: string, foundBy: FoundBy): Promise<boolean> {
    const { rowCount } = await tx.query({
      name: 'missed_event_record',
      text: RECORD,
      values: [
        createId('evt'),
        foundBy.tenantId,
        foundBy.provider,
        event.eventKey,
        event.webhookId,
        event.type,
        outcome,
        event.reference,
        event.transactionId,
        foundBy.runId,
        NO_DELIVERY,
        event.rawBody,
      ],
    });
    return rowCount === 1;
  }
}
