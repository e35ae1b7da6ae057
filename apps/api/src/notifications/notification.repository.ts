import { Injectable } from '@nestjs/common';
import type { Transaction } from '../database/database.service.js';
import type { NotificationStatus, OutgoingNotification } from './notification.js';

type Queryable = Pick<Transaction, 'query'>;

/** How an attempt ended, for the row. */
export interface AttemptEnd {
  readonly status: NotificationStatus;
  readonly answer: string;
  /** Null: there is no other attempt. */
  readonly nextInMs: number | null;
}

/** A receiver hears of an end after the start: the newer of two waits for as long as the older one is tried. */
const IS_NEXT = `NOT EXISTS (SELECT 1 FROM notifications older WHERE older.alert_id = n.alert_id AND older.channel = n.channel
    AND older.status = 'pending' AND older.kind = 'alert.started' AND n.kind = 'alert.ended')`;

const CLAIM = `UPDATE notifications n SET attempts = attempts + 1, next_attempt_at = now() + $2 * interval '1 millisecond'
  WHERE id = $1 AND status = 'pending' AND next_attempt_at <= now() AND ${IS_NEXT}
  RETURNING id, kind, channel, alert_id AS "alertId", title, text, data, attempts, created_at AS "createdAt"`;

const DUE = `SELECT id FROM notifications n WHERE status = 'pending' AND next_attempt_at <= now() - $1 * interval '1 millisecond'
    AND ${IS_NEXT} ORDER BY next_attempt_at LIMIT $2`;

const END = `UPDATE notifications SET status = $3, last_answer = $4, next_attempt_at = now() + $5::float8 * interval '1 millisecond',
    sent_at = CASE WHEN $3 = 'sent' THEN now() END
  WHERE id = $1 AND status = 'pending' AND attempts = $2`;

const INSERT = `INSERT INTO notifications (id, tenant_id, kind, channel, alert_id, title, text, data, next_attempt_at)
  VALUES ($1, $2, $3, $4, $5, $6, $7, $8, now()) ON CONFLICT (alert_id, kind, channel) DO NOTHING`;

/** The rows of the outbox. A claim is a lease; its end is a compare-and-swap on the attempt that the claim counted. */
@Injectable()
export class NotificationRepository {
  /** Adds a row, due at once; false when this was to be told already. */
  async insert(
    tx: Transaction,
    tenantId: string,
    { id, kind, channel, alertId, title, text, data }: Omit<OutgoingNotification, 'attempts' | 'createdAt'>,
  ): Promise<boolean> {
    const values = [id, tenantId, kind, channel, alertId, title, text, JSON.stringify(data)];
    return (await tx.query(INSERT, values)).rowCount === 1;
  }

  /** Takes a notification that is due for as long as the lease; null when it is not, or somebody else has it. */
  async claim(db: Queryable, id: string, leaseMs: number): Promise<OutgoingNotification | null> {
    const { rows } = await db.query<OutgoingNotification>({
      name: 'notification_claim',
      text: CLAIM,
      values: [id, leaseMs],
    });
    return rows[0] ?? null;
  }

  /** What has been due for this long, the longest first. */
  async due(db: Queryable, forMs: number, limit: number): Promise<string[]> {
    const { rows } = await db.query<{ id: string }>({ name: 'notification_due', text: DUE, values: [forMs, limit] });
    return rows.map(({ id }) => id);
  }

  /** Writes how the attempt of a claim ended; false when the claim was lost to another. */
  async end(
    db: Queryable,
    { id, attempts }: Pick<OutgoingNotification, 'id' | 'attempts'>,
    { status, answer, nextInMs }: AttemptEnd,
  ): Promise<boolean> {
    const values = [id, attempts, status, answer, nextInMs];
    return (await db.query({ name: 'notification_end', text: END, values })).rowCount === 1;
  }

  /** The end of an alert that waits for its start to be told, on this channel. */
  async waitingFor(db: Queryable, { alertId, channel }: OutgoingNotification): Promise<string[]> {
    const { rows } = await db.query<{ id: string }>(
      `SELECT id FROM notifications WHERE alert_id = $1 AND channel = $2 AND kind = 'alert.ended' AND status = 'pending'
         AND next_attempt_at <= now()`,
      [alertId, channel],
    );
    return rows.map(({ id }) => id);
  }
}
